namespace ModelDsl.PyTorch;

/// <summary>A model that cannot be written as PyTorch source.</summary>
public sealed class PyTorchException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public PyTorchException(string message) : base(message)
    {
    }
}
