namespace TorchSharp.Utils;

/// <summary>Whole numbers in as few bytes as they need, seven bits each: how TorchSharp's .dat files write lengths.</summary>
internal static class Leb128
{
    internal static void Encode(this BinaryWriter writer, long value)
    {
        if (value < 0) throw new ArgumentOutOfRangeException(nameof(value), "a negative number has no LEB128 form here");
        writer.Write7BitEncodedInt64(value);
    }

    internal static long Decode(this BinaryReader reader) => reader.Read7BitEncodedInt64();
}
