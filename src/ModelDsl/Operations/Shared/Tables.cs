using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What values that are kept have in common.</summary>
internal static class Tables
{
    // Of the tables of positions that networks have, the largest is a tenth of it.
    private const long MostElements = 1 << 20;

    /// <summary>The sizes under which a table is saved: where they follow the input's, those of its reference.</summary>
    public static Shape Sizes(Sym x, string name) =>
        new(x.Shape.Select(d => d.DependsOnBatch ? Checks.Constant(d, name) : d.IsConstant ? d : ((Dim)d.AtReference()).From(d.Provenance)));

    /// <summary>A node of some kind that a value is made from; null where there is none.</summary>
    public static Node? Source(Sym x, System.Func<Node, bool> isSought)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>();
        open.Push(x.Node);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node)) continue;
            if (isSought(node)) return node;
            foreach (var input in node.Inputs) open.Push(input.Node);
        }
        return null;
    }

    /// <summary>The least and the largest element of a value that numbers alone decide; null for others, and for larger ones than are worth the time.</summary>
    public static (Dim Least, Dim Most)? Range(Sym x) => Elements(x, []) is { Length: > 0 } elements ? ((long)elements.Min(), (long)elements.Max()) : null;

    /// <summary>What a table's elements are where it is read as a larger one.</summary>
    public static IEnumerable<double> Spread(double[] elements, Shape from, Shape to)
    {
        var sizes = Enumerable.Repeat(1L, to.Rank - from.Rank).Concat(from.AtReference());
        return TensorLayout.Contiguous(sizes).Expanded(to.AtReference()).Positions().Select(position => elements[position]);
    }

    /// <summary>A table's elements behind steps that show or move them.</summary>
    public static double[] Viewed(double[] elements, IEnumerable<(TensorLayout Layout, bool IsCopy)> steps)
    {
        TensorLayout? shown = null;
        foreach (var (layout, isCopy) in steps)
        {
            if (isCopy && shown is not null) elements = [.. shown.Positions().Select(position => elements[position])];
            shown = layout;
        }
        return shown is null ? elements : [.. shown.Positions().Select(position => elements[position])];
    }

    private static double[]? Elements(Sym x, Dictionary<Node, double[]?> known)
    {
        if (known.TryGetValue(x.Node, out var found)) return found;
        if (!x.Shape.All(size => size.IsConstant) || x.Shape.AtReference().Aggregate(1L, (product, size) => product * size) > MostElements) return null;
        var inputs = x.Node.Inputs.Select(input => Elements(input, known)).ToList();
        return known[x.Node] = inputs.Contains(null) ? null : x.Node.Op.Elements(x.Node.Inputs, inputs!, x.Shape);
    }
}
