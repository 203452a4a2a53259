using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelDsl.Runtime;

/// <summary>
/// The checksum of zip archives: the remainder of the message by 0xEDB88320, bits reflected. Where the processor has
/// carry-less multiplication the message is folded 64 bytes a step, faster than any disk; elsewhere it goes through tables.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;

    // Powers of x modulo the polynomial, reflected: what a distance of so many bits multiplies by.
    private static readonly Vector128<ulong> FoldBy512 = Fold(512);
    private static readonly Vector128<ulong> FoldBy128 = Fold(128);
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of no bytes.</summary>
    public const uint Empty = 0;

    /// <summary>The checksum after some more bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
        if (Pclmulqdq.IsSupported && BitConverter.IsLittleEndian && bytes.Length >= 128)
        {
            var whole = bytes.Length & ~15;
            state = Folded(state, bytes[..whole]);
            bytes = bytes[whole..];
        }
        return ~Tabled(state, bytes);
    }

    /// <summary>The same by tables alone, to hold the other against.</summary>
    internal static uint AppendByTables(uint crc, ReadOnlySpan<byte> bytes) => ~Tabled(~crc, bytes);

    private static uint Tabled(uint state, ReadOnlySpan<byte> bytes)
    {
        var t = Tables;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = t[0x700 + (byte)low] ^ t[0x600 + (byte)(low >> 8)] ^ t[0x500 + (byte)(low >> 16)] ^ t[0x400 + (low >> 24)]
                ^ t[0x300 + (byte)high] ^ t[0x200 + (byte)(high >> 8)] ^ t[0x100 + (byte)(high >> 16)] ^ t[high >> 24];
            bytes = bytes[Slices..];
        }
        foreach (var b in bytes) state = t[(byte)(state ^ b)] ^ (state >> 8);
        return state;
    }

    /// <summary>Folds at least 64 bytes, a multiple of 16, into the 16 that have the same remainder.</summary>
    private static uint Folded(uint state, ReadOnlySpan<byte> bytes)
    {
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var (a, b, c, d) = (blocks[0] ^ Vector128.CreateScalar((ulong)state), blocks[1], blocks[2], blocks[3]);
        var i = 4;
        for (; i + 4 <= blocks.Length; i += 4)
        {
            a = Step(a, FoldBy512, blocks[i]);
            b = Step(b, FoldBy512, blocks[i + 1]);
            c = Step(c, FoldBy512, blocks[i + 2]);
            d = Step(d, FoldBy512, blocks[i + 3]);
        }
        a = Step(Step(Step(a, FoldBy128, b), FoldBy128, c), FoldBy128, d);
        for (; i < blocks.Length; i++) a = Step(a, FoldBy128, blocks[i]);
        Span<byte> rest = stackalloc byte[16];
        MemoryMarshal.Write(rest, in a);
        return Tabled(0, rest);
    }

    private static Vector128<ulong> Step(Vector128<ulong> sum, Vector128<ulong> by, Vector128<ulong> next) =>
        Pclmulqdq.CarrylessMultiply(sum, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(sum, by, 0x11) ^ next;

    /// <summary>The two factors that move 16 bytes by a distance: the first half lies 64 bits further from the end than the second.</summary>
    private static Vector128<ulong> Fold(int bits) => Vector128.Create(Power(bits + 32), Power(bits - 32));

    /// <summary>
    /// x to a power modulo the polynomial. A product of two reflected factors comes out one bit low; the shift evens that out.
    /// </summary>
    private static ulong Power(int exponent)
    {
        var value = 1u << 31; // x⁰, reflected
        for (var i = 0; i < exponent; i++) value = (value >> 1) ^ ((value & 1) * Polynomial);
        return (ulong)value << 1;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) * Polynomial);
            tables[i] = value;
        }
        for (var i = 256; i < tables.Length; i++) tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
