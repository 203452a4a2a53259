using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>One module to be: the model, or a call of a block at its own scope.</summary>
/// <remarks>
/// A call that cannot be its own module is dissolved into the one around it: one whose scope is not inside its
/// caller's, that shares a scope with another call, or that a cached value or a weight reaches across.
/// </remarks>
internal sealed class ModuleInstance
{
    /// <summary>How many inputs a module of TorchSharp takes at most.</summary>
    public const int MostInputs = 6;

    private ModuleInstance(BlockCall? call, ModuleInstance? parent, int first, int end)
    {
        Call = call;
        Parent = parent;
        (First, End) = (first, end);
    }

    /// <summary>The call; null for the model.</summary>
    public BlockCall? Call { get; }

    /// <summary>The module around it.</summary>
    public ModuleInstance? Parent { get; }

    /// <summary>Its path in the state_dict.</summary>
    public string Path => Call?.Scope ?? "";

    /// <summary>The block's method; the model has none.</summary>
    public string Method => Call?.Method ?? "";

    /// <summary>The nodes made in it: from First up to End.</summary>
    public int First { get; }

    /// <summary>The node after its last.</summary>
    public int End { get; }

    /// <summary>The modules in it, in the order of their calls.</summary>
    public List<ModuleInstance> Children { get; } = [];

    /// <summary>What it works on: values from outside, those it is passed first.</summary>
    public List<(string Name, Sym Value)> Inputs { get; } = [];

    /// <summary>What it yields.</summary>
    public List<(string? Name, Sym Value)> Outputs { get; } = [];

    /// <summary>Its nodes and the calls of modules in it, in order.</summary>
    public IEnumerable<object> Items(Graph graph)
    {
        var child = 0;
        for (var id = First; id < End; id++)
        {
            if (child < Children.Count && Children[child].First == id)
            {
                yield return Children[child];
                id = Children[child++].End - 1;
            }
            else
            {
                yield return graph.Nodes[id];
            }
        }
    }

    /// <summary>Whether a value is made in it or below.</summary>
    public bool Contains(Node node) => node.Id >= First && node.Id < End;

    /// <summary>The tree of modules of a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="blocks">The calls of blocks that lie in no other such call.</param>
    /// <param name="results">What the model yields.</param>
    public static ModuleInstance Of(Graph graph, IReadOnlyList<BlockCall> blocks, IEnumerable<(string? Name, Sym Value)> results)
    {
        var root = new ModuleInstance(null, null, 0, graph.Nodes.Count);
        var reach = new StateReach(graph);
        foreach (var call in blocks) root.Adopt(call, reach);
        foreach (var input in graph.Inputs) root.Inputs.Add((((InputOp)input.Node.Op).Parameter, input));
        root.Outputs.AddRange(results);
        var lastUse = new int[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs) lastUse[input.Node.Id] = node.Id;
        }
        foreach (var child in root.Children) child.FindBoundary(graph, lastUse);
        return root;
    }

    private void Adopt(BlockCall call, StateReach reach)
    {
        var child = new ModuleInstance(call, this, call.FirstNode, call.EndNode);
        if (child.CanStandAlone(reach))
        {
            Children.Add(child);
            foreach (var inner in call.Children) child.Adopt(inner, reach);
        }
        else
        {
            foreach (var inner in call.Children) Adopt(inner, reach);
        }
    }

    private bool CanStandAlone(StateReach reach)
    {
        if (First == End || Call!.Results.Count == 0 || !IsInside(Path, Parent!.Path)) return false;
        if (Parent.Children.Any(c => c.Path == Path || IsInside(c.Path, Path) || IsInside(Path, c.Path))) return false;
        return Call.Arguments.Count <= MostInputs && reach.IsOwn(Path, First, End);
    }

    private void FindBoundary(Graph graph, int[] lastUse)
    {
        foreach (var child in Children) child.FindBoundary(graph, lastUse);
        var used = new List<Sym>();
        foreach (var item in Items(graph)) used.AddRange(item is ModuleInstance child ? child.Inputs.Select(i => i.Value) : ((Node)item).Inputs);
        foreach (var result in Call!.Results)
        {
            if (Outputs.All(o => o.Value != result.Value)) Outputs.Add(result);
            used.Add(result.Value);
        }
        for (var id = First; id < End; id++)
        {
            // A value that leaves by another way than the result, through a captured variable, leaves with it.
            if (lastUse[id] < End || IsState(graph.Nodes[id])) continue;
            var value = graph.Nodes[id].Output;
            if (Outputs.All(o => o.Value != value)) Outputs.Add((null, value));
        }
        var outside = used.Where(v => !Contains(v.Node)).Distinct().ToList();
        foreach (var (name, value) in Call.Arguments)
        {
            if (outside.Remove(value)) Inputs.Add((name, value));
        }
        foreach (var value in outside) Inputs.Add(("x", value));
    }

    private static bool IsState(Node node) => node.Op is ParameterOp or BufferOp;

    private static bool IsInside(string path, string outer) =>
        outer.Length == 0 ? path.Length > 0 : path.Length > outer.Length && path[outer.Length] == '.' && path.StartsWith(outer, System.StringComparison.Ordinal);
}

/// <summary>Which nodes own state where, and how far back that state reaches: to the first node of the expression it is computed from.</summary>
internal sealed class StateReach
{
    private readonly int[] _ownersBefore;
    private readonly Dictionary<string, (int Owners, int From, int Last)> _below = [];

    public StateReach(Graph graph)
    {
        _ownersBefore = new int[graph.Nodes.Count + 1];
        var first = new int[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            var id = node.Id;
            first[id] = id;
            foreach (var input in node.Inputs) first[id] = System.Math.Min(first[id], first[input.Node.Id]);
            _ownersBefore[id + 1] = _ownersBefore[id] + (node.State.Count > 0 ? 1 : 0);
            if (node.State.Count > 0) Note(node.Scope, node.Op is TableOp ? first[id] : id, id);
        }
    }

    /// <summary>Whether the state at and below a place is that of some nodes in a row, and reaches no further back than they do.</summary>
    /// <param name="path">The place.</param>
    /// <param name="first">The first of the nodes.</param>
    /// <param name="end">The node after the last.</param>
    public bool IsOwn(string path, int first, int end)
    {
        var among = _ownersBefore[end] - _ownersBefore[first];
        return !_below.TryGetValue(path, out var below) ? among == 0 : below.Owners == among && below.From >= first && below.Last < end;
    }

    private void Note(string path, int from, int id)
    {
        for (var length = path.Length; length > 0; length = path.LastIndexOf('.', length - 1))
        {
            var place = path.Substring(0, length);
            _below[place] = _below.TryGetValue(place, out var below) ? (below.Owners + 1, System.Math.Min(below.From, from), id) : (1, from, id);
        }
    }
}

/// <summary>Follows values back to where they come from.</summary>
internal sealed class Reach(Graph graph)
{
    /// <summary>All nodes that a value is made from, itself included, in order.</summary>
    public IReadOnlyList<Node> Back(params Sym[] values)
    {
        var seen = new bool[graph.Nodes.Count];
        var found = new List<Node>();
        var open = new Stack<Node>(values.Select(v => v.Node));
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (seen[node.Id]) continue;
            seen[node.Id] = true;
            found.Add(node);
            foreach (var input in node.Inputs) open.Push(input.Node);
        }
        found.Sort((a, b) => a.Id.CompareTo(b.Id));
        return found;
    }
}
