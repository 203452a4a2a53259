using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Puts tensors one behind the other along an axis.</summary>
    /// <param name="first">The first tensor.</param>
    /// <param name="second">The next one; equal to the first in every other axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">Another axis differs.</exception>
    public static Sym Concat(this Sym first, Sym second, int axis)
    {
        axis = Checks.Axis(first, axis);
        if (first.Rank != second.Rank)
            throw new SpecException(SpecErrors.WrongRank, $"{first.Shape} and {second.Shape} cannot be put together; they have {Dim.Text(first.Rank)} and {Dim.Text(second.Rank)} axes", nameof(second));
        for (var i = 0; i < first.Rank; i++)
        {
            if (i == axis || first.Shape[i] == second.Shape[i]) continue;
            Problem.Report(new SpecException(
                SpecErrors.ShapeMismatch, $"{first.Shape} and {second.Shape} cannot be put together along axis {Dim.Text(axis)}; axis {Dim.Text(i)} is {first.Shape[i]} and {second.Shape[i]}", nameof(second))
            {
                Provenance = Provenance.Difference(second.Shape[i].Provenance, first.Shape[i].Provenance),
                Wrong = [new(second.Shape[i], Nearest.Exactly(first.Shape[i])), new(first.Shape[i], Nearest.Exactly(second.Shape[i]))],
            });
        }
        var shape = first.Shape.With(axis, first.Shape[axis] + second.Shape[axis]);
        return first.Graph.Add(new ConcatOp(axis), "", shape, first.Type, first, second);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Two tensors, one behind the other.</summary>
    T Concat(ConcatOp op, Operands<T> x);
}

/// <summary>Two tensors one behind the other.</summary>
public sealed record ConcatOp(int Axis) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "concat";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == Axis ? AxisNames.Resized(inputs[0], i, shape[i]) : AxisNames.Known(inputs[0].Axis(i), inputs[1].Axis(i)));

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Concat(this, x);

    internal override Op With(Renumbering to) => this;
}
