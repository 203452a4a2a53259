using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>What is at the place of a file that is to be written.</summary>
internal static partial class FilePlace
{
    private const int CurrentFolder = -100;
    private const uint TypeMask = 1;
    private const int LinuxModeOffset = 28, MacModeOffset = 4;
    private const int TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>The file that a name stands for: where symbolic links lead, or the name itself.</summary>
    public static string Final(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>The bytes of a file that was written, links followed; 0 of what keeps none.</summary>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(Final(path));
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Makes a folder, and those around it.</summary>
    /// <exception cref="IOException">A file is in the way, or it cannot be made.</exception>
    public static DirectoryInfo MakeFolder(string path)
    {
        for (var above = path; !string.IsNullOrEmpty(above); above = Path.GetDirectoryName(above))
            if (File.Exists(above)) throw new IOException($"{above} is a file, not a folder");
        return Directory.CreateDirectory(path);
    }

    /// <summary>Whether it is a device, a pipe or a socket: it has no content that could be replaced, and takes what is written to it.</summary>
    public static bool TakesWhatIsWritten(string path) => TypeOf(path) is { } type && type != Regular && type != Folder;

    /// <summary>The type of what is there, links followed; null where nothing is, or where it cannot be asked for.</summary>
    private static int? TypeOf(string path)
    {
        // .NET tells folders and links from the rest, and no more. Larger than either system's structure.
        Span<byte> status = stackalloc byte[512];
        if (OperatingSystem.IsLinux())
            return Statx(CurrentFolder, path, 0, TypeMask, status) == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(status[LinuxModeOffset..]) & TypeBits : null;
        if (!OperatingSystem.IsMacOS()) return null;
        var code = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnIntel(path, status) : Stat(path, status);
        return code == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(status[MacModeOffset..]) & TypeBits : null;
    }

    // Unlike stat, the same structure on every processor.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOnIntel(string path, Span<byte> status);
}
