using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Which axes keep their meaning in which operation.</summary>
internal static class AxisNames
{
    /// <summary>What the axes of a result are made of; null where nothing is known of any.</summary>
    /// <exception cref="SpecException">Two tensors are combined whose axes have exchanged their meaning.</exception>
    public static ValueList<AxisFactor>[]? Carry(Op op, Shape shape, IReadOnlyList<Sym> inputs)
    {
        if (inputs.Count == 0) return null;
        var x = inputs[0];
        return op switch
        {
            UnaryOp or SoftmaxOp or ScalarOp or SizeOp or RateOp or LayerNormOp or ToInt64Op or BufferOp or CachedOp => Of(shape, x.Axis),
            BatchNorm2dOp => AsMap(x, Of(shape, x.Axis)),
            LinearOp => Of(shape, i => i < x.Rank - 1 ? x.Axis(i) : null),
            Conv2dOp => AsMap(x, Of(shape, i => i == 1 ? null : Resized(x, i, shape[i]))),
            Pool2dOp or AdaptiveAveragePool2dOp or ResizeOp => AsMap(x, Of(shape, i => Resized(x, i, shape[i]))),
            PadOp or SliceOp => Of(shape, i => Resized(x, i, shape[i])),
            ConcatOp concat => Of(shape, i => i == concat.Axis ? Resized(x, i, shape[i]) : Known(x.Axis(i), inputs[1].Axis(i))),
            SelectOp select => Of(shape, i => x.Axis(i < select.Axis ? i : i + 1)),
            ReduceOp reduce => Left(shape, x, reduce.Axes),
            UnfoldOp or FoldOp => Of(shape, i => i == 0 ? x.Axis(0) : null),
            TakeRowsOp => [inputs[1].Axis(0), x.Axis(1)],
            BinaryOp => Combined(op, shape, x, inputs[1]),
            MatMulOp => Product(shape, x, inputs[1]),
            _ => null,
        };
    }

    private static ValueList<AxisFactor>[] Of(Shape shape, Func<int, ValueList<AxisFactor>?> axisOf)
    {
        var axes = new ValueList<AxisFactor>[shape.Rank];
        for (var i = 0; i < axes.Length; i++) axes[i] = axisOf(i) ?? AxisFactor.Unknown(shape[i]);
        return axes;
    }

    /// <summary>An axis that got longer or shorter means the same, unless it had a structure inside.</summary>
    private static ValueList<AxisFactor>? Resized(Sym x, int axis, Dim size)
    {
        var factors = x.Axis(axis);
        return x.Shape[axis] == size ? factors : factors.Count == 1 ? [factors[0] with { Size = size }] : null;
    }

    /// <summary>What works on maps knows which axis is the height and which the width.</summary>
    private static ValueList<AxisFactor>[] AsMap(Sym x, ValueList<AxisFactor>[] axes)
    {
        if (IsNameless(axes[2]) && IsNameless(axes[3]) && x.Rank == 4)
            (axes[2], axes[3]) = ([axes[2][0].Called("h")], [axes[3][0].Called("w")]);
        return axes;
    }

    private static bool IsNameless(ValueList<AxisFactor> axis) => axis.Count == 1 && axis[0].Names.Count == 0;

    private static ValueList<AxisFactor>[] Left(Shape shape, Sym x, ValueList<int> removed)
    {
        var left = Enumerable.Range(0, x.Rank).Where(i => !removed.Contains(i)).ToList();
        return Of(shape, i => x.Axis(left[i]));
    }

    private static ValueList<AxisFactor>[] Product(Shape shape, Sym x, Sym other)
    {
        ValueList<AxisFactor>? Outer(int fromEnd) => fromEnd <= x.Rank && x.Shape[-fromEnd] != 1 ? x.Axis(x.Rank - fromEnd)
            : fromEnd <= other.Rank ? other.Axis(other.Rank - fromEnd) : null;
        return Of(shape, i => i == shape.Rank - 1 ? other.Axis(other.Rank - 1) : i == shape.Rank - 2 ? x.Axis(x.Rank - 2) : Outer(shape.Rank - i));
    }

    private static ValueList<AxisFactor> Known(ValueList<AxisFactor> first, ValueList<AxisFactor> second) => IsNameless(first) ? second : first;

    /// <summary>Of two tensors that are combined element by element the finer structure stays; what both name must not be exchanged.</summary>
    private static ValueList<AxisFactor>[] Combined(Op op, Shape shape, Sym a, Sym b)
    {
        var parts = new List<AxisPart>();
        var axes = Of(shape, i =>
        {
            var (x, y) = (InResult(a, shape, i), InResult(b, shape, i));
            if (x is null || y is null || ReferenceEquals(x, y)) return x ?? y;
            var (fine, coarse) = x.Count >= y.Count ? (x, y) : (y, x);
            if (AxisCut.Lay(fine, [.. coarse.Select(f => f.Size)], out var covered) != AxisCut.Fit.Aligned) return fine;
            parts.AddRange(coarse.Select((factor, j) => new AxisPart(i, factor.Names, covered[j].Factors, covered[j].IsInside)).Where(p => p.Names.Count > 0));
            return Known(fine, coarse);
        });
        if (AxisPart.Exchange(parts) is not { } exchange) return axes;
        Problem.Report(new SpecException(
            SpecErrors.AxisTakenForAnother,
            $"{op.Name} combines {a.Shape} and {b.Shape}, where \"{exchange.Taker.Factors[0]}\" of one meets \"{Last(exchange.Taker)}\" of the other and " +
            $"\"{exchange.Owner.Factors[0]}\" meets \"{Last(exchange.Owner)}\"; rearrange one of them, or write Unnamed() where that is meant",
            "b") { Earlier = [.. exchange.Taker.Factors.Concat(exchange.Owner.Factors).Select(f => f.Maker).OfType<Node>().Distinct()] });
        return Of(shape, _ => null);
    }

    private static string Last(AxisPart part) => part.Names[part.Names.Count - 1];

    /// <summary>An operand's axis at a place of the result; null where it is stretched or missing.</summary>
    private static ValueList<AxisFactor>? InResult(Sym x, Shape shape, int axis)
    {
        var own = axis - (shape.Rank - x.Rank);
        return own < 0 || (x.Shape[own] == 1 && shape[axis] != 1) ? null : x.Axis(own);
    }
}
