namespace ModelDsl.Runtime;

/// <summary>A tensor in a weight file.</summary>
public sealed class WeightEntry
{
    private readonly long[] shape;

    private WeightEntry(string name, ElementType type, long[] shape, long[] strides, Region storage, long offset) =>
        (Name, Type, this.shape, Strides, Storage, Offset) = (name, type, shape, strides, storage, offset);

    /// <summary>Its key.</summary>
    public string Name { get; }

    /// <summary>What its elements are.</summary>
    public ElementType Type { get; }

    /// <summary>Its sizes; empty for a single value.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>How many elements the next index along each axis is away.</summary>
    internal long[] Strides { get; }

    /// <summary>The bytes that it is a view of, its own or shared.</summary>
    internal Region Storage { get; }

    /// <summary>The element of those that comes first.</summary>
    internal long Offset { get; }

    internal long[] Sizes => shape;

    internal long Elements => shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether the elements lie one after the other in the order of the indices.</summary>
    internal bool IsDense => Elements == 0 || Strides.AsSpan().SequenceEqual(Dense(shape)) || Squeezed.SequenceEqual(DenseSqueezed);

    /// <summary>A tensor with all the bytes of a region for itself.</summary>
    internal static WeightEntry Dense(string name, ElementType type, long[] shape, Region storage) => new(name, type, shape, Dense(shape), storage, 0);

    /// <summary>A tensor that is a view.</summary>
    internal static WeightEntry View(string name, PickleTensor tensor) =>
        new(name, tensor.Storage.Type, tensor.Shape, tensor.Strides, tensor.Storage.Region, tensor.Offset);

    /// <summary>The same tensor under another key.</summary>
    internal WeightEntry Renamed(string name) => new(name, Type, shape, Strides, Storage, Offset);

    /// <summary>The same tensor in a file that lies so many bytes further in a row of several.</summary>
    internal WeightEntry Moved(long bytes) => new(Name, Type, shape, Strides, Storage with { Position = Storage.Position + bytes }, Offset);

    // An axis of size 1 has no next index: its stride means nothing.
    private IEnumerable<long> Squeezed => Strides.Where((_, i) => shape[i] != 1);

    private IEnumerable<long> DenseSqueezed => Dense(shape).Where((_, i) => shape[i] != 1);

    private static long[] Dense(long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (i, step) = (shape.Length - 1, 1L); i >= 0; step *= Math.Max(shape[i], 1), i--) strides[i] = step;
        return strides;
    }
}
