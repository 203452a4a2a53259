namespace ModelDsl;

/// <summary>The type of a tensor's elements.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>True or false, as comparisons yield.</summary>
    Bool,
}

/// <summary>What a state_dict entry is.</summary>
public enum StateKind
{
    /// <summary>Trained.</summary>
    Parameter,

    /// <summary>Saved but not trained.</summary>
    Buffer,

    /// <summary>Neither trained nor saved: computed where it is needed.</summary>
    Unsaved,
}

/// <summary>One entry of the state_dict.</summary>
/// <param name="Name">The last part of its key; empty where the scope itself names the entry.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Kind">Whether it is trained, and whether it is saved.</param>
/// <param name="Init">How it gets its first values.</param>
public sealed record StateEntry(string Name, Shape Shape, ElementType Type, StateKind Kind, Init Init)
{
    /// <summary>The number of elements.</summary>
    public long Elements => Shape.Elements.Value;

    /// <summary>Its key where a scope owns it.</summary>
    /// <param name="scope">The scope's path.</param>
    public string KeyAt(string scope) => Name.Length == 0 ? scope : scope + "." + Name;

    internal static StateEntry Weight(Init init, params Dim[] shape) => new("weight", new(shape), ElementType.Float32, StateKind.Parameter, init);

    internal static StateEntry Bias(Init init, Dim size) => new("bias", new(size), ElementType.Float32, StateKind.Parameter, init);
}
