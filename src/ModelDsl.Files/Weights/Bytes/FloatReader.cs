using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>Reads values of a file into memory.</summary>
internal static class FloatReader
{
    /// <summary>The values of an entry in single precision, in the order of the indices.</summary>
    /// <exception cref="WeightsException">They are damaged, cannot be read, or are not floating point numbers.</exception>
    public static float[] ReadFloats(this ValueReader reader, WeightEntry entry)
    {
        if (!entry.Type.IsFloat())
            throw new WeightsException(reader.File, $"'{WeightsException.Printable(entry.Name)}' holds {entry.Type.Name()} values", expected: "floating point numbers");
        reader.RequireBearable(entry);
        var values = new float[entry.Elements];
        if (values.Length == 0) return values;
        if (entry.IsDense && entry.Type == ElementType.F32 && BitConverter.IsLittleEndian)
        {
            reader.ReadBytes(entry, MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
        var (bytes, size) = (new byte[reader.BytesOf(entry)], entry.Type.Size());
        reader.ReadBytes(entry, bytes);
        var walk = new StridedWalk(entry.Sizes, entry.Strides, 0);
        for (var i = 0; i < values.Length; i++) values[i] = Value(bytes.AsSpan((int)(walk.Next() * size), size), entry.Type);
        return values;
    }

    private static float Value(ReadOnlySpan<byte> bytes, ElementType type) => type switch
    {
        ElementType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ElementType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        ElementType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadSingleLittleEndian(bytes),
    };
}
