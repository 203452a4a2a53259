using System.Text;

namespace ModelDsl.Runtime;

/// <summary>What an archive's directory says of one record, and the check that the record itself says the same.</summary>
internal sealed class ZipEntry
{
    private const int LocalLength = 30;
    private const uint LocalMark = 0x04034b50;
    private const uint DescriptorMark = 0x08074b50;
    private const ushort Zip64Extra = 1;
    private const ushort SizesFollow = 1 << 3;
    private const ushort NameIsUtf8 = 1 << 11;

    private readonly ushort flags;
    private readonly uint checksum;
    private readonly long length;

    /// <summary>Reads an entry of the directory.</summary>
    /// <exception cref="WeightsException">It describes what no checkpoint holds.</exception>
    public ZipEntry(string name, ReadOnlySpan<byte> fixedPart, ReadOnlySpan<byte> extra, ZipDirectory directory, string place)
    {
        Name = name;
        flags = ZipDirectory.U16(fixedPart, 8);
        if ((flags & ~(SizesFollow | NameIsUtf8)) != 0) throw directory.Bad($"the flags 0x{flags:x4}", place, "neither encryption nor any other feature");
        if (ZipDirectory.U16(fixedPart, 10) != 0) throw directory.Bad($"compression method {ZipDirectory.U16(fixedPart, 10)}", place, "stored bytes");
        checksum = ZipDirectory.U32(fixedPart, 16);
        ulong packed = ZipDirectory.U32(fixedPart, 20), size = ZipDirectory.U32(fixedPart, 24), position = ZipDirectory.U32(fixedPart, 42);
        var wide = Wide(extra, directory, place);
        size = Widen(size, ref wide, directory, place);
        packed = Widen(packed, ref wide, directory, place);
        position = Widen(position, ref wide, directory, place);
        if (!wide.IsEmpty) throw directory.Bad("zip64 sizes that nothing asks for", place);
        if (packed != size) throw directory.Bad($"{packed} stored bytes for {size}", place, "as many");
        if (size > long.MaxValue || position > long.MaxValue) throw directory.Bad($"{size} bytes at {position}", place, "a place inside the file");
        (length, HeaderPosition) = ((long)size, (long)position);
    }

    public string Name { get; }

    /// <summary>Where the record's own header begins.</summary>
    public long HeaderPosition { get; }

    /// <summary>Compares the record's own header, and what follows its bytes, with the directory.</summary>
    /// <returns>Where its bytes are, and where the next record begins.</returns>
    /// <exception cref="WeightsException">They differ.</exception>
    public (Region Region, long End) CheckLocal(ByteSource source, long limit, ZipDirectory directory)
    {
        var place = WeightsException.Printable(Name);
        if (HeaderPosition > limit - LocalLength) throw directory.Bad("it begins inside the directory", place);
        ReadOnlySpan<byte> header = source.Read(HeaderPosition, LocalLength);
        if (ZipDirectory.U32(header, 0) != LocalMark) throw directory.Bad($"no record begins at byte {HeaderPosition}", place);
        int nameLength = ZipDirectory.U16(header, 26), extraLength = ZipDirectory.U16(header, 28);
        var position = HeaderPosition + LocalLength + nameLength + extraLength;
        if (position > limit || length > limit - position) throw directory.Bad($"its {length} bytes reach into the directory", place);
        ReadOnlySpan<byte> names = source.Read(HeaderPosition + LocalLength, nameLength + extraLength);
        if (!names[..nameLength].SequenceEqual(Encoding.UTF8.GetBytes(Name))) throw directory.Bad("the record's own header has another name", place, "the directory's");
        if (ZipDirectory.U16(header, 6) != flags || ZipDirectory.U16(header, 8) != 0)
            throw directory.Bad("the record's own header has other flags or another method", place, "the directory's");
        CheckSizes(header, names[nameLength..], directory, place);
        return (new Region(Name, position, length, checksum), CheckDescriptor(source, position + length, limit, directory, place));
    }

    private void CheckSizes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra, ZipDirectory directory, string place)
    {
        ulong packed = ZipDirectory.U32(header, 18), size = ZipDirectory.U32(header, 22);
        var wide = Wide(extra, directory, place);
        if ((flags & SizesFollow) != 0 && packed is 0 or uint.MaxValue && size == packed && ZipDirectory.U32(header, 14) == 0) return;
        size = Widen(size, ref wide, directory, place);
        packed = Widen(packed, ref wide, directory, place);
        if (size != (ulong)length || packed != (ulong)length || ZipDirectory.U32(header, 14) != checksum)
            throw directory.Bad("the record's own header has other sizes or another checksum", place, "the directory's");
    }

    /// <summary>Where a record's header leaves out the sizes, they follow its bytes: 16 or, with wide sizes, 24 bytes.</summary>
    private long CheckDescriptor(ByteSource source, long at, long limit, ZipDirectory directory, string place)
    {
        if ((flags & SizesFollow) == 0) return at;
        if (limit - at >= 16)
        {
            ReadOnlySpan<byte> bytes = source.Read(at, Math.Min(24, limit - at));
            if (ZipDirectory.U32(bytes, 0) == DescriptorMark && ZipDirectory.U32(bytes, 4) == checksum)
            {
                if (bytes.Length == 24 && ZipDirectory.U64(bytes, 8) == (ulong)length && ZipDirectory.U64(bytes, 16) == (ulong)length && length > 0) return at + 24;
                if (ZipDirectory.U32(bytes, 8) == length && ZipDirectory.U32(bytes, 12) == length) return at + 16;
            }
        }
        throw directory.Bad("the sizes and the checksum after its bytes are other ones", place, "the directory's");
    }

    /// <summary>The wide sizes among an entry's extra fields; every other field is padding to readers.</summary>
    private static ReadOnlySpan<byte> Wide(ReadOnlySpan<byte> extra, ZipDirectory directory, string place)
    {
        ReadOnlySpan<byte> wide = default;
        var found = false;
        while (!extra.IsEmpty)
        {
            if (extra.Length < 4 || extra.Length - 4 < ZipDirectory.U16(extra, 2)) throw directory.Bad("malformed extra fields", place);
            var length = ZipDirectory.U16(extra, 2);
            if (ZipDirectory.U16(extra, 0) == Zip64Extra)
            {
                if (found) throw directory.Bad("zip64 sizes twice", place);
                found = true;
                wide = extra.Slice(4, length);
            }
            extra = extra[(4 + length)..];
        }
        return wide;
    }

    private static ulong Widen(ulong narrow, ref ReadOnlySpan<byte> wide, ZipDirectory directory, string place)
    {
        if (narrow != uint.MaxValue) return narrow;
        if (wide.Length < sizeof(ulong)) throw directory.Bad("a zip64 size is missing", place);
        var value = ZipDirectory.U64(wide, 0);
        wide = wide[sizeof(ulong)..];
        return value;
    }
}
