namespace ModelDsl.Runtime;

/// <summary>
/// The shape of a tensor that a generated module takes or yields, for tools that look at the code around it. A size
/// is a number, the name of a size that is fixed only at run time, or an expression of these: <c>(H + 3) / 4</c>.
/// </summary>
/// <param name="sizes">The sizes of the axes.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue | AttributeTargets.Property, AllowMultiple = true)]
public sealed class TensorShapeAttribute(params string[] sizes) : Attribute
{
    /// <summary>The sizes of the axes.</summary>
    public IReadOnlyList<string> Sizes { get; } = sizes;

    /// <summary>The smallest sizes, axis by axis; empty where none is stated.</summary>
    public long[] Minimum { get; set; } = [];

    /// <summary>The numbers whose multiples the sizes are, axis by axis; empty where none is stated.</summary>
    public long[] MultipleOf { get; set; } = [];

    /// <summary>Which tensor of a tuple is meant.</summary>
    public int Element { get; set; }
}
