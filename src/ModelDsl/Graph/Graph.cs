using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What a specification describes: the steps of the computation in order and the state they own.</summary>
public sealed class Graph
{
    // Products of smaller sizes fit into 64 bits.
    private const long Large = 4096;

    private readonly List<Node> _nodes = [];
    private readonly List<Sym> _inputs = [];
    private readonly List<(string Name, Sym Value)> _taps = [];
    private readonly Dictionary<string, ValueList<StateEntry>> _state = [];
    private readonly List<string> _paths = [];
    private readonly HashSet<string> _outer = [];
    private readonly Dictionary<string, Node> _firstAt = [];
    private readonly Dictionary<string, string> _aliases = [];
    private readonly Dictionary<string, ValueList<string>> _orders = [];
    private readonly IReadOnlyDictionary<string, long> _heads;

    /// <summary>An empty graph.</summary>
    public Graph() : this(new Dictionary<string, long>())
    {
    }

    /// <summary>An empty graph for a model whose heads were replaced: how many features the linear layer at a place yields, whatever is stated.</summary>
    internal Graph(IReadOnlyDictionary<string, long> heads) => (_heads, Root) = (heads, new Scope(this, ""));

    /// <summary>The root of the state_dict, where a specification starts.</summary>
    public Scope Root { get; }

    /// <summary>The steps in the order in which the specification made them.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The model's inputs in the order of their declaration.</summary>
    public IReadOnlyList<Sym> Inputs => _inputs;

    /// <summary>The values that were given a name with <see cref="Sym.Tap"/>.</summary>
    public IReadOnlyList<(string Name, Sym Value)> Taps => _taps;

    /// <summary>The scopes that own state, in the order of first use.</summary>
    public IReadOnlyList<string> StatePaths => _paths;

    /// <summary>Second names of scopes: the path of the alias and the path it stands for.</summary>
    public IReadOnlyDictionary<string, string> Aliases => _aliases;

    /// <summary>For each scope that states one, the order of its entries.</summary>
    public IReadOnlyDictionary<string, ValueList<string>> StateOrders => _orders;

    /// <summary>How often something was declared of which a model has one: inputs, taps, second names.</summary>
    internal int Declarations { get; private set; }

    /// <summary>The state that a scope owns, or has a second name for.</summary>
    public ValueList<StateEntry> StateOf(string path) => _state[_aliases.TryGetValue(path, out var target) ? target : path];

    /// <summary>How many features the linear layer at a place yields that is stated with so many.</summary>
    internal Dim Features(Scope at, Dim stated) => _heads.TryGetValue(at.Path, out var replaced) ? replaced : stated;

    /// <summary>The first step at a place; null where there is none.</summary>
    internal Node? FirstAt(string path) => _firstAt.TryGetValue(path, out var node) ? node : null;

    internal Sym Add(Op op, Shape shape, params Sym[] inputs) => Add(op, "", shape, ElementType.Float32, inputs);

    internal Sym Add(Op op, string scope, Shape shape, ElementType type, params Sym[] inputs) =>
        Add(op, scope, shape, type, _ => op.NameAxes(shape, inputs), inputs);

