namespace ModelDsl.Runtime;

// What a pickle can make here, besides null, bool, long, double and string. None of it does anything.

/// <summary>A value that holds others; how deep is bounded.</summary>
internal abstract class PickleContainer
{
    public const int MaxDepth = 100;

    public int Depth { get; private set; } = 1;

    /// <summary>Takes note of a value inside.</summary>
    /// <returns>Whether the nesting is still bearable.</returns>
    protected internal bool Holds(object? item)
    {
        if (item is PickleContainer inner) Depth = Math.Max(Depth, inner.Depth + 1);
        return Depth <= MaxDepth;
    }
}

/// <summary>A tuple.</summary>
internal sealed class PickleTuple(object?[] items) : PickleContainer
{
    public object?[] Items => items;
}

/// <summary>A list or a set: only that it is there counts.</summary>
internal sealed class PickleList(bool isSet = false) : PickleContainer
{
    public bool IsSet => isSet;
}

/// <summary>A dict or an OrderedDict.</summary>
internal sealed class PickleDict(bool isOrdered = false) : PickleContainer
{
    private readonly List<KeyValuePair<object?, object?>> items = [];

    /// <summary>Whether it is an OrderedDict, the only dict that may carry attributes (a state_dict's versions).</summary>
    public bool IsOrdered => isOrdered;

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => items;

    public void Add(object? key, object? value) => items.Add(new(key, value));
}

/// <summary>A value that is of no interest and stays where it is: settings, a device, a NumPy number.</summary>
internal sealed class PickleInert(PickleGlobal type) : PickleContainer
{
    public PickleGlobal Type => type;
}

/// <summary>Bytes, or a whole number of more than 64 bits: known to be there.</summary>
internal sealed class PickleBytes
{
    public static readonly PickleBytes Value = new();
}

/// <summary>The values behind one or several tensors: a record of the archive.</summary>
internal sealed record PickleStorage(ElementType Type, long Count, Region Region);

/// <summary>A tensor: a view of a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
