using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>How axes keep their meaning through an operation: the parts that the operations' own rules are made of.</summary>
internal static class AxisNames
{
    /// <summary>The operand's axes, each in its place.</summary>
    public static ValueList<AxisFactor>[] Kept(Shape shape, Sym x) => Of(shape, x.Axis);

    /// <summary>The axes of a map, each perhaps longer or shorter than before.</summary>
    public static ValueList<AxisFactor>[] OfMap(Shape shape, Sym x) => AsMap(x, Resized(shape, x));

    /// <summary>The operand's axes, each perhaps longer or shorter than before.</summary>
    public static ValueList<AxisFactor>[] Resized(Shape shape, Sym x) => Of(shape, i => Resized(x, i, shape[i]));

    /// <summary>The axes of a map whose channels are new ones.</summary>
    public static ValueList<AxisFactor>[] OfNewChannels(Shape shape, Sym x) => AsMap(x, Of(shape, i => i == 1 ? null : Resized(x, i, shape[i])));

    /// <summary>One axis after the other; an axis of which nothing is known is null.</summary>
    public static ValueList<AxisFactor>[] Of(Shape shape, Func<int, ValueList<AxisFactor>?> axisOf)
    {
        var axes = new ValueList<AxisFactor>[shape.Rank];
        for (var i = 0; i < axes.Length; i++) axes[i] = axisOf(i) ?? AxisFactor.Unknown(shape[i]);
        return axes;
    }

    /// <summary>An axis that got longer or shorter means the same, unless it had a structure inside.</summary>
    public static ValueList<AxisFactor>? Resized(Sym x, int axis, Dim size)
    {
        var factors = x.Axis(axis);
        return x.Shape[axis] == size ? factors : factors.Count == 1 ? [factors[0] with { Size = size }] : null;
    }

    /// <summary>What works on maps knows which axis is the height and which the width.</summary>
    public static ValueList<AxisFactor>[] AsMap(Sym x, ValueList<AxisFactor>[] axes)
    {
        if (IsNameless(axes[2]) && IsNameless(axes[3]) && x.Rank == 4)
            (axes[2], axes[3]) = ([axes[2][0].Called("h")], [axes[3][0].Called("w")]);
        return axes;
    }

    private static bool IsNameless(ValueList<AxisFactor> axis) => axis.Count == 1 && axis[0].Names.Count == 0;

    /// <summary>Of two axes that mean the same, the one that says more.</summary>
    public static ValueList<AxisFactor> Known(ValueList<AxisFactor> first, ValueList<AxisFactor> second) => IsNameless(first) ? second : first;

    /// <summary>Of two tensors that are combined element by element the finer structure stays; what both name must not be exchanged.</summary>
    public static ValueList<AxisFactor>[] Combined(Op op, Shape shape, Sym a, Sym b)
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
