using System.IO.Hashing;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Brings a file's values into tensors.</summary>
public static class TensorReader
{
    // Read and checksummed at a time: what stays in the processor's cache between the two.
    private const int PieceLength = 1 << 18;

    // TorchSharp hands out bytes as spans, which end at 2 GiB.
    private const long PartLength = 1L << 28;

    /// <summary>Reads a tensor.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its key.</param>
    /// <returns>A dense tensor on the CPU with the file's shape and element type; the caller disposes it.</returns>
    /// <exception cref="KeyNotFoundException">The file has no such key.</exception>
    /// <exception cref="WeightsException">TorchSharp has no such element type, or the values are damaged or cannot be read.</exception>
    public static torch.Tensor Read(this WeightFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Read(file.Find(name) ?? throw new KeyNotFoundException($"{file.Path} has no key '{name}'"));
    }

    internal static torch.Tensor Read(this WeightFile file, WeightEntry entry)
    {
        var type = entry.Type.ToScalarType() ?? throw file.Unloadable(entry);
        file.Values.RequireBearable(entry);
        var tensor = torch.empty(entry.Sizes, dtype: type);
        try
        {
            file.Values.Read(entry, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>The error for values that TorchSharp has no type for.</summary>
    internal static WeightsException Unloadable(this WeightFile file, WeightEntry entry) => new(
        file.Path, $"'{WeightsException.Printable(entry.Name)}' holds {entry.Type.Name()} values, which cannot be loaded",
        expected: "an element type that TorchSharp has", remedy: "convert the tensor before it is saved");

    /// <summary>Fills a dense tensor on the CPU of the entry's shape; floats and whole numbers take the tensor's type.</summary>
    /// <exception cref="WeightsException">The values are damaged, cannot be read or do not fit the type.</exception>
    internal static void Read(this ValueReader reader, WeightEntry entry, torch.Tensor target)
    {
        try
        {
            if (entry.IsDense && entry.Type.ToScalarType() == target.dtype)
            {
                ReadDense(reader, entry, target);
                return;
            }
            reader.Verify(entry.Storage);
            ReadWindows(reader, entry, entry.Offset, entry.Sizes, target);
        }
        catch (IOException e)
        {
            throw reader.Unreadable(entry, e);
        }
    }

    /// <summary>The values lie as the tensor wants them: they go straight into its memory.</summary>
    private static void ReadDense(ValueReader reader, WeightEntry entry, torch.Tensor target)
    {
        var storage = entry.Storage;
        var isWhole = entry.Offset == 0 && entry.Elements * entry.Type.Size() == storage.Length;
        if (!isWhole) reader.Verify(storage);
        var crc = isWhole && storage.Checksum is not null ? new Crc32() : null;
        var position = storage.Position + (entry.Offset * entry.Type.Size());
        using var flat = target.view(-1);
        var partSize = PartLength / entry.Type.Size();
        for (var start = 0L; start < flat.NumberOfElements; start += partSize)
        {
            using var part = flat.narrow(0, start, Math.Min(partSize, flat.NumberOfElements - start));
            var bytes = part.bytes;
            LargePages.Ask(bytes);
            for (var done = 0; done < bytes.Length; done += PieceLength)
            {
                var piece = bytes.Slice(done, Math.Min(PieceLength, bytes.Length - done));
                reader.Source.Read(piece, position);
                crc?.Append(piece);
                position += piece.Length;
            }
        }
        if (crc is not null) storage.Verify(crc.GetCurrentHashAsUInt32(), reader.File);
    }

    /// <summary>
    /// Reads a view window by window: along the axis with the longest stride it is cut until what it spans in the file is
    /// small. No window overlaps another, so the file is read once.
    /// </summary>
    private static void ReadWindows(ValueReader reader, WeightEntry entry, long offset, long[] sizes, torch.Tensor target)
    {
        if (sizes.Contains(0)) return;
        var span = ValueReader.Span(sizes, entry.Strides);
        var most = reader.WindowLength / entry.Type.Size();
        if (span <= most)
        {
            ReadWindow(reader, entry, offset, span, sizes, target);
            return;
        }
        var axis = 0;
        for (var i = 1; i < sizes.Length; i++)
            if (sizes[i] > 1 && (sizes[axis] == 1 || entry.Strides[i] > entry.Strides[axis])) axis = i;
        var stride = entry.Strides[axis];
        var inner = span - ((sizes[axis] - 1) * stride);
        if (inner > stride)
        {
            throw new WeightsException(
                reader.File, $"a view with strides [{string.Join(", ", entry.Strides)}], whose values overlap in the file", $"'{WeightsException.Printable(entry.Name)}'",
                "each value once", "save tensor.contiguous() instead");
        }
        var slices = Math.Max(1, (most - inner) / stride + 1);
        for (var start = 0L; start < sizes[axis]; start += slices)
        {
            long[] part = [.. sizes];
            part[axis] = Math.Min(slices, sizes[axis] - start);
            using var narrow = target.narrow(axis, start, part[axis]);
            ReadWindows(reader, entry, offset + (start * stride), part, narrow);
        }
    }

    private static void ReadWindow(ValueReader reader, WeightEntry entry, long offset, long span, long[] sizes, torch.Tensor target)
    {
        var type = entry.Type.ToScalarType()!.Value;
        using var window = torch.empty([span], dtype: type);
        reader.Source.Read(window.bytes, entry.Storage.Position + (offset * entry.Type.Size()));
        using var view = window.as_strided(sizes, entry.Strides);
        target.copy_(view);
        if (target.dtype == type || !entry.Type.IsWhole()) return;
        using var back = target.to(type);
        using var same = back.eq(view);
        using var all = same.all();
        if (!all.item<bool>())
        {
            throw new WeightsException(
                reader.File, $"whole numbers that {ElementTypes.FromScalarType(target.dtype)?.Name()} cannot hold", $"values of '{WeightsException.Printable(entry.Name)}'",
                "numbers in the range of the model's type");
        }
    }
}
