using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What values that are kept have in common.</summary>
internal static class Tables
{
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
}
