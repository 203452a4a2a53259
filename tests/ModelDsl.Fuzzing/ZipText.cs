using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ModelDsl.Runtime;

namespace ModelDsl.Fuzzing;

/// <summary>A record of an archive written by hand; what is not set is as it should be.</summary>
internal sealed record ZipPart(string Name, byte[] Data)
{
    public byte[]? RawName { get; init; }
    public string? LocalName { get; init; }
    public ushort Flags { get; init; }
    public ushort? LocalFlags { get; init; }
    public ushort Method { get; init; }
    public ushort LocalMethod { get; init; }
    public uint? Crc { get; init; }
    public uint? LocalCrc { get; init; }
    public uint? Size { get; init; }
    public uint? Packed { get; init; }
    public uint? LocalSize { get; init; }
    public uint? Position { get; init; }
    public byte[] Extra { get; init; } = [];
    public byte[] LocalExtra { get; init; } = [];
    public byte[] Before { get; init; } = [];
    public byte[] After { get; init; } = [];
    public string Comment { get; init; } = "";
    public ushort Disk { get; init; }
}

/// <summary>The end of an archive written by hand.</summary>
internal sealed record ZipEnd
{
    public int? Count { get; init; }
    public int? DiskCount { get; init; }
    public uint? Length { get; init; }
    public uint? Position { get; init; }
    public ushort Disk { get; init; }
    public string Comment { get; init; } = "";
    public byte[] Before { get; init; } = [];
    public byte[] After { get; init; } = [];
    public bool Wide { get; init; }
    public ulong? WideCount { get; init; }
    public ulong? WideLength { get; init; }
    public ulong? WidePosition { get; init; }
    public ulong? Locator { get; init; }
}

/// <summary>Archives written by hand, right or wrong.</summary>
internal static class ZipText
{
    /// <summary>The records of an archive, to write it anew; none where it is not an archive, or no acceptable one.</summary>
    public static IReadOnlyList<ZipPart> Records(byte[] archive, string name)
    {
        if (!archive.AsSpan().StartsWith("PK"u8)) return [];
        using var source = new MemoryBytes(archive);
        try
        {
            return [.. ZipDirectory.Read(source, name).Records.Select(r => new ZipPart(r.Key, source.Read(r.Value.Position, r.Value.Length)))];
        }
        catch (WeightsException)
        {
            return [];
        }
    }

    public static byte[] Write(params ReadOnlySpan<ZipPart> parts) => Write(null, parts);

    public static byte[] Write(ZipEnd? end, params ReadOnlySpan<ZipPart> parts)
    {
        end ??= new ZipEnd();
        using var stream = new MemoryStream();
        using var central = new MemoryStream();
        foreach (var part in parts)
        {
            stream.Write(part.Before);
            var position = (uint)stream.Position;
            var crc = Crc32.HashToUInt32(part.Data);
            var localName = part.LocalName is { } other ? Encoding.UTF8.GetBytes(other) : part.RawName ?? Encoding.UTF8.GetBytes(part.Name);
            Put(stream, 0x04034b50u, (ushort)0, part.LocalFlags ?? part.Flags, part.LocalMethod, 0u, part.LocalCrc ?? crc,
                part.LocalSize ?? (uint)part.Data.Length, part.LocalSize ?? (uint)part.Data.Length, (ushort)localName.Length, (ushort)part.LocalExtra.Length);
            stream.Write(localName);
            stream.Write(part.LocalExtra);
            stream.Write(part.Data);
            stream.Write(part.After);
            var name = part.RawName ?? Encoding.UTF8.GetBytes(part.Name);
            var comment = Encoding.UTF8.GetBytes(part.Comment);
            Put(central, 0x02014b50u, (ushort)0, (ushort)0, part.Flags, part.Method, 0u, part.Crc ?? crc,
                part.Packed ?? (uint)part.Data.Length, part.Size ?? (uint)part.Data.Length, (ushort)name.Length, (ushort)part.Extra.Length, (ushort)comment.Length,
                part.Disk, (ushort)0, 0u, part.Position ?? position);
            central.Write(name);
            central.Write(part.Extra);
            central.Write(comment);
        }
        stream.Write(end.Before);
        var start = (uint)stream.Position;
        stream.Write(central.ToArray());
        if (end.Wide)
        {
            var at = (ulong)stream.Position;
            var count = end.WideCount ?? (ulong)parts.Length;
            Put(stream, 0x06064b50u, 44UL, (ushort)0, (ushort)0, 0u, 0u, count, count, end.WideLength ?? (ulong)central.Length, end.WidePosition ?? start);
            Put(stream, 0x07064b50u, 0u, end.Locator ?? at, 1u);
        }
        Put(stream, 0x06054b50u, end.Disk, (ushort)0, (ushort)(end.DiskCount ?? end.Count ?? parts.Length), (ushort)(end.Count ?? parts.Length),
            end.Length ?? (uint)central.Length, end.Position ?? start, (ushort)end.Comment.Length);
        stream.Write(Encoding.UTF8.GetBytes(end.Comment));
        stream.Write(end.After);
        return stream.ToArray();
    }

    /// <summary>What PyTorch writes behind a record whose header leaves out the sizes.</summary>
    public static byte[] Descriptor(byte[] data, uint? crc = null)
    {
        using var stream = new MemoryStream();
        Put(stream, 0x08074b50u, crc ?? Crc32.HashToUInt32(data), (uint)data.Length, (uint)data.Length);
        return stream.ToArray();
    }

    private static void Put(MemoryStream stream, params ReadOnlySpan<object> fields)
    {
        Span<byte> eight = stackalloc byte[8];
        foreach (var field in fields)
        {
            var (value, size) = field switch
            {
                ushort s => (s, 2),
                uint i => (i, 4),
                _ => ((ulong)field, 8),
            };
            BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
            stream.Write(eight[..size]);
        }
    }
}
