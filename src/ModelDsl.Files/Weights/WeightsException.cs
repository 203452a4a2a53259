using System.Text;

namespace ModelDsl.Runtime;

/// <summary>
/// A weight file cannot be read, is not what it should be, or belongs to another model. The message is one line: the
/// file, the place in it, what is wrong there, what was expected, what to do; below it a line for each of the <see cref="Causes"/>.
/// </summary>
public sealed class WeightsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What is wrong, without a period.</param>
    /// <param name="place">Where in the file; null where it is the file as a whole.</param>
    /// <param name="expected">What should be there instead.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="inner">What went wrong underneath.</param>
    public WeightsException(
        string file, string problem, string? place = null, string? expected = null, string? remedy = null, Exception? inner = null)
        : base(Compose(file, problem, place, expected, remedy), inner) =>
        (File, Problem, Place, Expected, Remedy) = (file, problem, place, expected, remedy);

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>Where in the file; null where it is the file as a whole.</summary>
    public string? Place { get; }

    /// <summary>What should be there instead.</summary>
    public string? Expected { get; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; }

    /// <summary>The keys on which the file and a module disagree; empty where that is not what is wrong.</summary>
    public IReadOnlyList<WeightMismatch> Mismatches { get; internal init; } = [];

    /// <summary>The hyper-parameters in which the file and a generated model differ; empty where none explains the difference.</summary>
    public IReadOnlyList<WeightCause> Causes { get; internal init; } = [];

    /// <summary>Text of a stranger's file, made fit for a line: control characters spelled out, and no longer than a line.</summary>
    internal static string Printable(string text) => MismatchText.Printable(text);

    /// <summary>The same for a failure of the disk or the system.</summary>
    internal static WeightsException Unreadable(string file, Exception inner) =>
        new(file, "cannot be read: " + Printable(inner.Message), inner: inner);

    private static string Compose(string file, string problem, string? place, string? expected, string? remedy)
    {
        var message = new StringBuilder(file).Append(": ");
        if (place is not null) message.Append(place).Append(": ");
        message.Append(problem);
        if (expected is not null) message.Append("; expected ").Append(expected);
        if (remedy is not null) message.Append("; ").Append(remedy);
        return message.ToString();
    }
}
