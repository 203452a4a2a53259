using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>One module to be: the model, or a call of a block at its own scope.</summary>
/// <remarks>
/// Calls of one block at one scope that do the same are calls of one module, which shares its weights between them.
/// A call that cannot be its own module is dissolved into the one around it: one whose scope is not inside its
/// caller's, that shares a scope with a call that does something else, or that a cached value or a weight reaches across.
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

    /// <summary>The calls of modules in it, in order.</summary>
    public List<ModuleInstance> Children { get; } = [];

    /// <summary>How often the module is called at its place in the one around it.</summary>
    public int Calls { get; private set; } = 1;

    /// <summary>How often the module runs in the whole model.</summary>
    public int Times => Calls * (Parent?.Times ?? 1);

    /// <summary>Whether it is a further call of a module, which the first one stands for.</summary>
    public bool IsRepeated { get; private set; }

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
        var lastUse = new int[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs) lastUse[input.Node.Id] = node.Id;
        }
        root.Adopt(blocks, new StateReach(graph), new CallComparison(graph, lastUse));
        foreach (var input in graph.Inputs) root.Inputs.Add((((InputOp)input.Node.Op).Parameter, input));
        root.Outputs.AddRange(results);
        foreach (var child in root.Children) child.FindBoundary(graph, lastUse);
        return root;
    }

    private void Adopt(IReadOnlyList<BlockCall> blocks, StateReach reach, CallComparison comparison)
    {
        var open = blocks.ToList();
        while (open.Count > 0)
        {
            var calls = open.FindAll(c => c.Scope == open[0].Scope);
            if (CanStandAlone(calls, reach, comparison))
            {
                open.RemoveAll(calls.Contains);
                var first = new ModuleInstance(calls[0], this, calls[0].FirstNode, calls[0].EndNode) { Calls = calls.Count };
                first.Adopt(calls[0].Children, reach, comparison);
                Children.Add(first);
                Children.AddRange(calls.Skip(1).Select(c => new ModuleInstance(c, this, c.FirstNode, c.EndNode) { Calls = calls.Count, IsRepeated = true }));
            }
            else
            {
                open = [.. open.SelectMany(c => calls.Contains(c) ? c.Children : [c])];
            }
        }
        Children.Sort((a, b) => a.First.CompareTo(b.First));
    }

    private bool CanStandAlone(List<BlockCall> calls, StateReach reach, CallComparison comparison)
    {
        var (call, path) = (calls[0], calls[0].Scope);
        if (call.FirstNode == call.EndNode || call.Results.Count == 0 || !IsInside(path, Path)) return false;
        if (Children.Any(c => c.Path == path || IsInside(c.Path, path) || IsInside(path, c.Path))) return false;
        return call.Arguments.Count <= MostInputs && calls.Skip(1).All(c => comparison.AreAlike(call, c)) && reach.IsOwn(path, calls, Times);
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

/// <summary>Whether two calls of a block at one scope do the same.</summary>
/// <param name="graph">The graph.</param>
/// <param name="lastUse">The last node that uses each node's value.</param>
internal sealed class CallComparison(Graph graph, int[] lastUse)
{
    /// <summary>Whether two calls make equal nodes in the same order, from values of the same shapes, and yield the same of them.</summary>
    public bool AreAlike(BlockCall a, BlockCall b)
    {
        var count = a.EndNode - a.FirstNode;
        if (a.Method != b.Method || a.Home.FullName != b.Home.FullName || b.EndNode - b.FirstNode != count) return false;
        var (same, matched) = (new Dictionary<Sym, Sym>(), new HashSet<Sym>());
        for (var i = 0; i < count; i++)
        {
            var (one, other) = (graph.Nodes[a.FirstNode + i], graph.Nodes[b.FirstNode + i]);
            if (one.Scope != other.Scope || !one.Op.Equals(other.Op) || !Match(one.Inputs, other.Inputs) || !Match([one.Output], [other.Output])) return false;
            if (lastUse[one.Id] >= a.EndNode != lastUse[other.Id] >= b.EndNode) return false;
        }
        return a.Arguments.Select(x => x.Parameter).SequenceEqual(b.Arguments.Select(x => x.Parameter)) && Match([.. a.Arguments.Select(x => x.Value)], [.. b.Arguments.Select(x => x.Value)])
            && a.Results.Select(r => r.Name).SequenceEqual(b.Results.Select(r => r.Name)) && Match([.. a.Results.Select(r => r.Value)], [.. b.Results.Select(r => r.Value)]);

        bool Match(IReadOnlyList<Sym> ofA, IReadOnlyList<Sym> ofB)
        {
            if (ofA.Count != ofB.Count) return false;
            for (var i = 0; i < ofA.Count; i++)
            {
                if (same.TryGetValue(ofA[i], out var known))
                {
                    if (known != ofB[i]) return false;
                }
                else
                {
                    if (!ofA[i].Shape.Equals(ofB[i].Shape) || ofA[i].Type != ofB[i].Type || !matched.Add(ofB[i])) return false;
                    same.Add(ofA[i], ofB[i]);
                }
            }
            return true;
        }
    }
}

/// <summary>Which nodes own state where, and how far back that state reaches: to the first node of the expression it is computed from.</summary>
internal sealed class StateReach
{
    private readonly int[] _ownersBefore;
    private readonly Dictionary<string, (int Owners, int From)> _below = [];

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
            if (node.State.Count > 0) Note(node.Scope, node.Op is TableOp ? first[id] : id);
        }
    }

    /// <summary>Whether the state at and below a place is that of some calls, and reaches no further back than they do.</summary>
    /// <param name="path">The place.</param>
    /// <param name="calls">The calls, which are alike.</param>
    /// <param name="times">How often the module around them runs, with the same calls in it each time.</param>
    public bool IsOwn(string path, IReadOnlyList<BlockCall> calls, int times)
    {
        var among = calls.Sum(c => _ownersBefore[c.EndNode] - _ownersBefore[c.FirstNode]);
        return !_below.TryGetValue(path, out var below) ? among == 0 : below.Owners == among * times && below.From >= calls[0].FirstNode;
    }

    private void Note(string path, int from)
    {
        for (var length = path.Length; length > 0; length = path.LastIndexOf('.', length - 1))
        {
            var place = path.Substring(0, length);
            _below[place] = _below.TryGetValue(place, out var below) ? (below.Owners + 1, System.Math.Min(below.From, from)) : (1, from);
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
