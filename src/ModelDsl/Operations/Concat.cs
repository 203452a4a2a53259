using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Puts tensors one behind the other along an axis.</summary>
    /// <param name="first">The first tensor.</param>
    /// <param name="second">The next one; equal to the first in every other axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">Another axis differs.</exception>
    /// <example><code>x.Concat(x.Relu(), axis: 1)  // [N, 128, 56, 56]</code></example>
    public static Sym Concat(this Sym first, Sym second, int axis) => Concat([first, second], axis, nameof(second));

    /// <summary>Puts tensors one behind the other along an axis.</summary>
    /// <param name="first">The first tensor.</param>
    /// <param name="others">Those behind it; equal to the first in every other axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">Another axis differs.</exception>
    /// <example><code>x.Concat([x.Relu(), x.Gelu()], axis: 1)  // [N, 192, 56, 56]</code></example>
    public static Sym Concat(this Sym first, IEnumerable<Sym> others, int axis) => Concat([first, .. others], axis, nameof(others));

    /// <summary>Puts tensors one behind the other along an axis.</summary>
    /// <param name="parts">The tensors, equal to each other in every other axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">There is none, or another axis differs.</exception>
    /// <example><code>x.Split(axis: 1, 16, 48).Concat(axis: 1)  // [N, 64, 56, 56]</code></example>
    public static Sym Concat(this IEnumerable<Sym> parts, int axis) => Concat([.. parts], axis, nameof(parts));

    /// <summary>Puts tensors one behind the other along a new axis.</summary>
    /// <param name="parts">The tensors, all of one shape.</param>
    /// <param name="axis">Where the new axis is in the result; negative counts from its end.</param>
    /// <exception cref="SpecException">There is none, or two have different shapes.</exception>
    /// <example><code>x.Chunk(2, axis: 1).Stack(axis: 1)  // [N, 2, 32, 56, 56]</code></example>
    public static Sym Stack(this IEnumerable<Sym> parts, int axis)
    {
        List<Sym> all = [.. parts];
        return Concat([.. all.Select(part => part.Unsqueeze(axis))], axis, nameof(parts));
    }

    private static Sym Concat(List<Sym> parts, int axis, string parameter)
    {
        if (parts.Count == 0) throw new SpecException(SpecErrors.WrongSize, "there is nothing to put together: the list has no tensors", parameter);
        var first = parts[0];
        axis = Checks.Axis(first, axis);
        var size = first.Shape[axis];
        foreach (var next in parts.Skip(1))
        {
            CheckFits(first, next, axis, parameter);
            size += next.Shape[axis];
        }
        return parts.Count == 1 ? first : first.Graph.Add(new ConcatOp(axis), "", first.Shape.With(axis, size), first.Type, [.. parts]);
    }

    private static void CheckFits(Sym first, Sym next, int axis, string parameter)
    {
        if (first.Rank != next.Rank)
            throw new SpecException(SpecErrors.WrongRank, $"{first.Shape} and {next.Shape} cannot be concatenated; they have {Dim.Text(first.Rank)} and {Dim.Text(next.Rank)} axes", parameter);
        if (first.Type != next.Type) Problem.Report(new SpecException(SpecErrors.WrongType, $"{first} and {next} cannot be concatenated; they have different element types", parameter));
        for (var i = 0; i < first.Rank; i++)
        {
            if (i == axis || first.Shape[i] == next.Shape[i]) continue;
            Problem.Report(new SpecException(
                SpecErrors.ShapeMismatch, $"{first.Shape} and {next.Shape} cannot be concatenated along axis {Dim.Text(axis)}; axis {Dim.Text(i)} is {first.Shape[i]} and {next.Shape[i]}", parameter)
            {
                Provenance = Provenance.Difference(next.Shape[i].Provenance, first.Shape[i].Provenance),
                Wrong = [new(next.Shape[i], Nearest.Exactly(first.Shape[i])), new(first.Shape[i], Nearest.Exactly(next.Shape[i]))],
            });
        }
    }
}

public partial interface ILowering<T>
{
    /// <summary>Tensors, one behind the other.</summary>
    T Concat(ConcatOp op, Operands<T> x);
}

/// <summary>Tensors one behind the other.</summary>
public sealed record ConcatOp(int Axis) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "concat";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == Axis ? AxisNames.Resized(inputs[0], i, shape[i]) : inputs.Select(part => part.Axis(i)).Aggregate(AxisNames.Known));

    internal override ResultOrder Order => ResultOrder.InOrder;

    internal override bool Takes(int operand, ElementType type) => true;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Concat(this, x);

    internal override Op With(Renumbering to) => this;
}
