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

/// <summary>A list or a set.</summary>
internal sealed class PickleList(bool isSet = false) : PickleContainer
{
    private readonly List<object?> items = [];

    public bool IsSet => isSet;

    public IReadOnlyList<object?> Items => items;

    public void Add(object? item) => items.Add(item);
}

/// <summary>A dict or an OrderedDict.</summary>
internal class PickleDict(bool isOrdered = false) : PickleContainer
{
    private readonly List<KeyValuePair<object?, object?>> items = [];

    /// <summary>Whether it is an OrderedDict, the only dict that may carry attributes (a state_dict's versions).</summary>
    public bool IsOrdered => isOrdered;

    public IReadOnlyList<KeyValuePair<object?, object?>> Items => items;

    public void Add(object? key, object? value) => items.Add(new(key, value));
}

/// <summary>
/// An object of a class that is not here: settings, a path, an array of NumPy. What it was made of is kept, for a description
/// alone; as a dict it has the items that a class derived from dict sets.
/// </summary>
internal sealed class PickleObject(PickleGlobal type, IReadOnlyList<object?> arguments) : PickleDict
{
    private readonly List<object?> added = [];

    public PickleGlobal Type => type;

    /// <summary>What its constructor was given.</summary>
    public IReadOnlyList<object?> Arguments => arguments;

    /// <summary>What a class derived from list was given item by item.</summary>
    public IReadOnlyList<object?> Added => added;

    /// <summary>Its attributes, or whatever its class takes for them.</summary>
    public object? State { get; set; }

    public void Append(object? item) => added.Add(item);
}

/// <summary>Bytes, or a whole number of more than 64 bits.</summary>
/// <param name="Length">How many.</param>
/// <param name="Content">The bytes themselves, where they are as few as a number takes; else empty.</param>
internal sealed record PickleBytes(long Length, byte[] Content)
{
    private const int Kept = 16;

    public static PickleBytes Of(ReadOnlySpan<byte> bytes) => new(bytes.Length, bytes.Length <= Kept ? bytes.ToArray() : []);
}

/// <summary>The values behind one or several tensors: a record of the archive.</summary>
internal sealed record PickleStorage(ElementType Type, long Count, Region Region);

/// <summary>A tensor: a view of a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
