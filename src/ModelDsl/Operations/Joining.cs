using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Putting tensors together and taking parts of them.</summary>
public static class Joining
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

    /// <summary>Cuts an axis into parts of the given sizes.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="sizes">The sizes of the parts; together they make the axis.</param>
    /// <exception cref="SpecException">The sizes do not add up.</exception>
    public static Sym[] Split(this Sym x, int axis, params Dim[] sizes)
    {
        axis = Checks.Axis(x, axis);
        var sum = sizes.Aggregate((Dim)0, (total, size) => total + size);
        if (sum != x.Shape[axis])
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"the parts {string.Join(" + ", sizes.Select(s => s.ToString()))} = {sum} do not make axis {Dim.Text(axis)} of {x.Shape}", nameof(sizes))
            {
                Provenance = Provenance.Join(sum.Provenance, x.Shape[axis].Provenance),
                Wrong = [.. sizes.Select(size => new WrongNumber(size, Nearest.Exactly(x.Shape[axis] - sum + size))), new(x.Shape[axis], Nearest.Exactly(sum))],
            });
            return [.. sizes.Select(size => x.Graph.Add(new SliceOp(axis, 0, size), "", x.Shape.With(axis, size.Assumed(sum.Provenance)), x.Type, x))];
        }
        var parts = new Sym[sizes.Length];
        Dim start = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            parts[i] = x.Slice(axis, start, sizes[i]);
            start += sizes[i];
        }
        return parts;
    }

    /// <summary>A run of positions along an axis.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="start">The first position.</param>
    /// <param name="length">How many; the rest of the axis where absent.</param>
    /// <exception cref="SpecException">The run leaves the axis.</exception>
    public static Sym Slice(this Sym x, int axis, Dim start, Dim? length = null)
    {
        axis = Checks.Axis(x, axis);
        var size = x.Shape[axis];
        length ??= size - start;
        if (start == 0 && length == size) return x;
        start = Checks.NotNegative(start, nameof(start));
        length = Checks.Positive(length, nameof(length));
        if ((size - start - length).Minimum() is < 0)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"positions {start} to {start + length - 1} leave axis {Dim.Text(axis)} of {x.Shape}", nameof(length))
            {
                Provenance = (size - start).Minimum() is < 1
                    ? Provenance.Join(start.Provenance, Provenance.Join(length.Provenance, size.Provenance))
                    : Provenance.Join(length.Provenance, Provenance.Join(start.Provenance, size.Provenance)),
                Wrong = [new(length, Nearest.Exactly(size - start)), new(start, Nearest.Exactly(size - length)), new(size, Nearest.Exactly(start + length))],
            });
        }
        return x.Graph.Add(new SliceOp(axis, start, length), "", x.Shape.With(axis, length), x.Type, x);
    }

    /// <summary>One position of an axis; the axis disappears.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">The position.</param>
    /// <exception cref="SpecException">The position is outside the axis.</exception>
    public static Sym Select(this Sym x, int axis, int index)
    {
        axis = Checks.Axis(x, axis);
        var size = x.Shape[axis];
        if (index < 0 || (size - index - 1).Minimum() is < 0)
        {
            Problem.Report(new SpecException(SpecErrors.NoSuchAxis, $"position {Dim.Text(index)} does not exist in axis {Dim.Text(axis)} of {x.Shape}", nameof(index))
            {
                Wrong = [new(index, [index < 0 ? 0 : (size.Minimum() ?? 1) - 1]), new(size, Nearest.Exactly(index + 1))],
            });
        }
        return x.Graph.Add(new SelectOp(axis, index), "", x.Shape.Without(axis), x.Type, x);
    }

    /// <summary>Adds zeros around the last two axes.</summary>
    /// <param name="x">The tensor [.., H, W].</param>
    /// <param name="left">Columns before the first.</param>
    /// <param name="right">Columns after the last.</param>
    /// <param name="top">Rows above the first.</param>
    /// <param name="bottom">Rows below the last.</param>
    /// <exception cref="SpecException">A number is negative, or there are fewer than two axes.</exception>
    public static Sym Pad(this Sym x, Dim left, Dim right, Dim top, Dim bottom)
    {
        if (x.Rank < 2) throw new SpecException(SpecErrors.WrongRank, $"padding works on the last two axes; {x.Shape} has {Dim.Text(x.Rank)}", nameof(x));
        Checks.NotNegative(left, nameof(left));
        Checks.NotNegative(right, nameof(right));
        Checks.NotNegative(top, nameof(top));
        Checks.NotNegative(bottom, nameof(bottom));
        if (left == 0 && right == 0 && top == 0 && bottom == 0) return x;
        var shape = x.Shape.With(-1, x.Shape[-1] + left + right).With(-2, x.Shape[-2] + top + bottom);
        return x.Graph.Add(new PadOp(left, right, top, bottom), "", shape, x.Type, x);
    }
}

/// <summary>Two tensors one behind the other.</summary>
public sealed record ConcatOp(int Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "concat";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == Axis ? AxisNames.Resized(inputs[0], i, shape[i]) : AxisNames.Known(inputs[0].Axis(i), inputs[1].Axis(i)));

    internal override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>A run of positions along an axis.</summary>
public sealed record SliceOp(int Axis, Dim Start, Dim Length) : Op
{
    /// <inheritdoc/>
    public override string Name => "slice";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Resized(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.View;
}

/// <summary>One position of an axis.</summary>
public sealed record SelectOp(int Axis, int Index) : Op
{
    /// <inheritdoc/>
    public override string Name => "select";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => inputs[0].Axis(i < Axis ? i : i + 1));

    internal override ResultOrder Order => ResultOrder.View;
}

/// <summary>Zeros around the last two axes.</summary>
public sealed record PadOp(Dim Left, Dim Right, Dim Top, Dim Bottom) : Op
{
    /// <inheritdoc/>
    public override string Name => "pad";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Resized(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.InOrder;
}
