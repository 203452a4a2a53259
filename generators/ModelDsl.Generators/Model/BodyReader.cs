using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>Reads the body at a place of the state_dict out of the graph: what it owns and computes, relative to the place.</summary>
internal sealed class BodyReader
{
    private readonly Graph _graph;
    private readonly StateTree _place;
    private readonly Func<string, Body> _bodyAt;
    private readonly Dictionary<Sym, Ref> _known = [];
    private readonly List<Step> _steps = [];

    private BodyReader(Graph graph, StateTree place, Func<string, Body> bodyAt) => (_graph, _place, _bodyAt) = (graph, place, bodyAt);

    /// <summary>The body of a module or group.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="place">The place.</param>
    /// <param name="bodyAt">The bodies below it, by their paths.</param>
    public static Body Read(Graph graph, StateTree place, Func<string, Body> bodyAt)
    {
        var reader = new BodyReader(graph, place, bodyAt);
        var state = reader.Slots(place);
        if (place.Module is not { } module) return new Body(place.Name, true, ValueList<Port>.Empty, state, ValueList<Step>.Empty, ValueList<Output>.Empty);
        for (var i = 0; i < module.Inputs.Count; i++) reader._known.Add(module.Inputs[i].Value, new Ref(-1, i));
        foreach (var item in Items(graph, module))
        {
            if (item is Instance child) reader.Add(new Call(bodyAt(child.Path), reader.Relative(child.Path), reader.Refs(child.Inputs.Select(i => i.Value)), Results(child.Outputs.Select(o => o.Value))), child.Outputs.Select(o => o.Value));
            else reader.Add((Node)item);
        }
        return new Body(
            module.Method, false, module.Inputs.Select(i => new Port(i.Name, i.Value.Shape, i.Value.Type)).ToValueList(), state,
            reader._steps.ToValueList(), module.Outputs.Select(o => new Output(o.Name, reader.RefTo(o.Value))).ToValueList())
        {
            Aliases = Aliases(place).Select(a => new Alias(reader.Relative(a.Path), reader.Relative(a.AliasOf!))).ToValueList(),
        };
    }

    /// <summary>What each step of a module's body is in the graph: a node, or a module that it calls.</summary>
    public static IEnumerable<object> Items(Graph graph, Instance module) =>
        module.Items(graph).Where(item => item is not Node node || module.Inputs.All(i => i.Value != node.Output));

    private void Add(Node node) => Add(
        // A rate is no part of a body; that there is one is.
        new Apply(node.Op is RateOp rate ? rate with { Rate = 0 } : node.Op, node.Scope.Length > 0 ? Relative(node.Scope) : "", Refs(node.Inputs), Results([node.Output])),
        [node.Output]);

    private void Add(Step step, IEnumerable<Sym> results)
    {
        _steps.Add(step);
        var result = 0;
        foreach (var value in results) _known[value] = new Ref(_steps.Count - 1, result++);
    }

    private static IEnumerable<StateTree> Aliases(StateTree around) =>
        around.Children.SelectMany(child => child.AliasOf is not null ? [child] : child.Module is null ? Aliases(child) : []);

    private ValueList<Slot> Slots(StateTree around) => around.Children.Where(c => c.AliasOf is null).Select(child => (Slot)(child switch
    {
        { Owner: { } owner } => new OwnSlot(child.Name, owner.Op) { Table = owner.Op is TableOp && _place.Module is null ? Table(owner) : null },
        { Module: null } when ModuleClasses.IsList(child) => new ListSlot(child.Name, Slots(child)),
        _ => new BodySlot(child.Name, _bodyAt(child.Path)),
    })).ToValueList();

    /// <summary>What computes a group's table: all that it is made from.</summary>
    private Body Table(Node table)
    {
        var reader = new BodyReader(_graph, _place, _bodyAt);
        foreach (var node in new Reach(_graph).Back(table.Inputs[0])) reader.Add(node);
        return new Body("", false, ValueList<Port>.Empty, ValueList<Slot>.Empty, reader._steps.ToValueList(), [new Output(null, reader.RefTo(table.Inputs[0]))]);
    }

    private ValueList<Ref> Refs(IEnumerable<Sym> values) => values.Select(RefTo).ToValueList();

    private Ref RefTo(Sym value) => _known.TryGetValue(value, out var found) ? found : new Ref(-1, -1, Relative(value.Node.Scope));

    private static ValueList<Result> Results(IEnumerable<Sym> values) => values.Select(v => new Result(v.Shape, v.Type)).ToValueList();

    private string Relative(string path) =>
        _place.Path.Length > 0 && path.StartsWith(_place.Path + ".", StringComparison.Ordinal) ? path.Substring(_place.Path.Length + 1) : path;
}
