using System.Collections.Concurrent;
using System.IO.Hashing;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Brings a file's values into tensors, by several threads at once.</summary>
/// <param name="source">The file's bytes.</param>
/// <param name="file">Its name.</param>
/// <param name="windowLength">How many bytes are held besides the target where values are converted or gathered.</param>
internal sealed class ValueReader(ByteSource source, string file, long windowLength = ValueReader.UsualWindowLength)
{
    private const long UsualWindowLength = 8L << 20;

    // Read and checksummed at a time: what stays in the processor's cache between the two.
    private const int PieceLength = 1 << 18;

    // TorchSharp hands out bytes as spans, which end at 2 GiB.
    private const long PartLength = 1L << 28;

    private readonly ConcurrentDictionary<Region, Lazy<bool>> verified = [];

    /// <summary>The file's name.</summary>
    public string File => file;

    /// <summary>How many bytes there are from the first to the last element that an entry reaches.</summary>
    /// <exception cref="WeightsException">They are too many for one piece of memory.</exception>
    public long BytesOf(WeightEntry entry)
    {
        var length = Span(entry.Sizes, entry.Strides) * entry.Type.Size();
        return length <= Array.MaxLength ? length : throw new WeightsException(file, $"{length} bytes for one tensor", $"'{WeightsException.Printable(entry.Name)}'", $"at most {Array.MaxLength}");
    }

    /// <summary>Reads those bytes, and checks them.</summary>
    /// <exception cref="WeightsException">They are damaged or cannot be read.</exception>
    public void ReadBytes(WeightEntry entry, Span<byte> target)
    {
        try
        {
            Verify(entry.Storage);
            source.Read(target, entry.Storage.Position + (entry.Offset * entry.Type.Size()));
        }
        catch (IOException e)
        {
            throw new WeightsException(
                file, "cannot be read: " + WeightsException.Printable(e.Message), $"values of '{WeightsException.Printable(entry.Name)}'", inner: e);
        }
    }

    /// <summary>Begins to fetch what these tensors will be read from, in this order, until disposed.</summary>
    public ReadAhead Ahead(IEnumerable<WeightEntry> entries) => new(source, [.. entries.Select(e => e.Storage).Distinct()]);

    /// <summary>Fills a dense tensor on the CPU of the entry's shape; floats and whole numbers take the tensor's type.</summary>
    /// <exception cref="WeightsException">The values are damaged, cannot be read or do not fit the type.</exception>
    public void Read(WeightEntry entry, torch.Tensor target)
    {
        try
        {
            if (entry.IsDense && entry.Type.ToScalarType() == target.dtype)
            {
                ReadDense(entry, target);
                return;
            }
            Verify(entry.Storage);
            ReadWindows(entry, entry.Offset, entry.Sizes, target);
        }
        catch (IOException e)
        {
            throw new WeightsException(
                file, "cannot be read: " + WeightsException.Printable(e.Message), $"values of '{WeightsException.Printable(entry.Name)}'", inner: e);
        }
    }

    /// <summary>The values lie as the tensor wants them: they go straight into its memory.</summary>
    private void ReadDense(WeightEntry entry, torch.Tensor target)
    {
        var storage = entry.Storage;
        var isWhole = entry.Offset == 0 && entry.Elements * entry.Type.Size() == storage.Length;
        if (!isWhole) Verify(storage);
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
                source.Read(piece, position);
                crc?.Append(piece);
                position += piece.Length;
            }
        }
        if (crc is not null) storage.Verify(crc.GetCurrentHashAsUInt32(), file);
    }

    /// <summary>
    /// Reads a view window by window: along the axis with the longest stride it is cut until what it spans in the file is
    /// small. No window overlaps another, so the file is read once.
    /// </summary>
    private void ReadWindows(WeightEntry entry, long offset, long[] sizes, torch.Tensor target)
    {
        if (sizes.Contains(0)) return;
        var span = Span(sizes, entry.Strides);
        var most = windowLength / entry.Type.Size();
        if (span <= most)
        {
            ReadWindow(entry, offset, span, sizes, target);
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
                file, $"a view with strides [{string.Join(", ", entry.Strides)}], whose values overlap in the file", $"'{WeightsException.Printable(entry.Name)}'",
                "each value once", "save tensor.contiguous() instead");
        }
        var slices = Math.Max(1, (most - inner) / stride + 1);
        for (var start = 0L; start < sizes[axis]; start += slices)
        {
            long[] part = [.. sizes];
            part[axis] = Math.Min(slices, sizes[axis] - start);
            using var narrow = target.narrow(axis, start, part[axis]);
            ReadWindows(entry, offset + (start * stride), part, narrow);
        }
    }

    private void ReadWindow(WeightEntry entry, long offset, long span, long[] sizes, torch.Tensor target)
    {
        var type = entry.Type.ToScalarType()!.Value;
        using var window = torch.empty([span], dtype: type);
        source.Read(window.bytes, entry.Storage.Position + (offset * entry.Type.Size()));
        using var view = window.as_strided(sizes, entry.Strides);
        target.copy_(view);
        if (target.dtype == type || !entry.Type.IsWhole()) return;
        using var back = target.to(type);
        using var same = back.eq(view);
        using var all = same.all();
        if (!all.item<bool>())
        {
            throw new WeightsException(
                file, $"whole numbers that {ElementTypes.FromScalarType(target.dtype)?.Name()} cannot hold", $"values of '{WeightsException.Printable(entry.Name)}'",
                "numbers in the range of the model's type");
        }
    }

    /// <summary>The elements from the first to the last that a view reaches.</summary>
    private static long Span(long[] sizes, long[] strides)
    {
        var span = 1L;
        for (var i = 0; i < sizes.Length; i++) span += (sizes[i] - 1) * strides[i];
        return span;
    }

    /// <summary>Checks a storage that several tensors share, or of which only a part is wanted, once.</summary>
    private void Verify(Region storage) => _ = verified.GetOrAdd(storage, s => new Lazy<bool>(() =>
    {
        s.Verify(source, file);
        return true;
    })).Value;
}
