using System.Text;
using ModelDsl.Fuzzing;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>Archives that another reader would understand otherwise, or not at all; damaged .dat and foreign files.</summary>
internal static class HostileArchives
{
    private static readonly byte[] Pickle = PickleText.Begin().Raw("}").Text("w").Tensor([2, 3], [3, 1]).Raw("s").Stop();

    private static readonly ZipPart Data = new("x/data.pkl", Pickle);

    private static readonly ZipPart Storage = NewStorage();

    public static byte[] Good => ZipText.Write(Data, Storage);

    public static byte[] GoodDat => Dat(d => d.Write7BitEncodedInt(1), d => Entry(d, "w"));

    public static IEnumerable<HostileFile> All => [.. Records, .. Ends, .. Foreign, .. Dats];

    private static IEnumerable<HostileFile> Records =>
    [
        Zip("encrypted", "the flags 0x0001", Data, Storage with { Flags = 1 }),
        Zip("strongly encrypted", "the flags 0x0041", Data with { Flags = 0x41 }, Storage),
        Zip("a hidden local header", "the flags 0x2000", Data with { Flags = 0x2000 }, Storage),
        Zip("patched data", "the flags 0x0020", Data with { Flags = 0x20 }, Storage),
        Zip("flags flipped in the record alone", "other flags or another method", Data with { LocalFlags = 1 }, Storage),
        Zip("flags flipped in the directory alone", "other flags or another method", Data with { Flags = 0x800, LocalFlags = 0 }, Storage),
        Zip("deflated", "compression method 8", Data with { Method = 8, LocalMethod = 8 }, Storage),
        Zip("an unknown method", "compression method 65535", Data with { Method = 65535 }, Storage),
        Zip("deflated in the record alone", "other flags or another method", Data with { LocalMethod = 8 }, Storage),
        Zip("a checksum of the pickle", "the CRC-32 of its bytes is", Data with { Crc = 1, LocalCrc = 1 }, Storage),
        Zip("a checksum that two headers state differently", "other sizes or another checksum", Data with { LocalCrc = 1 }, Storage),
        Zip("data.pkl twice", "the name occurs twice", Data, Storage, Data),
        Zip("a storage twice", "the name occurs twice", Data, Storage, Storage),
        Zip("two folders", "records in 'x/' and in 'y/'", Data, Storage, new ZipPart("y/data.pkl", Pickle)),
        Zip("no folder", "a zip archive without a folder", new ZipPart("data.pkl", Pickle)),
        Zip("no pickle", "a zip archive without a folder that holds data.pkl", Storage),
        Zip("path traversal", "the name 'x/../../etc/passwd'", Data, Storage, new ZipPart("x/../../etc/passwd", [])),
        Zip("a current folder", "the name 'x/./data/1'", Data, Storage, new ZipPart("x/./data/1", [])),
        Zip("an absolute path", "the name '/etc/passwd'", Data, Storage, new ZipPart("/etc/passwd", [])),
        Zip("a backslash", "the name 'x\\data\\1'", Data, Storage, new ZipPart("x\\data\\1", [])),
        Zip("a drive", "the name 'C:/x'", Data, Storage, new ZipPart("C:/x", [])),
        Zip("a folder as a record", "the name 'x/data/'", Data, Storage, new ZipPart("x/data/", [])),
        Zip("an empty name", "the name ''", Data, Storage, new ZipPart("", [])),
        Zip("a name with a zero", "the name 'x/data\\u0000.pkl'", Data, Storage, new ZipPart("x/data\0.pkl", [])),
        Zip("a name that is not UTF-8", "a name that is not UTF-8", Data, Storage, new ZipPart("x", []) { RawName = [0xFF] }),
        Zip("another name in the record", "the record's own header has another name", Data with { LocalName = "x/evil.pkl" }, Storage),
        Zip("another size in the record", "other sizes or another checksum", Data, Storage with { LocalSize = 8 }),
        Zip("two sizes", "8 stored bytes for 24", Data, Storage with { Packed = 8 }),
        Zip("a size out of the file", "reach into the directory", Data, Storage with { Size = 1 << 20, Packed = 1 << 20, LocalSize = 1 << 20 }),
        Zip("a record inside another", "where byte", Data, Storage with { Position = 0 }),
        Zip("records that overlap", "where byte", Data, Storage, NewStorage("x/data/1") with { Position = 120 }),
        Zip("a place behind the end", "where byte", Data, Storage with { Position = uint.MaxValue - 1 }),
        Zip("a hole", "where byte", Data, Storage with { Before = [1, 2, 3] }),
        Zip("a program in front", "not a weight file", Data with { Before = "MZ"u8.ToArray() }, Storage),
        Zip("a record in front that the directory hides", "where byte 0 is next", Data with { Before = ZipText.Write(Storage)[..70] }, Storage),
        Zip("bytes behind a record", "where byte", Data with { After = [0] }, Storage),
        Zip("a descriptor with another checksum", "after its bytes are other ones", Data with { Flags = 8, LocalCrc = 0, LocalSize = 0, After = ZipText.Descriptor(Pickle, 1) }, Storage),
        Zip("a descriptor that is missing", "after its bytes are other ones", Data with { Flags = 8, LocalCrc = 0, LocalSize = 0 }, Storage),
        Zip("a size of zip64 without one", "a zip64 size is missing", Data, Storage with { Size = uint.MaxValue, Packed = uint.MaxValue }),
        Zip("a zip64 size of 2^63", "expected a place inside the file", Data, Storage with { Size = uint.MaxValue, Packed = uint.MaxValue, Extra = [1, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x80] }),
        Zip("zip64 sizes that nothing asks for", "zip64 sizes that nothing asks for", Data, Storage with { Extra = [1, 0, 8, 0, 9, 0, 0, 0, 0, 0, 0, 0] }),
        Zip("zip64 sizes twice", "zip64 sizes twice", Data, Storage with { Extra = [1, 0, 0, 0, 1, 0, 0, 0] }),
        Zip("an extra field out of its record", "malformed extra fields", Data, Storage with { Extra = [1, 2, 99, 0] }),
        Zip("a comment on a record", "a comment", Data with { Comment = "x" }, Storage),
        Zip("a record on another volume", "another volume", Data with { Disk = 1 }, Storage),
        Zip("another byte order", "the values are in another byte order", Data, Storage, new ZipPart("x/byteorder", "big"u8.ToArray())),
        Zip("a program", "a TorchScript archive", Data, Storage, new ZipPart("x/code/__torch__.py", [])),
        Zip("constants of a program", "a TorchScript archive", Data, Storage, new ZipPart("x/constants.pkl", [])),
        Zip("a pickle in a storage's place", "said to hold 6 × F32", Data, new ZipPart("x/data/0", Pickle)),
    ];

