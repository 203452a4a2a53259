using System.Buffers.Binary;
using System.Text;

namespace ModelDsl.Runtime;

/// <summary>
/// The records of a zip archive as PyTorch writes it: stored without compression, one after the other from the first
/// byte on, nothing between them, each described alike at its place and in the directory at the end. Anything that two
/// readers could understand in two ways is refused.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22;
    private const int End64Length = 56;
    private const int Locator64Length = 20;
    private const int CentralLength = 46;
    private const uint EndMark = 0x06054b50;
    private const uint End64Mark = 0x06064b50;
    private const uint Locator64Mark = 0x07064b50;
    private const uint CentralMark = 0x02014b50;

    // A checkpoint has a record for each storage: 100,000 of them are more than any model's and its optimizer's.
    private const long MaxRecords = 100_000;
    private const long MaxLength = 32L << 20;

    private readonly ByteSource source;
    private readonly string file;
    private readonly Dictionary<string, Region> records = new(StringComparer.Ordinal);

    private ZipDirectory(ByteSource source, string file) => (this.source, this.file) = (source, file);

    /// <summary>The records by name.</summary>
    public IReadOnlyDictionary<string, Region> Records => records;

    /// <summary>Reads and checks the directory and every record's own header.</summary>
    /// <exception cref="WeightsException">The archive is damaged, or uses what PyTorch's never use.</exception>
    public static ZipDirectory Read(ByteSource source, string file)
    {
        var directory = new ZipDirectory(source, file);
        var (count, position, length, end) = directory.ReadEnd();
        if (position > end || length != end - position)
            throw directory.Bad($"its directory is said to take {length} bytes at {position}, and ends at {end}", "end of the archive", "one directory right before its end record");
        if (count > MaxRecords || length > MaxLength)
            throw directory.Bad($"{count} records and a directory of {length} bytes", "end of the archive", $"{MaxRecords} records and {MaxLength} bytes at most");
        var entries = directory.ReadCentral(source.Read(position, length), count);
        directory.CheckLocal(entries, position);
        return directory;
    }

    private (long Count, long Position, long Length, long End) ReadEnd()
    {
        if (source.Length < EndLength) throw Truncated();
        var at = source.Length - EndLength;
        ReadOnlySpan<byte> end = source.Read(at, EndLength);
        if (U32(end, 0) != EndMark) throw Truncated();
        if (U16(end, 20) != 0)
            throw Bad($"an archive comment of {U16(end, 20)} bytes", "end of the archive", "none");
        if (U16(end, 4) != 0 || U16(end, 6) != 0 || U16(end, 8) != U16(end, 10))
            throw Bad("an archive of several volumes", "end of the archive", "one volume");
        long count = U16(end, 10), length = U32(end, 12), position = U32(end, 16);
        // Some versions of PyTorch write the wide records always, some where they are needed.
        var isWide = at >= Locator64Length && U32(source.Read(at - Locator64Length, Locator64Length), 0) == Locator64Mark;
        return isWide ? ReadEnd64(at, count, length, position) : (count, position, length, at);
    }

    private (long Count, long Position, long Length, long End) ReadEnd64(long at, long count, long length, long position)
    {
        const string place = "zip64 end of the archive";
        if (at < Locator64Length + End64Length) throw Truncated();
        ReadOnlySpan<byte> locator = source.Read(at - Locator64Length, Locator64Length);
        var at64 = at - Locator64Length - End64Length;
        if (U32(locator, 0) != Locator64Mark || U32(locator, 4) != 0 || U64(locator, 8) != (ulong)at64 || U32(locator, 16) != 1)
            throw Bad("its locator does not point to the record before it", place);
        ReadOnlySpan<byte> end = source.Read(at64, End64Length);
        if (U32(end, 0) != End64Mark || U64(end, 4) != End64Length - 12 || U32(end, 16) != 0 || U32(end, 20) != 0 || U64(end, 24) != U64(end, 32))
            throw Bad("a malformed record", place);
        var (count64, length64, position64) = (U64(end, 32), U64(end, 40), U64(end, 48));
        if (!Agrees((ulong)count, ushort.MaxValue, count64) || !Agrees((ulong)length, uint.MaxValue, length64) || !Agrees((ulong)position, uint.MaxValue, position64))
            throw Bad("it contradicts the end record", place);
        if (count64 > MaxRecords || length64 > MaxLength || position64 > (ulong)at64)
            throw Bad($"{count64} records in {length64} bytes at {position64}", place, $"{MaxRecords} records and {MaxLength} bytes at most, inside the file");
        return ((long)count64, (long)position64, (long)length64, at64);
    }

    private static bool Agrees(ulong narrow, ulong stands, ulong wide) => narrow == stands || narrow == wide;

    private List<ZipEntry> ReadCentral(ReadOnlySpan<byte> bytes, long count)
    {
        var entries = new List<ZipEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var place = $"directory entry {i}";
            if (bytes.Length < CentralLength || U32(bytes, 0) != CentralMark) throw Bad($"{count} entries are announced, and this one is not there", place);
            int nameLength = U16(bytes, 28), extraLength = U16(bytes, 30), commentLength = U16(bytes, 32);
            if (bytes.Length < CentralLength + nameLength + extraLength + commentLength) throw Bad("it ends outside the directory", place);
            var name = Name(bytes.Slice(CentralLength, nameLength), place);
            place = WeightsException.Printable(name);
            if (name.EndsWith("/constants.pkl", StringComparison.Ordinal) || name.Contains("/code/", StringComparison.Ordinal))
                throw new WeightsException(file, "a TorchScript archive, which holds a program", place, "a state_dict", "save the weights with torch.save(model.state_dict(), file)");
            if (commentLength != 0) throw Bad("a comment", place, "none");
            if (U16(bytes, 34) != 0) throw Bad("another volume", place, "one volume");
            if (!names.Add(name)) throw Bad("the name occurs twice", place, "one record of each name");
            var entry = new ZipEntry(name, bytes[..CentralLength], bytes.Slice(CentralLength + nameLength, extraLength), this, place);
            entries.Add(entry);
            bytes = bytes[(CentralLength + nameLength + extraLength)..];
        }
        if (!bytes.IsEmpty) throw Bad($"{bytes.Length} bytes more than its {count} entries take", "directory");
        return entries;
    }

    /// <summary>Walks the records in the order of their places: each must begin where the one before it ended.</summary>
    private void CheckLocal(List<ZipEntry> entries, long end)
    {
        var next = 0L;
        foreach (var entry in entries.OrderBy(e => e.HeaderPosition))
        {
            if (entry.HeaderPosition != next)
                throw Bad($"it begins at byte {entry.HeaderPosition}, where byte {next} is next", WeightsException.Printable(entry.Name), "no hole and no overlap");
            var region = entry.CheckLocal(source, end, this);
            records.Add(entry.Name, region.Region);
            next = region.End;
        }
        if (next != end) throw Bad($"{end - next} bytes before it belong to no record", "directory", "no hole");
    }

    /// <summary>A record's name: a relative path of plain parts in UTF-8.</summary>
    private string Name(ReadOnlySpan<byte> bytes, string place)
    {
        string name;
        try
        {
            name = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw Bad("a name that is not UTF-8", place);
        }
        if (name.Any(char.IsControl) || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || name.Split('/') is var parts && parts.Any(p => p is "" or "." or ".."))
            throw Bad($"the name '{WeightsException.Printable(name)}'", place, "a plain relative path");
        return name;
    }

    internal WeightsException Bad(string problem, string place, string? expected = null) => new(
        file, problem, place, expected, "PyTorch writes no such archive: write the checkpoint again with torch.save");

    private WeightsException Truncated() => new(
        file, "the file is truncated, or not only a zip archive", "end of the archive", "its directory in the last bytes of the file", "copy or download it again");

    internal static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    internal static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    internal static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
