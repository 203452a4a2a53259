using System.Buffers.Binary;
using System.Text;

namespace ModelDsl.Runtime;

/// <summary>The bytes of a pickle, taken from the front, and the one error that all of its mistakes become.</summary>
internal sealed class PickleInput(byte[] bytes, string file, string record)
{
    private const int LongestLine = 200;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Where the instruction began that is being carried out.</summary>
    public int Start { get; set; }

    public int Position { get; private set; }

    public bool AtEnd => Position == bytes.Length;

    public int Remaining => bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>So many bytes; the number comes from the file, and is compared with what is left before anything is made.</summary>
    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - Position)) throw Bad($"it ends {count - (ulong)(bytes.Length - Position)} bytes too early", "a whole instruction");
        var taken = bytes.AsSpan(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public string Text(ulong length) => Decode(Take(length));

    /// <summary>Text up to the end of a line, as names are written in older protocols.</summary>
    public string Line()
    {
        var end = bytes.AsSpan(Position, Math.Min(LongestLine, bytes.Length - Position)).IndexOf((byte)'\n');
        if (end < 0) throw Bad($"a name without an end within {LongestLine} bytes", "a line");
        var line = Decode(Take((ulong)end));
        Position++;
        return line;
    }

    public WeightsException Bad(string problem, string? expected = null, string? remedy = null) => new(
        file, problem, $"{WeightsException.Printable(record)}, byte {Start}", expected,
        remedy ?? "write the checkpoint again with torch.save");

    private string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return Utf8.GetString(text);
        }
        catch (ArgumentException)
        {
            throw Bad("text that is not UTF-8");
        }
    }
}