    private static IEnumerable<HostileFile> Ends =>
    [
        End("a comment", "the file is truncated, or not only a zip archive", new ZipEnd { Comment = "PK\x05\x06" }),
        End("bytes behind", "the file is truncated, or not only a zip archive", new ZipEnd { After = new byte[5] }),
        End("one record more", "announced, and this one is not there", new ZipEnd { Count = 3 }),
        End("one record less", "bytes more than its 1 entries take", new ZipEnd { Count = 1 }),
        End("65535 records", "announced, and this one is not there", new ZipEnd { Count = 65535 }),
        End("several volumes", "an archive of several volumes", new ZipEnd { Disk = 1 }),
        End("two counts", "an archive of several volumes", new ZipEnd { DiskCount = 1 }),
        End("a directory elsewhere", "its directory is said to take", new ZipEnd { Position = 0 }),
        End("a directory behind the end", "its directory is said to take", new ZipEnd { Position = uint.MaxValue - 9 }),
        End("a longer directory", "its directory is said to take", new ZipEnd { Length = 1000 }),
        End("a hole before the directory", "belong to no record", new ZipEnd { Before = [1] }),
        End("a locator to nowhere", "its locator does not point", new ZipEnd { Wide = true, Locator = 0 }),
        End("its own wide count", "it contradicts the end record", new ZipEnd { Wide = true, WideCount = 1 }),
        End("a wide count of 2^60", "1152921504606846976 records", new ZipEnd { Wide = true, Count = 65535, WideCount = 1UL << 60 }),
        End("a wide length of 2^63", "bytes at", new ZipEnd { Wide = true, Length = uint.MaxValue, WideLength = 1UL << 63 }),
        End("a wide place of 2^63", "records in", new ZipEnd { Wide = true, Position = uint.MaxValue, WidePosition = 1UL << 63 }),
        Raw("a comment that is not there", [.. Good[..^2], 1, 0], "an archive comment"),
        Raw("the first half", Good[..(Good.Length / 2)], "the file is truncated"),
        Raw("all but the last byte", Good[..^1], "the file is truncated"),
        Raw("the mark alone", "PK\x03\x04"u8.ToArray(), "the file is truncated"),
        Raw("a zip inside a zip", ZipText.Write(Data, Storage, new ZipPart("x/data/1", Good) { Size = 4, Packed = 4 }), "other sizes or another checksum"),
    ];

