using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelDsl.Runtime;

/// <summary>Bytes that can be read at any place, by several threads at once.</summary>
internal abstract class ByteSource : IDisposable
{
    public abstract long Length { get; }

    /// <summary>Fills the target from a position.</summary>
    /// <exception cref="IOException">Fewer bytes are there, or the disk fails.</exception>
    public abstract void Read(Span<byte> target, long position);

    /// <summary>Says that these bytes are wanted soon. A hint: what comes of it is time alone.</summary>
    public virtual void Expect(long position, long length) { }

    public virtual void Dispose() { }

    /// <summary>Reads a piece that the caller has found to be of a bearable size.</summary>
    public byte[] Read(long position, long length)
    {
        var bytes = new byte[length];
        Read(bytes, position);
        return bytes;
    }
}

/// <summary>A file on disk.</summary>
internal sealed partial class FileBytes : ByteSource
{
    private const int AdviceWillNeed = 3;

    private readonly SafeFileHandle handle;

    private FileBytes(SafeFileHandle handle)
    {
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public override long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightsException">There is none, or it cannot be opened.</exception>
    public static FileBytes Open(string path)
    {
        if (Directory.Exists(path))
            throw new WeightsException(path, "is a folder, not a weight file", remedy: Inside(path) is { } file ? $"name the file in it: {WeightsException.Printable(file)}" : null);
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            return new FileBytes(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            throw e is FileNotFoundException or DirectoryNotFoundException
                ? new WeightsException(path, "no such file", inner: e)
                : WeightsException.Unreadable(path, e);
        }
    }

    /// <summary>The file of weights in a folder that a model was saved to, an index before its parts; null where there is none.</summary>
    private static string? Inside(string folder)
    {
        try
        {
            string[] names = [".safetensors.index.json", ".bin.index.json", ".safetensors", ".pth.tar", ".pth", ".pt", ".bin", ".dat"];
            List<string> files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
            return names.Select(end => files.Find(f => f.EndsWith(end, StringComparison.Ordinal))).FirstOrDefault(f => f is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public override void Read(Span<byte> target, long position)
    {
        while (!target.IsEmpty)
        {
            var got = RandomAccess.Read(handle, target, position);
            if (got == 0) throw new EndOfStreamException("the file ends too early");
            target = target[got..];
            position += got;
        }
    }

    public override void Expect(long position, long length)
    {
        if (OperatingSystem.IsLinux()) _ = Advise(handle, position, length, AdviceWillNeed);
    }

    public override void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}

/// <summary>A file's content in memory.</summary>
internal sealed class MemoryBytes(byte[] content) : ByteSource
{
    public override long Length => content.Length;

    public override void Read(Span<byte> target, long position)
    {
        if (position < 0 || position > content.Length - target.Length) throw new EndOfStreamException("the file ends too early");
        content.AsSpan((int)position, target.Length).CopyTo(target);
    }
}
