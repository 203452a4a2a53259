using System.Collections.Generic;

namespace ModelDsl;

/// <summary>
/// Adds a stretch of a graph once more, at another place of the state_dict and on other tensors of the same shapes: what
/// a block adds that is called again, without its shapes being worked out again.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="from">The scope of the stretch.</param>
/// <param name="to">The scope of its repetition.</param>
internal sealed class Repetition(Graph graph, string from, string to)
{
    private readonly Dictionary<Node, Node> _nodes = [];
    private readonly HashSet<Node> _taken = [];

    /// <summary>Lets a tensor take the place of another; false where they differ in more than the node that makes them.</summary>
    public bool Exchange(Sym old, Sym other)
    {
        if (old.Type != other.Type || old.Rank != other.Rank || IsOutput(old) != IsOutput(other) || !Exchange(old.Node, other.Node)) return false;
        for (var i = 0; i < old.Rank; i++)
        {
            if (!old.Shape[i].IsSameAs(other.Shape[i]) || !Exchange(old.Axis(i), other.Axis(i))) return false;
        }
        return true;
    }

    /// <summary>Adds a node's counterpart.</summary>
    /// <param name="node">A node of the stretch; they come in order.</param>
    /// <param name="op">What the counterpart does.</param>
    public Node Add(Node node, Op op)
    {
        var inputs = new Sym[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = Of(node.Inputs[i]);
        var added = graph.Repeat(node, op, Of(node.Scope), new ValueList<Sym>(inputs), Of(node.Output.Axes));
        _nodes.Add(node, added);
        return added;
    }

    /// <summary>The counterpart of a tensor.</summary>
    public Sym Of(Sym x) => !_nodes.TryGetValue(x.Node, out var node) ? x : IsOutput(x) ? node.Output : new Sym(graph, node, x.Shape, x.Type, Of(x.Axes));

    /// <summary>The counterpart of a place in the state_dict; a place outside the stretch is its own.</summary>
    public string Of(string path) => path.StartsWith(from, System.StringComparison.Ordinal) && (path.Length == from.Length || path[from.Length] == '.')
        ? to + path.Substring(from.Length) : path;

    private static bool IsOutput(Sym x) => ReferenceEquals(x, x.Node.Output);

    private bool Exchange(Node old, Node other)
    {
        if (_nodes.TryGetValue(old, out var known)) return known == other;
        _nodes.Add(old, other);
        return _taken.Add(other);
    }

    /// <summary>Axes are the same where they are made of the same factors; who made a factor is exchanged with the tensors.</summary>
    private bool Exchange(ValueList<AxisFactor> old, ValueList<AxisFactor> other)
    {
        if (ReferenceEquals(old, other)) return true;
        if (old.Count != other.Count) return false;
        for (var i = 0; i < old.Count; i++)
        {
            var (a, b) = (old[i], other[i]);
            if (!a.Names.Equals(b.Names) || !a.Size.IsSameAs(b.Size) || a.Maker is null != b.Maker is null) return false;
            if (a.Maker is not null && a.Maker != b.Maker && !Exchange(a.Maker, b.Maker!)) return false;
        }
        return true;
    }

    private ValueList<AxisFactor>[]? Of(ValueList<AxisFactor>[]? axes)
    {
        ValueList<AxisFactor>[]? others = null;
        for (var i = 0; i < axes?.Length; i++)
        {
            var other = Of(axes[i]);
            if (ReferenceEquals(other, axes[i])) continue;
            others ??= (ValueList<AxisFactor>[])axes.Clone();
            others[i] = other;
        }
        return others ?? axes;
    }

    private ValueList<AxisFactor> Of(ValueList<AxisFactor> axis)
    {
        AxisFactor[]? others = null;
        for (var i = 0; i < axis.Count; i++)
        {
            if (axis[i].Maker is not { } maker || !_nodes.TryGetValue(maker, out var other) || other == maker) continue;
            others ??= [.. axis];
            others[i] = axis[i] with { Maker = other };
        }
        return others is null ? axis : new(others);
    }
}
