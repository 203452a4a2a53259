namespace ModelDsl;

/// <summary>The type of a tensor's elements.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>64-bit signed integer.</summary>
    Int64,
}

/// <summary>What a state_dict entry is.</summary>
public enum StateKind
{
    /// <summary>Trained.</summary>
    Parameter,

    /// <summary>Saved but not trained.</summary>
    Buffer,
}

/// <summary>One entry of the state_dict.</summary>
/// <param name="Name">The last part of its key; empty where the scope itself names the entry.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Kind">Parameter or buffer.</param>
/// <param name="Init">How it gets its first values.</param>
public sealed record StateEntry(string Name, ValueList<long> Shape, ElementType Type, StateKind Kind, Init Init)
{
    /// <summary>The number of elements.</summary>
    public long Elements
    {
        get
        {
            long product = 1;
            foreach (var size in Shape) product = checked(product * size);
            return product;
        }
    }

    internal static StateEntry Weight(Init init, params long[] shape) => new("weight", ValueList.Create<long>(shape), ElementType.Float32, StateKind.Parameter, init);

    internal static StateEntry Bias(Init init, long size) => new("bias", [size], ElementType.Float32, StateKind.Parameter, init);
}
