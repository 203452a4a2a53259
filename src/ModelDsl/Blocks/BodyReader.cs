using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>Reads the body at a place of the state_dict out of the graph: what it owns and computes, relative to the place.</summary>
internal sealed class BodyReader
{
    private readonly Graph _graph;
    private readonly StateTree _place;
    private readonly Func<string, Body> _bodyAt;
    private readonly bool _hasGroups;
    private readonly Dictionary<Sym, Ref> _known = [];
    private readonly List<Step> _steps = [];
    private readonly List<Node?> _nodes = [];
    private readonly HashSet<StateTree> _repeats = [];
    private readonly HashSet<StateTree> _runs = [];

    private BodyReader(Graph graph, StateTree place, Func<string, Body> bodyAt, bool hasGroups) => (_graph, _place, _bodyAt, _hasGroups) = (graph, place, bodyAt, hasGroups);

    /// <summary>The body of a module or group, and the node that each of its steps is; null for a call.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="place">The place.</param>
    /// <param name="bodyAt">The bodies below it, by their paths.</param>
    /// <param name="home">The full name of the type that declares the block, or the one around the group.</param>
    /// <param name="hasGroups">Whether what only holds others is a body too; else it is a list.</param>
    public static (Body Body, IReadOnlyList<Node?> Nodes) Read(Graph graph, StateTree place, Func<string, Body> bodyAt, string home, bool hasGroups)
    {
        var reader = new BodyReader(graph, place, bodyAt, hasGroups);
        if (place.Module is not { } module)
            return (new Body(NameOf(place), true, ValueList<Port>.Empty, reader.Slots(place), ValueList<Step>.Empty, ValueList<Output>.Empty) { Home = home }, []);
        for (var i = 0; i < module.Inputs.Count; i++) reader._known.Add(module.Inputs[i].Value, new Ref(-1, i));
        // An input is there already.
        var items = module.Items(graph).Where(item => item is not Node node || !reader._known.ContainsKey(node.Output)).ToList();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is Node node) reader.Add(node);
            else i += reader.Add((ModuleInstance)items[i], items, i) - 1;
        }
        var body = new Body(
            module.Method, false, module.Inputs.Select(i => new Port(i.Name, i.Value.Shape, i.Value.Type)).ToValueList(), reader.Slots(place),
            reader._steps.ToValueList(), module.Outputs.Select(o => new Output(o.Name, reader.RefTo(o.Value))).ToValueList())
        {
            Home = home,
            // Most models have no second names.
            Aliases = graph.Aliases.Count == 0 ? ValueList<Alias>.Empty : Aliases(place).Select(a => new Alias(reader.Relative(a.Path), reader.Relative(a.AliasOf!))).ToValueList(),
        };
        return (body, reader._nodes);
    }

    /// <summary>What a group is called: its own name, in a list that of the list.</summary>
    private static string NameOf(StateTree group) => group.Path.Split('.').LastOrDefault(name => !char.IsDigit(name[0])) ?? group.Name;

    private void Add(Node node) => Add(
        // A rate is not part of a body; that there is one is.
        new Apply(node.Op is RateOp rate ? rate with { Rate = 0 } : node.Op, node.Scope.Length > 0 ? Relative(node.Scope) : "", Refs(node.Inputs), Results([node.Output])),
        [node.Output], node);

    /// <summary>Adds the call of a module, or of all modules of its list where they repeat; yields how many calls that are.</summary>
    private int Add(ModuleInstance called, List<object> items, int index)
    {
        var body = _bodyAt(called.Path);
        var inputs = Refs(called.Inputs.Select(i => i.Value));
        var list = _place.Children.Find(c => c.Module is null && c.Children.Exists(m => m.Module == called) && ModuleClasses.IsList(c));
        var run = list?.Children[0].Module == called ? RunOf(list!, items, index) : 0;
        if (list is not null && (run == list.Children.Count || (run > 1 && run == list.Children.Count - 1 && !HasAliases(list))))
        {
            var results = list.Children[run - 1].Module!.Outputs.Select(o => o.Value).ToList();
            var isWhole = run == list.Children.Count;
            (isWhole ? _repeats : _runs).Add(list);
            Add(new Repeat(body, Relative(list.Path) + (isWhole ? "" : "." + ListSlot.First), inputs, Results(results)), results, null);
            return run;
        }
        var path = list is not null && _runs.Contains(list) ? list.Path + "." + ListSlot.Last : called.Path;
        Add(new Call(body, Relative(path), inputs, Results(called.Outputs.Select(o => o.Value))), called.Outputs.Select(o => o.Value), null);
        return 1;
    }

    /// <summary>How many modules from the start of a list are alike and called one after another, each with what the one before it yields and nothing else does.</summary>
    private int RunOf(StateTree list, List<object> items, int index)
    {
        var body = _bodyAt(list.Children[0].Path);
        var first = list.Children[0].Module!;
        var carried = first.Outputs.Count;
        if (HasRateLists(body) || carried == 0 || first.Inputs.Count < carried || list.Children.Exists(c => c.Module is { Calls: > 1 })) return 0;
        for (var k = 0; k < carried; k++)
        {
            if (!first.Inputs[k].Value.Shape.Equals(first.Outputs[k].Value.Shape)) return 0;
        }
        var between = new HashSet<Sym>();
        var count = 1;
        for (var before = first; count < list.Children.Count && index + count < items.Count; count++)
        {
            if (list.Children[count].Module is not { } next || items[index + count] != next || !_bodyAt(next.Path).Equals(body)) break;
            var inputs = before.Outputs.Select(o => o.Value).Concat(first.Inputs.Skip(carried).Select(i => i.Value));
            if (!next.Inputs.Select(i => i.Value).SequenceEqual(inputs)) break;
            between.UnionWith(before.Outputs.Select(o => o.Value));
            before = next;
        }
        var leaves = _place.Module!.Outputs.Exists(o => between.Contains(o.Value))
            || items.Skip(index + count).Any(item => (item is ModuleInstance other ? other.Inputs.Select(i => i.Value) : ((Node)item).Inputs).Any(between.Contains));
        return leaves ? 0 : count;
    }

    /// <summary>Whether something in a list has a second name or is one: its place must be known by its number then.</summary>
    private bool HasAliases(StateTree list) => _graph.Aliases.Any(a => a.Key.StartsWith(list.Path + ".", StringComparison.Ordinal) || a.Value.StartsWith(list.Path + ".", StringComparison.Ordinal));

    /// <summary>Whether a body has rates that are handed to it as a list: there are no lists of lists.</summary>
    private static bool HasRateLists(Body body) => body.State.OfType<RepeatSlot>().Any(r => HasRates(r.Body)) || body.Inner.Any(HasRateLists);

    private static bool HasRates(Body body) => body.Steps.Any(s => s is Apply { Op: RateOp }) || body.Inner.Any(HasRates);

    private void Add(Step step, IEnumerable<Sym> results, Node? node)
    {
        _steps.Add(step);
        _nodes.Add(node);
        var result = 0;
        foreach (var value in results) _known[value] = new Ref(_steps.Count - 1, result++);
    }

    /// <summary>The second names that no module inside can register itself, since it does not hold both the name and what is named.</summary>
    private static IEnumerable<StateTree> Aliases(StateTree place)
    {
        var modules = Below(place).Where(p => p.Module is not null).Select(p => p.Path + ".").ToList();
        return Below(place).Where(p => p.AliasOf is { } target && !modules.Exists(m => p.Path.StartsWith(m, StringComparison.Ordinal) && target.StartsWith(m, StringComparison.Ordinal))
            && (place.Path.Length == 0 || target.StartsWith(place.Path + ".", StringComparison.Ordinal)));
    }

    private static IEnumerable<StateTree> Below(StateTree place) => place.Children.SelectMany(child => Below(child).Prepend(child));

    private ValueList<Slot> Slots(StateTree around) => around.Children.Where(c => c.AliasOf is null).Select(child => (Slot)(child switch
    {
        { Owner: { } owner } => new OwnSlot(child.Name, owner.Op) { Table = owner.Op is TableOp && _place.Module is null ? Table(owner) : null },
        { Module: null } when _repeats.Contains(child) => new RepeatSlot(child.Name, _bodyAt(child.Children[0].Path), child.Children.Count),
        { Module: null } when _runs.Contains(child) => Run(child),
        { Module: null } when !_hasGroups || ModuleClasses.IsList(child) => new ListSlot(child.Name, Slots(child)),
        _ => new BodySlot(child.Name, _bodyAt(child.Path)),
    })).ToValueList();

    private ListSlot Run(StateTree list)
    {
        var last = list.Children.Count - 1;
        return new ListSlot(list.Name, [new RepeatSlot(ListSlot.First, _bodyAt(list.Children[0].Path), last), new BodySlot(ListSlot.Last, _bodyAt(list.Children[last].Path))]);
    }

    /// <summary>What computes a group's table: all that it is made from.</summary>
    private Body Table(Node table)
    {
        var reader = new BodyReader(_graph, _place, _bodyAt, _hasGroups);
        foreach (var node in new Reach(_graph).Back(table.Inputs[0])) reader.Add(node);
        return new Body("", false, ValueList<Port>.Empty, ValueList<Slot>.Empty, reader._steps.ToValueList(), [new Output(null, reader.RefTo(table.Inputs[0]))]);
    }

    private ValueList<Ref> Refs(IEnumerable<Sym> values) => values.Select(RefTo).ToValueList();

    private Ref RefTo(Sym value) => _known.TryGetValue(value, out var found) ? found : new Ref(-1, -1, Relative(value.Node.Scope));

    private static ValueList<Result> Results(IEnumerable<Sym> values) => values.Select(v => new Result(v.Shape, v.Type)).ToValueList();

    private string Relative(string path) =>
        _place.Path.Length > 0 && path.StartsWith(_place.Path + ".", StringComparison.Ordinal) ? path.Substring(_place.Path.Length + 1) : path;
}
