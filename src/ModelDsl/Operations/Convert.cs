using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The numbers as 64-bit integers, cut off towards zero; truth values as 1 and 0; the shape stays.</summary>
    /// <param name="x">The tensor.</param>
    public static Sym ToInt64(this Sym x) => Convert(x, ElementType.Int64);

    /// <summary>The numbers as floating point numbers; truth values as 1 and 0; the shape stays.</summary>
    /// <param name="x">The tensor.</param>
    public static Sym ToFloat32(this Sym x) => Convert(x, ElementType.Float32);

    private static Sym Convert(Sym x, ElementType type) => x.Type == type ? x : x.Graph.Add(new ConvertOp(type), "", x.Shape, type, x);
}

public partial interface ILowering<T>
{
    /// <summary>Elements as those of another type.</summary>
    T Convert(ConvertOp op, Operands<T> x);
}

/// <summary>Elements as those of another type.</summary>
public sealed record ConvertOp(ElementType Type) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => Type switch
    {
        ElementType.Float32 => "to_float32",
        ElementType.Int64 => "to_int64",
        ElementType.Bool => "to_bool",
    };

    internal override ResultOrder Order => ResultOrder.InOrder;

    // Whole numbers stay what they are.
    internal override (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs) => inputs[0].Range;

    internal override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) => Type switch
    {
        ElementType.Float32 => elements[0],
        ElementType.Int64 => [.. elements[0].Select(Math.Truncate)],
        ElementType.Bool => [.. elements[0].Select(x => x != 0 ? 1.0 : 0.0)],
    };

    internal override bool Takes(int operand, ElementType type) => true;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Convert(this, x);

    internal override Op With(Renumbering to) => this;
}
