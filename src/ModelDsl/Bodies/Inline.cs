using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Puts what a body calls into it, so that no call remains: the order of computation without modules, as a program runs it.</summary>
internal sealed class Inline
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, Ref> _state = [];

    private Inline()
    {
    }

    /// <summary>The steps of a whole model and what it yields; paths are those of the state_dict.</summary>
    /// <param name="model">The model's body.</param>
    public static (ValueList<Step> Steps, ValueList<Output> Outputs) Of(Body model)
    {
        var inline = new Inline();
        var results = inline.Run(model, "", [.. Enumerable.Range(0, model.Inputs.Count).Select(i => new Ref(-1, i))]);
        return (inline._steps.ToValueList(), model.Outputs.Select((o, i) => o with { Value = results[i] }).ToValueList());
    }

    private List<Ref> Run(Body body, string place, IReadOnlyList<Ref> inputs)
    {
        var values = inputs.Select((value, i) => (value, i)).ToDictionary(p => new Ref(-1, p.i), p => p.value);
        for (var index = 0; index < body.Steps.Count; index++)
        {
            var results = body.Steps[index] is Call call ? Run(body, call, place, values) : [Add((Apply)body.Steps[index], place, values)];
            for (var i = 0; i < results.Count; i++) values[new Ref(index, i)] = results[i];
        }
        return body.Outputs.Select(o => Find(o.Value, place, values)).ToList();
    }

    private List<Ref> Run(Body body, Call call, string place, Dictionary<Ref, Ref> values)
    {
        var inputs = call.Inputs.Select(v => Find(v, place, values)).ToList();
        List<Ref> results = [];
        for (var k = 0; k < body.CountOf(call); k++) results = Run(call.Body, Join(place, body.PathOf(call, k)), [.. results, .. inputs.Skip(results.Count)]);
        return results;
    }

    private Ref Add(Apply step, string place, Dictionary<Ref, Ref> values)
    {
        var path = step.Path.Length == 0 ? "" : Join(place, step.Path);
        _steps.Add(step with { Path = path, Inputs = step.Inputs.Select(v => Find(v, place, values)).ToValueList() });
        var result = new Ref(_steps.Count - 1, 0);
        if (step.Op is GivenOp && path.Length > 0) _state[path] = result;
        return result;
    }

    /// <summary>A value of a body; a weight of another body is known by its path, from this body or from the model.</summary>
    private Ref Find(Ref value, string place, Dictionary<Ref, Ref> values) =>
        values.TryGetValue(value, out var known) ? known
        : _state.TryGetValue(Join(place, value.Outside!), out var inside) ? inside
        : _state[value.Outside!];

    private static string Join(string place, string path) => place.Length == 0 ? path : place + "." + path;
}
