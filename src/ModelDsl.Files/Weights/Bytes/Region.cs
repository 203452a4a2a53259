using System.IO.Hashing;

namespace ModelDsl.Runtime;

/// <summary>A stretch of a file that belongs together, such as the values of one storage.</summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="Position">Where it begins in the file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">The CRC-32 that the file states for it; null where the format has none.</param>
internal sealed record Region(string Name, long Position, long Length, uint? Checksum)
{
    private const int PartLength = 1 << 20;

    /// <summary>Reads all of it and compares the checksum.</summary>
    /// <exception cref="WeightsException">The checksum is another one.</exception>
    public byte[] ReadChecked(ByteSource source, string file)
    {
        var bytes = source.Read(Position, Length);
        Verify(Crc32.HashToUInt32(bytes), file);
        return bytes;
    }

    /// <summary>Reads through it, a part at a time, for its checksum alone.</summary>
    /// <exception cref="WeightsException">The checksum is another one.</exception>
    public void Verify(ByteSource source, string file)
    {
        if (Checksum is null) return;
        var part = new byte[Math.Min(PartLength, Length)];
        var crc = new Crc32();
        for (var done = 0L; done < Length; done += part.Length)
        {
            var piece = part.AsSpan(0, (int)Math.Min(part.Length, Length - done));
            source.Read(piece, Position + done);
            crc.Append(piece);
        }
        Verify(crc.GetCurrentHashAsUInt32(), file);
    }

    /// <summary>Compares a checksum that was computed on the way.</summary>
    /// <exception cref="WeightsException">It is another one.</exception>
    public void Verify(uint crc, string file)
    {
        if (Checksum is { } stated && crc != stated)
        {
            throw new WeightsException(
                file, $"the CRC-32 of its bytes is {crc:x8}", WeightsException.Printable(Name), $"{stated:x8}, as the archive states",
                "the file was damaged or altered after it was written: copy or download it again");
        }
    }
}
