using System;

namespace ModelDsl;

/// <summary>
/// Where a violated rule is reported. A specification that runs ends with the exception; whoever evaluates it to find every
/// mistake (the generator) listens, and the operation continues with a value that it assumes.
/// </summary>
internal static class Problem
{
    [ThreadStatic]
    private static Func<SpecException, bool>? s_listener;

    /// <summary>Reports a violated rule; the operation continues with an assumed value.</summary>
    /// <exception cref="SpecException">Nobody listens, or the listener wants no more.</exception>
    public static void Report(SpecException problem)
    {
        if (s_listener is null || !s_listener(problem)) throw problem;
    }

    /// <summary>Runs something while a listener decides after each broken rule whether to continue.</summary>
    public static T Listen<T>(Func<SpecException, bool> listener, Func<T> action)
    {
        var outer = s_listener;
        s_listener = listener;
        try
        {
            return action();
        }
        finally
        {
            s_listener = outer;
        }
    }
}