    internal Sym Add(Op op, string scope, Shape shape, ElementType type, System.Func<Node, ValueList<AxisFactor>[]?> axesOf, params Sym[] inputs)
    {
        for (var i = 0; i < shape.Rank; i++)
        {
            if (shape[i].Minimum() is not < 0) continue;
            Problem.Report(new SpecException(SpecErrors.NotPositive, $"{op.Name} would yield {shape}; a size cannot be negative") { Provenance = shape[i].Provenance });
            shape = shape.With(i, ((Dim)1).Assumed(shape[i].Provenance));
        }
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Graph != this) throw SpecException.Shape(SpecErrors.ShapeMismatch, $"{op.Name} combines tensors of two different models", "this");
            if (!op.Takes(i, inputs[i].Type)) Problem.Report(WrongType(op, i, inputs[i]));
        }
        if (scope.Length == 0 && op is LayerOp)
        {
            Problem.Report(new SpecException(SpecErrors.BadName, $"the {op.Name} has no name of its own in the state_dict; put it at a place below the root, for instance s / \"{FreeName(op.Name)}\"", "at") { MissingName = FreeName(op.Name) });
        }
        var state = scope.Length > 0 ? op.State.ToValueList() : ValueList<StateEntry>.Empty;
        Declare(scope, state, shape);
        var node = new Node(_nodes.Count, op, scope, state, inputs.ToValueList());
        node.Output = new Sym(this, node, shape, type, axesOf(node));
        RequireCountable(node);
        Append(node);
        return node.Output;
    }

    /// <summary>Values and multiply-accumulates are counted in 64 bits: what does not fit into them, no machine computes.</summary>
    private static void RequireCountable(Node node)
    {
        var sizes = node.State.SelectMany(entry => entry.Shape).Concat(node.Output.Shape).Where(size => size is { IsConstant: true, Value: > Large }).ToList();
        if (sizes.Count == 0) return;
        try
        {
            _ = (node.Op.Macs(node.Inputs, node.Output), node.Output.Shape.Elements);
            foreach (var entry in node.State) _ = entry.Shape.Elements;
        }
        catch (System.OverflowException)
        {
            var largest = sizes.OrderByDescending(size => size.Value).First();
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"{node.Op.Name} to {node.Output.Shape} has more than 2^63 values or multiply-accumulates; make {largest} smaller") { Provenance = largest.Provenance, Wrong = [new(largest, [])] });
        }
    }

    /// <summary>Whether what lies at one place can be repeated at another without a clash of names: nothing is there yet, or it is the same place.</summary>
    internal bool CanRepeat(string from, string to) => from.Length > 0 && to.Length > 0
        && (from == to || (!_state.ContainsKey(to) && IsFree(to) && !_orders.Keys.Any(p => p == to || IsInside(p, to))
            && !_aliases.Keys.Any(p => p == to || IsInside(p, to) || IsInside(to, p))));

    /// <summary>Adds a node that differs from another in its place and inputs, and perhaps in a rate; see <see cref="Repetition"/>.</summary>
    internal Node Repeat(Node like, Op op, string scope, ValueList<Sym> inputs, ValueList<AxisFactor>[]? axes)
    {
        if (like.State.Count > 0 && !_state.ContainsKey(scope)) Own(scope, like.State);
        var node = new Node(_nodes.Count, op, scope, like.State, inputs) { Like = like.Like ?? like };
        node.Output = new Sym(this, node, like.Output.Shape, like.Output.Type, axes);
        Append(node);
        return node;
    }

    internal Sym AddInput(Op op, Shape shape, ElementType type)
    {
        var input = Add(op, "", shape, type);
        _inputs.Add(input);
        Declarations++;
        return input;
    }

    internal void Tap(string name, Sym value)
    {
        _taps.RemoveAll(t => t.Name == name);
        _taps.Add((name, value));
        Declarations++;
    }

    internal void Alias(string alias, string target)
    {
        Declarations++;
        // What is declared twice at one place shares its weights, and their second name with them.
        if (_aliases.TryGetValue(alias, out var earlier) && earlier == target) return;
        if (_state.ContainsKey(alias) || _aliases.ContainsKey(alias))
        {
            Problem.Report(new SpecException(SpecErrors.StateConflict, $"\"{alias}\" already names other weights", "name") { BetterTexts = [FreeName(alias)] });
            return;
        }
        if (!_state.ContainsKey(target))
        {
            Problem.Report(new SpecException(SpecErrors.StateConflict, $"\"{target}\" has no weights yet that \"{alias}\" could name", "target"));
            return;
        }
        _aliases.Add(alias, target);
        _paths.Add(alias);
    }

    internal void Order(string scope, ValueList<string> names)
    {
        if (_orders.TryGetValue(scope, out var earlier) && !earlier.Equals(names))
            Problem.Report(new SpecException(SpecErrors.StateConflict, $"the state of \"{scope}\" has two orders: {earlier} and {names}", "names"));
        _orders[scope] = names;
    }

    private static SpecException WrongType(Op op, int operand, Sym input)
    {
        ElementType[] right = [.. ((ElementType[])System.Enum.GetValues(typeof(ElementType))).Where(type => op.Takes(operand, type))];
        var conversion = right.Contains(ElementType.Float32) ? "; ToFloat32 converts" : right.Contains(ElementType.Int64) ? "; ToInt64 converts" : "";
        return new SpecException(SpecErrors.WrongType, $"{op.Name} takes {string.Join(" or ", right.Select(type => type.ToString()))}, not {input}{conversion}");
    }

    /// <summary>One path is one set of weights: the same declaration twice shares them, a different one is an error.</summary>
    private void Declare(string path, ValueList<StateEntry> entries, Shape shape)
    {
        if (entries.Count == 0) return;
        if (_aliases.TryGetValue(path, out var target))
        {
            Problem.Report(new SpecException(SpecErrors.StateConflict, $"\"{path}\" is a second name of \"{target}\"; declare the layer at \"{target}\"", "at") { BetterTexts = [FreeName(path)] });
            return;
        }
        if (!_state.TryGetValue(path, out var earlier))
        {
            if (!IsFree(path))
            {
                var clash = _paths.First(p => _state.ContainsKey(p) && (IsInside(p, path) || IsInside(path, p)));
                Problem.Report(new SpecException(SpecErrors.StateConflict, $"\"{path}\" cannot own weights because \"{clash}\" does", "at")
                {
                    BetterTexts = [path.Substring(path.LastIndexOf('.') + 1) + "_2", clash.Substring(clash.LastIndexOf('.') + 1) + "_2"],
                    Earlier = FirstAt(clash) is { } owner ? [owner] : [],
                });
                return;
            }
            Own(path, entries);
        }
        else if (!earlier.Equals(entries))
        {
            Problem.Report(new SpecException(
                SpecErrors.StateConflict,
                $"\"{path}\" is declared twice: first {Describe(earlier)}, now {Describe(entries)}; " + (earlier.Select(e => (e.Name, e.Shape)).SequenceEqual(entries.Select(e => (e.Name, e.Shape)))
                    ? "only layers of one kind, with the same start, share weights; give the second another name"
                    : "give the second layer another name, or the same sizes to share the weights"),
                "at")
            {
                BetterTexts = [FreeName(path)],
                Earlier = FirstAt(path) is { } first ? [first] : [],
                // Layers that share weights but for one size were meant to share them; others only have one name too many.
                Provenance = DifferInOneSize(earlier[0], entries[0]) ? Provenance.Difference(Sizes(shape), Sizes(FirstAt(path)?.Output.Shape)) : null,
            });
        }
    }

    private void Append(Node node)
    {
        _nodes.Add(node);
        if (node.Scope.Length > 0 && !_firstAt.ContainsKey(node.Scope)) _firstAt.Add(node.Scope, node);
    }

    private void Own(string path, ValueList<StateEntry> entries)
    {
        _state.Add(path, entries);
        _paths.Add(path);
        foreach (var outer in Outer(path))
        {
            // Where one is known, those around it are.
            if (!_outer.Add(outer)) break;
        }
    }

    /// <summary>Whether no weights lie inside a place, nor it inside the place of some.</summary>
    private bool IsFree(string path)
    {
        if (_outer.Contains(path)) return false;
        foreach (var outer in Outer(path))
        {
            if (_state.ContainsKey(outer)) return false;
            // Where others lie inside, nothing around has weights.
            if (_outer.Contains(outer)) break;
        }
        return true;
    }

    private static IEnumerable<string> Outer(string path)
    {
        for (var end = path.LastIndexOf('.'); end > 0; end = path.LastIndexOf('.', end - 1)) yield return path.Substring(0, end);
    }

    private static bool DifferInOneSize(StateEntry a, StateEntry b) =>
        a.Name == b.Name && a.Shape.Rank == b.Shape.Rank && a.Shape.Zip(b.Shape, (m, n) => m == n).Count(same => !same) == 1;

    /// <summary>The last part of a path, with the first number behind it that makes the path free.</summary>
    private string FreeName(string path)
    {
        var name = path.Substring(path.LastIndexOf('.') + 1);
        return IsUnused(path) ? name : FreeNames.Beside(name, other => IsUnused(path.Substring(0, path.Length - name.Length) + other));
    }

    private bool IsUnused(string path) => !_state.ContainsKey(path) && !_aliases.ContainsKey(path);

    private static Provenance? Sizes(Shape? shape) =>
        shape?.Aggregate((Provenance?)null, (origin, dim) => Provenance.Join(origin, dim.Provenance));

    private static bool IsInside(string path, string outer) => path.Length > outer.Length && path[outer.Length] == '.' && path.StartsWith(outer, System.StringComparison.Ordinal);

    private static string Describe(ValueList<StateEntry> entries) => string.Join(", ", entries.Select(e => $"{e.Name} {e.Shape}".Trim()));
}
