using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>A safetensors file, open for reading. Opening it reads and checks the header; values are read on demand.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int PrefixLength = 8;

    // TorchSharp hands out bytes as spans, which end at 2 GiB: larger tensors are read in parts.
    private const long PartLength = 1L << 28;

    private readonly SafeFileHandle handle;
    private readonly long dataStart;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(string path, SafeFileHandle handle, long dataStart, SafetensorsHeader header)
    {
        Path = path;
        this.handle = handle;
        this.dataStart = dataStart;
        Entries = header.Entries;
        Metadata = header.Metadata;
        byName = header.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the header's order.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The header's free text; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file is missing, unreadable, of another format or damaged.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new WeightsException(path, "is a folder, not a weight file");
        SafeFileHandle? handle = null;
        try
        {
            handle = System.IO.File.OpenHandle(path);
            var length = RandomAccess.GetLength(handle);
            if (length == 0)
                throw new WeightsException(path, "the file is empty");
            Span<byte> prefix = stackalloc byte[PrefixLength + 1];
            var got = RandomAccess.Read(handle, prefix, 0);
            RefuseOtherFormats(prefix[..got], path);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > SafetensorsHeader.MaxLength)
                throw new WeightsException(path, $"not a safetensors file: a header of {headerLength} bytes is more than the format allows");
            if ((long)headerLength > length - PrefixLength)
                throw new WeightsException(path, $"the file is truncated: its header takes {headerLength} bytes, {length - PrefixLength} are there");
            var json = new byte[headerLength];
            ReadExactly(handle, json, PrefixLength);
            var start = PrefixLength + (long)headerLength;
            return new SafetensorsFile(path, handle, start, SafetensorsHeader.Parse(json, length - start, path));
        }
        catch (Exception e)
        {
            handle?.Dispose();
            throw e switch
            {
                WeightsException => e,
                FileNotFoundException or DirectoryNotFoundException => new WeightsException(path, "no such file", e),
                IOException or UnauthorizedAccessException or NotSupportedException =>
                    new WeightsException(path, "cannot be read: " + e.Message.ReplaceLineEndings(" "), e),
                _ => e,
            };
        }
    }

    /// <summary>Finds a tensor by its key.</summary>
    /// <param name="name">The key.</param>
    /// <returns>The entry, or null.</returns>
    public SafetensorsEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its key.</param>
    /// <returns>A tensor on the CPU with the file's shape and element type; the caller disposes it.</returns>
    /// <exception cref="KeyNotFoundException">The file has no such key.</exception>
    /// <exception cref="WeightsException">TorchSharp has no such element type, or the file cannot be read any more.</exception>
    public torch.Tensor Read(string name)
    {
        var entry = byName[name];
        var type = entry.Type.ToScalarType()
            ?? throw new WeightsException(Path, $"'{name}' holds {entry.Type.Name()} values, which cannot be loaded");
        var tensor = torch.empty([.. entry.Shape], dtype: type);
        try
        {
            var partSize = PartLength / entry.Type.Size();
            using var flat = tensor.view(-1);
            for (var start = 0L; start < flat.NumberOfElements; start += partSize)
            {
                using var part = flat.narrow(0, start, Math.Min(partSize, flat.NumberOfElements - start));
                ReadExactly(handle, part.bytes, dataStart + entry.Begin + start * entry.Type.Size());
            }
            return tensor;
        }
        catch (IOException e)
        {
            tensor.Dispose();
            throw new WeightsException(Path, $"'{name}' cannot be read: " + e.Message.ReplaceLineEndings(" "), e);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => handle.Dispose();

    private static void RefuseOtherFormats(ReadOnlySpan<byte> start, string path)
    {
        const string accepted = "weights are read from safetensors files only";
        if (start.StartsWith("PK\x03\x04"u8))
            throw new WeightsException(path, $"a zip archive, as torch.save writes it; {accepted}");
        if (start is [0x80, >= 2 and <= 5, ..])
            throw new WeightsException(path, $"a Python pickle, as torch.save once wrote it; {accepted}");
        if (start.Length < PrefixLength + 1 || start[PrefixLength] != '{')
            throw new WeightsException(path, $"not a safetensors file; {accepted}");
    }

    private static void ReadExactly(SafeFileHandle handle, Span<byte> target, long position)
    {
        while (!target.IsEmpty)
        {
            var got = RandomAccess.Read(handle, target, position);
            if (got == 0)
                throw new EndOfStreamException("the file ends too early");
            target = target[got..];
            position += got;
        }
    }
}
