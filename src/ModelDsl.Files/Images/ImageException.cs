namespace ModelDsl.Runtime;

/// <summary>An image file cannot be used. The message is one line and names the file and the reason.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="reason">What is wrong with it, without a period.</param>
    /// <param name="inner">What went wrong underneath.</param>
    public ImageException(string file, string reason, Exception? inner = null)
        : base($"{file}: {reason}", inner) => File = file;

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }
}
