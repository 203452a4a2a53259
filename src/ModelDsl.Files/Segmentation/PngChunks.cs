using System.Buffers.Binary;
using System.IO.Hashing;

namespace ModelDsl.Runtime;

/// <summary>The parts of a PNG file (ISO/IEC 15948): each has a name of four letters, data and a checksum.</summary>
internal static class PngChunks
{
    public const string Header = "IHDR";
    public const string Palette = "PLTE";
    public const string Data = "IDAT";
    public const string End = "IEND";

    // In the header's data, behind width and height.
    public const int BitsAt = 8;
    public const int ColourAt = 9;
    public const byte Grey = 0;
    public const byte Indexed = 3;

    // Length and name stand before the data, a checksum behind it.
    private const int NameAt = 4;
    private const int DataAt = 8;
    private const int Frame = 12;

    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The chunks of a file, as far as they are whole.</summary>
    /// <param name="content">The file.</param>
    /// <returns>The name of each, its data, and all of it.</returns>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Whole)> Of(byte[] content)
    {
        for (var at = s_signature.Length; at + Frame <= content.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(at));
            if (length > content.Length - at - Frame) yield break;
            var whole = content.AsMemory(at, (int)length + Frame);
            yield return (System.Text.Encoding.Latin1.GetString(content, at + NameAt, 4), whole.Slice(DataAt, (int)length), whole);
            at += whole.Length;
        }
    }

    /// <summary>A file of chunks, each as it stands in a file.</summary>
    public static byte[] File(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var file = new MemoryStream();
        file.Write(s_signature);
        foreach (var chunk in chunks) file.Write(chunk.Span);
        return file.ToArray();
    }

    /// <summary>A chunk of data.</summary>
    public static ReadOnlyMemory<byte> Chunk(string name, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + Frame];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.Latin1.GetBytes(name, chunk.AsSpan(NameAt));
        data.CopyTo(chunk.AsSpan(DataAt));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4), Crc32.HashToUInt32(chunk.AsSpan(NameAt, data.Length + 4)));
        return chunk;
    }
}
