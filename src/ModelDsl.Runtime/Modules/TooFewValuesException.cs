namespace ModelDsl.Runtime;

/// <summary>A normalisation in training was given one value for each channel: it has no variance to divide by.</summary>
public sealed class TooFewValuesException : InvalidOperationException
{
    internal TooFewValuesException(string layer, IEnumerable<long> shape)
        : base($"{layer} gets one value for each channel, [{string.Join(", ", shape)}], which has no variance; in training it needs a larger batch or map")
    {
    }
}
