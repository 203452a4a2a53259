namespace ModelDsl.Runtime;

/// <summary>Several files' bytes as if they lay one after the other.</summary>
internal sealed class ShardedBytes : ByteSource
{
    private readonly List<(ByteSource Bytes, long Begin)> parts = [];
    private long length;

    public override long Length => length;

    /// <summary>Appends a file, and owns it from then on.</summary>
    /// <returns>Where its bytes begin.</returns>
    public long Add(ByteSource bytes)
    {
        var begin = length;
        parts.Add((bytes, begin));
        length += bytes.Length;
        return begin;
    }

    public override void Read(Span<byte> target, long position)
    {
        while (!target.IsEmpty)
        {
            var (bytes, begin) = At(position);
            var count = (int)Math.Min(target.Length, bytes.Length - (position - begin));
            if (count <= 0) throw new EndOfStreamException("the file ends too early");
            bytes.Read(target[..count], position - begin);
            target = target[count..];
            position += count;
        }
    }

    public override void Expect(long position, long length)
    {
        var (bytes, begin) = At(position);
        bytes.Expect(position - begin, Math.Min(length, bytes.Length - (position - begin)));
    }

    public override void Dispose()
    {
        foreach (var (bytes, _) in parts) bytes.Dispose();
    }

    private (ByteSource Bytes, long Begin) At(long position)
    {
        var (low, high) = (0, parts.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (parts[middle].Begin <= position) low = middle;
            else high = middle - 1;
        }
        return parts[low];
    }
}
