using System.Collections.Concurrent;

namespace ModelDsl.Runtime;

/// <summary>Reads the values of a file, by several threads at once.</summary>
/// <param name="source">The file's bytes.</param>
/// <param name="file">Its name.</param>
/// <param name="windowLength">How many bytes are held besides the target where values are converted or gathered.</param>
internal sealed class ValueReader(ByteSource source, string file, long windowLength = ValueReader.UsualWindowLength)
{
    private const long UsualWindowLength = 8L << 20;

    // A view can say that it is larger than the file (a value seen many times). So much larger it may be, in bytes.
    private const long Slack = 64L << 20;

    private readonly ConcurrentDictionary<Region, Lazy<bool>> verified = [];

    /// <summary>The file's name.</summary>
    public string File => file;

    /// <summary>The file's bytes.</summary>
    public ByteSource Source => source;

    /// <summary>How many bytes are held besides the target where values are converted or gathered.</summary>
    public long WindowLength => windowLength;

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
            throw Unreadable(entry, e);
        }
    }

    /// <summary>Begins to fetch what these tensors will be read from, in this order, until disposed.</summary>
    public ReadAhead Ahead(IEnumerable<WeightEntry> entries) => new(source, [.. entries.Select(e => e.Storage).Distinct()]);

    /// <summary>Refuses a view that says that it is much larger than the file.</summary>
    /// <exception cref="WeightsException">It is.</exception>
    public void RequireBearable(WeightEntry entry)
    {
        if (entry.Elements * entry.Type.Size() - Slack > source.Length)
            throw new WeightsException(file, $"a tensor of {entry.Elements} values in a file of {source.Length} bytes", WeightsException.Printable(entry.Name));
    }

    /// <summary>The error for values of a tensor that cannot be read.</summary>
    public WeightsException Unreadable(WeightEntry entry, IOException e) => new(
        file, "cannot be read: " + WeightsException.Printable(e.Message), $"values of '{WeightsException.Printable(entry.Name)}'", inner: e);

    /// <summary>The elements from the first to the last that a view reaches.</summary>
    public static long Span(long[] sizes, long[] strides)
    {
        var span = 1L;
        for (var i = 0; i < sizes.Length; i++) span += (sizes[i] - 1) * strides[i];
        return span;
    }

    /// <summary>Checks a storage that several tensors share, or of which only a part is wanted, once.</summary>
    public void Verify(Region storage) => _ = verified.GetOrAdd(storage, s => new Lazy<bool>(() =>
    {
        s.Verify(source, file);
        return true;
    })).Value;
}
