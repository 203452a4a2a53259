using System.Buffers.Binary;

namespace ModelDsl.Runtime;

/// <summary>Reads what a safetensors file says of its tensors.</summary>
internal static class SafetensorsReader
{
    private const int PrefixLength = sizeof(ulong);

    /// <summary>Whether a file that begins so is meant as one.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => start.Length > PrefixLength && start[PrefixLength] == '{';

    /// <exception cref="WeightsException">The header is not what the format allows.</exception>
    public static WeightContent Read(ByteSource source, string file)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(source.Read(0, PrefixLength));
        if (length > SafetensorsHeader.MaxLength)
            throw new WeightsException(file, $"not a safetensors file: a header of {length} bytes is more than the format allows", "header");
        if ((long)length > source.Length - PrefixLength)
            throw new WeightsException(file, $"the file is truncated: its header takes {length} bytes, {source.Length - PrefixLength} are there", remedy: "copy or download it again");
        var start = PrefixLength + (long)length;
        var header = SafetensorsHeader.Parse(source.Read(PrefixLength, (long)length), source.Length - start, file);
        return new WeightContent(
            WeightFormat.Safetensors,
            [.. header.Entries.Select(e => WeightEntry.Dense(e.Name, e.Type, e.Shape, new Region(e.Name, start + e.Begin, e.End - e.Begin, null)))],
            header.Metadata);
    }
}
