namespace ModelDsl.Onnx;

/// <summary>A model that cannot be written to an ONNX file, a file that a session cannot run, or inputs that do not fit it.</summary>
public sealed class OnnxException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="message">What is wrong, what was expected, and what to do.</param>
    /// <param name="inner">The error behind it.</param>
    public OnnxException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
