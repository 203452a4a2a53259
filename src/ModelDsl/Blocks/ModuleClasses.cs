using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace ModelDsl.Blocks;

/// <summary>
/// Finds which modules of a model have equal bodies: the same members, and the same steps on the same shapes, whatever
/// their rates.
/// </summary>
internal sealed class ModuleClasses
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Sym, string> _names;
    private readonly IReadOnlyList<Pass> _passes;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<Body, ModuleClass> _byBody = [];
    private readonly Dictionary<string, ModuleClass> _byPath = [];
    private readonly Dictionary<StateTree, RateSlot[]> _rates = [];
    private readonly Dictionary<StateTree, ValueList<int>> _rateOrdinals = [];
    private readonly Dictionary<BlockCall, StateTree> _evaluated = [];
    private readonly List<ModuleClass> _classes = [];

    private readonly bool _hasGroups;

    private ModuleClasses(Graph graph, IReadOnlyDictionary<Sym, string> names, IReadOnlyList<Pass> passes, bool hasGroups, CancellationToken cancellation) =>
        (_graph, _names, _passes, _hasGroups, _cancellation) = (graph, names, passes, hasGroups, cancellation);

    /// <summary>The classes, inner ones first; the model's own is the last.</summary>
    public IReadOnlyList<ModuleClass> All => _classes;

    /// <summary>The class of the module or group at a path.</summary>
    public ModuleClass At(string path) => _byPath[path];

    /// <summary>Whether a place is numbered modules of one kind, as in PyTorch's ModuleList.</summary>
    public static bool IsList(StateTree place)
    {
        if (place.Module is not null || place.Owner is not null || place.Children.Count == 0) return false;
        for (var i = 0; i < place.Children.Count; i++)
        {
            var child = place.Children[i];
            if (child.Name != i.ToString(CultureInfo.InvariantCulture) || child.AliasOf is not null) return false;
            if (child.Owner is { } owner && owner.Op is not LayerOp) return false;
            if ((child.Owner is null) != (place.Children[0].Owner is null)) return false;
            // A list of lists would have no class for its elements; as a group it has.
            if (child.Owner is null && child.Module is null && IsList(child)) return false;
            if (child.Owner is not null && child.Owner.Op.GetType() != place.Children[0].Owner!.Op.GetType()) return false;
        }
        return true;
    }

    /// <summary>Finds the classes of a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tree">The state_dict.</param>
    /// <param name="names">What its author calls tensors; empty for what has no name.</param>
    /// <param name="model">The user's class.</param>
    /// <param name="passes">What each body goes through.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="hasGroups">Whether what only holds others is a module with a class; else it is a list of the one around it.</param>
    public static ModuleClasses Of(
        Graph graph, StateTree tree, IReadOnlyDictionary<Sym, string> names, BlockHome model, IReadOnlyList<Pass> passes, CancellationToken cancellation, bool hasGroups = true)
    {
        var classes = new ModuleClasses(graph, names, passes, hasGroups, cancellation);
        classes.Visit(tree, model);
        return classes;
    }

    private void Visit(StateTree place, BlockHome around)
    {
        _cancellation.ThrowIfCancellationRequested();
        var home = place.Module?.Call?.Home ?? around;
        foreach (var child in place.Children) Visit(child, home);
        if (place.Owner is not null || place.AliasOf is not null || (place.Module is null && (!_hasGroups || IsList(place)))) return;
        var known = ClassOfLike(place) ?? ClassOfBody(place, home);
        var rates = RatesOf(place, known.Body).ToArray();
        known.Paths.Add(place.Path);
        known.Rates.Add(rates);
        _rates.Add(place, rates);
        _byPath.Add(place.Path, known);
        if (place.Module?.Call is { Like: null } call) _evaluated.Add(call, place);
    }

    private IEnumerable<RateSlot> RatesOf(StateTree place, Body body)
    {
        var all = place.Module?.Items(_graph).OfType<Node>().Select(n => n.Op).OfType<RateOp>().ToList() ?? [];
        return _rateOrdinals[place].Select(i => new RateSlot([all[i].Rate], false, all[i].Name)).Concat(Below(place, body.State));
    }

    /// <summary>The rates of the modules at and below a place, in order.</summary>
    private IEnumerable<RateSlot> Below(StateTree place, IEnumerable<Slot> slots)
    {
        foreach (var slot in slots)
        {
            if (slot is OwnSlot) continue;
            var child = place.Children.Find(c => c.Name == slot.Name)!;
            var rates = slot switch
            {
                ListSlot { IsRun: true } => Lists([.. child.Children.Take(child.Children.Count - 1)]).Concat(_rates[child.Children[child.Children.Count - 1]]),
                ListSlot list => Below(child, list.Items),
                RepeatSlot => Lists(child.Children),
                _ => _rates[child],
            };
            foreach (var rate in rates) yield return rate;
        }
    }

    /// <summary>The rates of modules that repeat: of each a list.</summary>
    private IEnumerable<RateSlot> Lists(IReadOnlyList<StateTree> modules) =>
        _rates[modules[0]].Select((rate, i) => new RateSlot(modules.Select(m => _rates[m][i].Rates[0]).ToValueList(), true, rate.Operation));

    private ModuleClass ClassOfBody(StateTree place, BlockHome home)
    {
        var (read, nodes) = BodyReader.Read(_graph, place, path => At(path).Body, home.FullName, _hasGroups);
        var body = _passes.Aggregate(read, (before, pass) => pass.Run(before));
        if (body.Origins is { } origins) nodes = [.. origins.Select(i => nodes[i])];
        // A rate whose step is gone is none of the class.
        var rates = Enumerable.Range(0, read.Steps.Count).Where(i => read.Steps[i] is Apply { Op: RateOp }).ToList();
        _rateOrdinals.Add(place, Enumerable.Range(0, rates.Count).Where(i => body.Origins is null || body.Origins.Contains(rates[i])).ToValueList());
        if (_byBody.TryGetValue(body, out var known)) return known;
        var skeleton = new Skeleton(inner => _byBody[inner].Skeleton).Body(body);
        known = new ModuleClass(_classes.Count, place.Module?.Call?.Use, body, skeleton, [.. nodes.Select(NameOf)], home);
        _byBody.Add(body, known);
        _classes.Add(known);
        return known;
    }

    private string? NameOf(Node? node) => node is not null && _names.TryGetValue(node.Output, out var name) && name.Length > 0 ? name : null;

    /// <summary>The class of the call that a module's is a repetition of, if both came to the same module: then their bodies are equal and need not be written.</summary>
    private ModuleClass? ClassOfLike(StateTree place)
    {
        if (place.Module is not { Call.Like: { } call } module || !_evaluated.TryGetValue(call, out var other)) return null;
        var like = other.Module!;
        var isSame = module.Inputs.Select(i => i.Name).SequenceEqual(like.Inputs.Select(i => i.Name))
            && module.Outputs.Select(o => (o.Name, o.Value.Node.Id - module.First)).SequenceEqual(like.Outputs.Select(o => (o.Name, o.Value.Node.Id - like.First)))
            && module.Children.Select(c => (c.First - module.First, At(c.Path).Id)).SequenceEqual(like.Children.Select(c => (c.First - like.First, At(c.Path).Id)))
            && HaveSameMembers(place, other);
        if (!isSame) return null;
        _rateOrdinals.Add(place, _rateOrdinals[other]);
        return At(other.Path);
    }

    private bool HaveSameMembers(StateTree place, StateTree other)
    {
        if (place.Children.Count != other.Children.Count) return false;
        for (var i = 0; i < place.Children.Count; i++)
        {
            var (a, b) = (place.Children[i], other.Children[i]);
            if (a.Name != b.Name || a.AliasOf is not null || b.AliasOf is not null || a.Owner is null != b.Owner is null) return false;
            if (a.Owner is not null) continue;
            var (first, second) = (_byPath.TryGetValue(a.Path, out var c) ? c : null, _byPath.TryGetValue(b.Path, out var d) ? d : null);
            if (first != second || (first is null && !HaveSameMembers(a, b))) return false;
        }
        return true;
    }
}
