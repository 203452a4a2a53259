namespace ModelDsl.Runtime;

/// <summary>How much a shape from a file takes.</summary>
internal static class ShapeSize
{
    /// <summary>
    /// The bytes of a tensor; null where its sizes are too large to count with. A zero makes the whole nothing, and yet
    /// the other sizes have to be countable: strides are made of them.
    /// </summary>
    public static long? Bytes(ReadOnlySpan<long> shape, ElementType type)
    {
        var isEmpty = false;
        long bytes = type.Size();
        foreach (var size in shape)
        {
            isEmpty |= size == 0;
            if (bytes > long.MaxValue / Math.Max(size, 1)) return null;
            bytes *= Math.Max(size, 1);
        }
        return isEmpty ? 0 : bytes;
    }
}
