namespace ModelDsl.Runtime;

/// <summary>A weight file cannot be read, is not what it should be, or belongs to another model. The message is one line.</summary>
public sealed class WeightsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="reason">What is wrong, without a period.</param>
    /// <param name="inner">What went wrong underneath.</param>
    public WeightsException(string file, string reason, Exception? inner = null)
        : base($"{file}: {reason}", inner) => File = file;

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }
}
