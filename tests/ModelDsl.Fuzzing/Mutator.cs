using System.Buffers.Binary;

namespace ModelDsl.Fuzzing;

/// <summary>Changes files as a disk, a bad network or an attacker would. The same seed makes the same changes.</summary>
internal sealed class Mutator(int seed)
{
    private const int MostChanges = 4;

    // Instructions of pickles, and numbers at the edges of their types.
    private static readonly byte[] Telling = [.. "(.JKMNQRXabcehjqrstu]})0125iov"u8, 0, 1, 0x7F, 0x80, 0x81, 0x85, 0x8a, 0x8b, 0x8d, 0x93, 0x94, 0x95, 0xFF];
    private static readonly long[] Edges = [0, 1, -1, 255, 65535, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    private readonly Random random = new(seed);

    /// <summary>A changed copy.</summary>
    public byte[] Change(byte[] original, IReadOnlyList<byte[]> others)
    {
        var content = (byte[])original.Clone();
        for (var left = 1 + random.Next(MostChanges); left > 0; left--) content = ChangeOnce(content, others);
        return content;
    }

    /// <summary>The records of an archive with a change in one of them, mostly the first: the pickle.</summary>
    public ZipPart[] ChangeOne(IReadOnlyList<ZipPart> records)
    {
        ZipPart[] changed = [.. records];
        var at = random.Next(4) == 0 ? random.Next(changed.Length) : 0;
        changed[at] = changed[at] with { Data = Change(changed[at].Data, [.. records.Select(r => r.Data).Where(d => d.Length > 0)]) };
        return changed;
    }

    private byte[] ChangeOnce(byte[] content, IReadOnlyList<byte[]> others)
    {
        if (content.Length == 0) return [(byte)random.Next(256)];
        var at = Place(content.Length);
        switch (random.Next(9))
        {
            case 0:
                content[at] ^= (byte)(1 << random.Next(8));
                return content;
            case 1:
                content[at] = (byte)random.Next(256);
                return content;
            case 2:
                content[at] = Telling[random.Next(Telling.Length)];
                return content;
            case 3:
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, Edges[random.Next(Edges.Length)]);
                var width = Math.Min(1 << random.Next(4), content.Length - at);
                number[..width].CopyTo(content.AsSpan(at));
                return content;
            case 4:
                return content[..at];
            case 5:
                var end = Math.Min(content.Length, at + 1 + random.Next(64));
                return [.. content[..at], .. content[end..]];
            case 6:
                var stop = Math.Min(content.Length, at + 1 + random.Next(64));
                return [.. content[..at], .. content[at..stop], .. content[at..]];
            case 7:
                var added = new byte[1 + random.Next(16)];
                random.NextBytes(added);
                return [.. content[..at], .. added, .. content[at..]];
            default:
                var other = others[random.Next(others.Count)];
                var from = Place(other.Length);
                return [.. content[..at], .. other[from..Math.Min(other.Length, from + 1 + random.Next(128))], .. content[Math.Min(content.Length, at + random.Next(128))..]];
        }
    }

    /// <summary>Any place, but the beginning and the end more often: that is where formats keep their numbers.</summary>
    private int Place(int length) => random.Next(3) switch
    {
        0 => random.Next(Math.Min(length, 200)),
        1 => length - 1 - random.Next(Math.Min(length, 200)),
        _ => random.Next(length),
    };
}
