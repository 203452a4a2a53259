using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>One position of an axis; the axis disappears.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">The position; negative counts from the end of an axis whose size is constant.</param>
    /// <exception cref="SpecException">The position is outside the axis.</exception>
    /// <example><code>tokens.Select(axis: 1, index: 0)  // [N, 64]</code></example>
    public static Sym Select(this Sym x, int axis, int index)
    {
        axis = Checks.Axis(x, axis);
        var size = x.Shape[axis];
        if (index < 0 && size.IsConstant && index >= -size.Value) index += (int)size.Value;
        if (index < 0 || (size - index - 1).Minimum() is < 0)
        {
            Problem.Report(new SpecException(SpecErrors.NoSuchAxis, $"position {Dim.Text(index)} does not exist in axis {Dim.Text(axis)} of {x.Shape}", nameof(index))
            {
                Wrong = [new(index, [index < 0 ? 0 : (size.Minimum() ?? 1) - 1]), new(size, Nearest.Exactly(index + 1))],
            });
        }
        return x.Graph.Add(new SelectOp(axis, index), "", x.Shape.Without(axis), x.Type, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>One position of an axis.</summary>
    T Select(SelectOp op, Operands<T> x);
}

/// <summary>One position of an axis.</summary>
public sealed record SelectOp(int Axis, int Index) : ViewOp
{
    /// <inheritdoc/>
    public override string Name => "select";

    internal override IEnumerable<(TensorLayout Layout, bool IsCopy)> Views(TensorLayout x) => [(x.Selected(Axis), false)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => inputs[0].Axis(i < Axis ? i : i + 1));

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Select(this, x);

    internal override Op With(Renumbering to) => this;
}
