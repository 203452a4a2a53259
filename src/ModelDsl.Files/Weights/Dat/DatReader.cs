using System.Text;

namespace ModelDsl.Runtime;

/// <summary>
/// Reads what a TorchSharp file (.dat) says of its tensors: their number, then for each its key, element type, rank and
/// sizes, all as LEB128 numbers, and its values. The format has no mark and no table; what fits it to the last byte is one.
/// </summary>
internal sealed class DatReader
{
    private const int MaxEntries = 100_000;
    private const int MaxRank = 32;
    private const int LongestName = 4096;
    private const int LongestEntry = 16 * 1024;

    private readonly ByteSource source;
    private readonly string file;
    private string place = "start";
    private long position;
    private byte[] buffer = [];
    private long bufferStart;

    private DatReader(ByteSource source, string file) => (this.source, this.file) = (source, file);

    /// <exception cref="WeightsException">The bytes do not fit the format.</exception>
    public static WeightContent Read(ByteSource source, string file)
    {
        var reader = new DatReader(source, file);
        var count = reader.Number();
        if (count > MaxEntries) throw reader.Bad($"{count} tensors", $"{MaxEntries} at most");
        var entries = new List<WeightEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0L; i < count; i++)
        {
            var entry = reader.Entry(i);
            if (!names.Add(entry.Name)) throw reader.Bad("the key occurs twice", "each once");
            entries.Add(entry);
        }
        reader.place = "end";
        if (reader.position != source.Length) throw reader.Bad($"{source.Length - reader.position} bytes more than its {count} tensors take");
        return new WeightContent(WeightFormat.TorchSharp, entries, new Dictionary<string, string>());
    }

    private WeightEntry Entry(long index)
    {
        place = $"entry {index}";
        var name = Name();
        place = $"'{WeightsException.Printable(name)}'";
        var code = Number();
        if (ElementTypes.OfTorchNumber(code) is not { } known) throw Bad($"the element type number {code}", "one of real numbers, whole numbers or truth values");
        var rank = Number();
        if (rank > MaxRank) throw Bad($"{rank} axes", $"{MaxRank} at most");
        var shape = new long[rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = Number();
        if (ShapeSize.Bytes(shape, known) is not { } length || length > source.Length - position)
            throw Bad($"[{string.Join(", ", shape)}] of {known.Name()}", $"what the {source.Length - position} bytes that follow can hold");
        var region = new Region(name, position, length, null);
        position += length;
        return WeightEntry.Dense(name, known, shape, region);
    }

    private string Name()
    {
        var length = Number();
        if (length > LongestName) throw Bad($"a key of {length} bytes", $"{LongestName} at most");
        var bytes = new byte[length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = Byte();
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw Bad("a key that is not UTF-8");
        }
    }

    /// <summary>A LEB128 number: seven bits a byte, the lowest first, no more bytes than it needs.</summary>
    private long Number()
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            if (shift == 63 || (next == 0 && shift > 0)) throw Bad("a number that is too long", "a LEB128 number of 63 bits at most");
            value |= (long)(next & 0x7F) << shift;
            if ((next & 0x80) == 0) return value;
        }
    }

    private byte Byte()
    {
        if (position >= source.Length) throw Bad("the file ends in the middle");
        if (position < bufferStart || position >= bufferStart + buffer.Length)
        {
            bufferStart = position;
            buffer = source.Read(position, Math.Min(LongestEntry, source.Length - position));
        }
        return buffer[position++ - bufferStart];
    }

    private WeightsException Bad(string problem, string? expected = null) => new(
        file, "not a file of TorchSharp's Module.save: " + problem, $"{place}, byte {position}", expected,
        "a name that ends in .dat says TorchSharp's format; rename a file of another one");
}
