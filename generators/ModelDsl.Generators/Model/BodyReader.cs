using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>Reads the body at a place of the state_dict out of the graph: what it owns and computes, relative to the place.</summary>
internal static class BodyReader
{
    /// <summary>The body of a module or group.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="place">The place.</param>
    /// <param name="bodyAt">The bodies below it, by their paths.</param>
    public static Body Read(Graph graph, StateTree place, Func<string, Body> bodyAt)
    {
        var state = Slots(place, place, bodyAt);
        if (place.Module is not { } module) return new Body(place.Name, true, ValueList<Port>.Empty, state, ValueList<Step>.Empty, ValueList<Output>.Empty);
        var known = new Dictionary<Sym, Ref>();
        for (var i = 0; i < module.Inputs.Count; i++) known.Add(module.Inputs[i].Value, new Ref(-1, i));
        var steps = new List<Step>();
        foreach (var item in module.Items(graph))
        {
            var results = item is Instance called ? called.Outputs.Select(o => o.Value).ToList() : [((Node)item).Output];
            steps.Add(item is Instance child
                ? new Call(bodyAt(child.Path), Relative(child.Path, place), Refs(child.Inputs.Select(i => i.Value)), Shapes(results))
                : Operation((Node)item));
            for (var i = 0; i < results.Count; i++) known[results[i]] = new Ref(steps.Count - 1, i);
        }
        return new Body(
            module.Method, false, module.Inputs.Select(i => new Port(i.Name, i.Value.Shape, i.Value.Type)).ToValueList(), state,
            steps.ToValueList(), module.Outputs.Select(o => new Output(o.Name, RefTo(o.Value))).ToValueList());

        // A rate is no part of a body; that there is one is.
        Apply Operation(Node node) => new(
            node.Op is RateOp rate ? rate with { Rate = 0 } : node.Op, node.Scope.Length > 0 ? Relative(node.Scope, place) : "", Refs(node.Inputs), Shapes([node.Output]));

        ValueList<Ref> Refs(IEnumerable<Sym> values) => values.Select(RefTo).ToValueList();

        Ref RefTo(Sym value) => known.TryGetValue(value, out var found) ? found : new Ref(-1, -1, value.Node.Scope);
    }

    private static ValueList<Slot> Slots(StateTree around, StateTree place, Func<string, Body> bodyAt) => around.Children.Select(child => (Slot)(child switch
    {
        { AliasOf: { } target } => new AliasSlot(child.Name, Relative(target, place)),
        { Owner: { } owner } => new OwnSlot(child.Name, owner.Op),
        { Module: null } when ModuleClasses.IsList(child) => new ListSlot(child.Name, Slots(child, place, bodyAt)),
        _ => new BodySlot(child.Name, bodyAt(child.Path)),
    })).ToValueList();

    private static ValueList<Shape> Shapes(IEnumerable<Sym> values) => values.Select(v => v.Shape).ToValueList();

    private static string Relative(string path, StateTree place) =>
        place.Path.Length > 0 && path.StartsWith(place.Path + ".", StringComparison.Ordinal) ? path.Substring(place.Path.Length + 1) : path;
}