    private static IEnumerable<HostileFile> Foreign =>
    [
        Raw("nothing", [], "the file is empty"),
        Raw("a bare pickle", PickleText.Begin().Global("os", "system").Text("id").Raw(0x85).Raw("R").Stop(), "a bare Python pickle"),
        Raw("a pickle of protocol 5", PickleText.Begin(5).Raw("N").Stop(), "a bare Python pickle"),
        Raw("PyTorch before 1.6", [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e], "from before 1.6"),
        Raw("gzip", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0], "a gzip archive"),
        Raw("tar", [.. new byte[257], .. "ustar"u8, .. new byte[250]], "a tar archive"),
        Raw("HDF5", [0x89, .. "HDF\r\n\x1a\n"u8], "an HDF5 file"),
        Raw("NumPy", [0x93, .. "NUMPY\x01\0"u8], "a NumPy array"),
        Raw("GGUF", "GGUF\x03\0\0\0\0\0\0\0"u8.ToArray(), "a GGUF file"),
        Raw("Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0"u8.ToArray(), "a pointer of Git LFS"),
        Raw("a web page", "<!DOCTYPE html><html></html>"u8.ToArray(), "a web page in place of the file"),
        Raw("JSON", "{\"weight_map\":1}"u8.ToArray(), "JSON text"),
        Raw("zeros", new byte[100], "not a weight file"),
        Raw("an executable", [0x7F, .. "ELF"u8, .. new byte[60]], "not a weight file"),
    ];

    private static IEnumerable<HostileFile> Dats =>
    [
        DatOf("no count", "the file is empty"),
        DatOf("a count without an end", "the file ends in the middle", d => d.Write((byte)0x80)),
        DatOf("a count that is too long", "a number that is too long", d => d.Write([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1])),
        DatOf("a count in more bytes than it needs", "a number that is too long", d => d.Write([0x81, 0])),
        DatOf("2^60 tensors", "1152921504606846976 tensors", d => d.Write7BitEncodedInt64(1L << 60)),
        DatOf("a tensor that is missing", "the file ends in the middle", d => d.Write7BitEncodedInt(2), d => Entry(d, "w")),
        DatOf("bytes behind", "bytes more than its 1 tensors take", d => d.Write7BitEncodedInt(1), d => Entry(d, "w"), d => d.Write((byte)0)),
        DatOf("a key twice", "the key occurs twice", d => d.Write7BitEncodedInt(2), d => Entry(d, "w"), d => Entry(d, "w")),
        DatOf("a key of 2^40 bytes", "a key of 1099511627776 bytes", d => d.Write7BitEncodedInt(1), d => d.Write7BitEncodedInt64(1L << 40)),
        DatOf("a key that is not UTF-8", "a key that is not UTF-8", d => d.Write7BitEncodedInt(1), d => d.Write([1, 0xFF])),
        DatOf("an unknown type", "the element type number 99", d => d.Write7BitEncodedInt(1), d => Entry(d, "w", type: 99)),
        DatOf("a complex type", "the element type number 9", d => d.Write7BitEncodedInt(1), d => Entry(d, "w", type: 9)),
        DatOf("33 axes", "33 axes", d => d.Write7BitEncodedInt(1), d => Entry(d, "w", shape: [.. Enumerable.Repeat(1L, 33)])),
        DatOf("more values than the file", "what the", d => d.Write7BitEncodedInt(1), d => Entry(d, "w", shape: [1 << 20])),
        DatOf("sizes that overflow", "what the", d => d.Write7BitEncodedInt(1), d => Entry(d, "w", shape: [1L << 40, 1L << 40])),
        DatOf("sizes that overflow beside a zero", "what the", d => d.Write7BitEncodedInt(1), d => Entry(d, "w", shape: [0, 1L << 62, 1L << 62])),
        new HostileFile("a checkpoint under another name", Good, "not a file of TorchSharp's Module.save", ".dat"),
        new HostileFile("a pickle under another name", PickleText.Begin().Global("os", "system").Stop(), "not a file of TorchSharp's Module.save", ".dat"),
    ];

    /// <summary>A checkpoint: a pickle and one storage of six floats.</summary>
    public static byte[] Checkpoint(byte[] pickle) => ZipText.Write(new ZipPart("x/data.pkl", pickle), Storage);

    private static ZipPart NewStorage(string name = "x/data/0") => new(name, Safetensors.Bytes(0, 1, 2, 3, 4, 5));

    private static HostileFile Zip(string name, string reason, params ReadOnlySpan<ZipPart> parts) => new($"archive: {name}", ZipText.Write(parts), reason);

    private static HostileFile End(string name, string reason, ZipEnd end) => new($"end: {name}", ZipText.Write(end, Data, Storage), reason);

    private static HostileFile Raw(string name, byte[] content, string reason) => new($"file: {name}", content, reason);

    private static HostileFile DatOf(string name, string reason, params ReadOnlySpan<Action<BinaryWriter>> parts) => new($"dat: {name}", Dat(parts), reason, ".dat");

    private static byte[] Dat(params ReadOnlySpan<Action<BinaryWriter>> parts)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach (var part in parts) part(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Entry(BinaryWriter writer, string name, int type = 6, long[]? shape = null)
    {
        writer.Write(name);
        writer.Write7BitEncodedInt(type);
        shape ??= [2, 3];
        writer.Write7BitEncodedInt(shape.Length);
        foreach (var size in shape) writer.Write7BitEncodedInt64(size);
        writer.Write(Safetensors.Bytes(0, 1, 2, 3, 4, 5));
    }
}
