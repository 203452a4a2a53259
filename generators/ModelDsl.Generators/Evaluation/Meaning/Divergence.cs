using System.Linq;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Finds where the ways to two calls part.</summary>
internal static class Divergence
{
    /// <summary>The outermost calls that are not the same: two calls in one run of a method, or two rounds of one. Null where it is one call.</summary>
    public static (CallPath One, CallPath Other)? Of(CallPath one, CallPath other)
    {
        foreach (var (a, b) in one.Outwards().Reverse().Zip(other.Outwards().Reverse(), (a, b) => (a, b)))
        {
            if (a != b) return (a, b);
        }
        return null;
    }
}
