using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>Parameters and multiply-accumulate operations of a model's parts, for one image of the reference size.</summary>
internal sealed class Costs
{
    private readonly Graph _graph;
    private readonly long[] _macs;
    private readonly bool[] _seesInput;
    private readonly long[] _macsBefore;
    private readonly Dictionary<string, long> _macsAt = [];
    private readonly Dictionary<(StateTree, StateKind), long> _elements = [];

    public Costs(Graph graph)
    {
        _graph = graph;
        _macs = new long[graph.Nodes.Count];
        _seesInput = new bool[graph.Nodes.Count];
        _macsBefore = new long[graph.Nodes.Count + 1];
        foreach (var node in graph.Nodes)
        {
            _seesInput[node.Id] = node.Op is InputOp;
            for (var i = 0; i < node.Inputs.Count; i++) _seesInput[node.Id] |= _seesInput[node.Inputs[i].Node.Id];
            var macs = node.Op.MacKind == MacKind.None ? 0 : node.Like is { } like ? _macs[like.Id] : node.Op.Macs(node.Inputs, node.Output).AtReference();
            _macs[node.Id] = macs;
            _macsBefore[node.Id + 1] = _macsBefore[node.Id] + macs;
            if (macs != 0) _macsAt[node.Scope] = _macsAt.TryGetValue(node.Scope, out var others) ? others + macs : macs;
        }
    }

    /// <summary>Of the whole model.</summary>
    public MacPlan Total => new(
        Sum(n => _seesInput[n.Id] && n.Op.MacKind == MacKind.Convolution),
        Sum(n => _seesInput[n.Id] && n.Op.MacKind == MacKind.Linear),
        Sum(n => !_seesInput[n.Id]),
        Sum(n => _seesInput[n.Id] && n.Op.MacKind == MacKind.MatMul));

    /// <summary>Elements of one kind of state at and below a place; a second name counts nothing.</summary>
    public long Elements(StateTree place, StateKind kind)
    {
        if (place.AliasOf is not null) return 0;
        if (_elements.TryGetValue((place, kind), out var known)) return known;
        var own = place.Owner?.State.Where(e => e.Kind == kind).Sum(e => e.Elements) ?? 0;
        return _elements[(place, kind)] = own + place.Children.Sum(c => Elements(c, kind));
    }

    /// <summary>The parts of a model with the most parameters.</summary>
    public ValueList<CostShare> LargestParameters(StateTree tree) => CostShares.Largest(Parts(tree).Select(p => new CostShare(p.Path, Elements(p, StateKind.Parameter))));

    /// <summary>The parts of a model with the most multiply-accumulate operations.</summary>
    public ValueList<CostShare> LargestMacs(StateTree tree) => CostShares.Largest(Parts(tree).Select(p => new CostShare(p.Path, Macs(p))));

    /// <summary>What a model is made of at first sight: its modules and layers, and those in lists and groups.</summary>
    private static IEnumerable<StateTree> Parts(StateTree place) => place.Children.Where(c => c.AliasOf is null)
        .SelectMany(c => c.Module is null && c.Owner is null && c.Children.Count > 0 ? Parts(c) : [c]);

    /// <summary>The layer table of a model.</summary>
    public LayerRow Table(StateTree tree, string typeName) => Row(tree) with { Kind = typeName };

    private LayerRow Row(StateTree place) => new(
        place.Name, place.Owner?.Op.Name ?? place.Module?.Method ?? "", Output(place), Elements(place, StateKind.Parameter), Macs(place),
        place.Children.Where(c => c.AliasOf is null && c.Owner?.Op is not TableOp).Select(Row).ToValueList());

    private static string Output(StateTree place) =>
        place.Owner?.Output.Shape.ToString() ?? (place.Module is null ? "" : string.Join(", ", place.Module.Outputs.Select(o => o.Value.Shape.ToString())));

    private long Macs(StateTree place)
    {
        if (place.Module is { } module) return module.Times * (_macsBefore[module.End] - _macsBefore[module.First]);
        if (place.Owner is not null) return _macsAt.TryGetValue(place.Path, out var own) ? own : 0;
        return place.Children.Sum(Macs);
    }

    private long Sum(System.Func<Node, bool> counts) => _graph.Nodes.Where(n => _macs[n.Id] != 0 && counts(n)).Sum(n => _macs[n.Id]);
}
