using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A body under construction from another one, step by step.</summary>
/// <param name="body">The other one, without calls.</param>
internal sealed class Rewriting(Body body)
{
    private readonly List<Step> _steps = [];
    private readonly List<int> _origins = [];
    private readonly Dictionary<Ref, Ref> _values = [];
    private int[]? _uses;
    private int _at;

    /// <summary>The value in the new body that stands for one of the old body.</summary>
    public Ref this[Ref old]
    {
        get => _values.TryGetValue(old, out var value) ? value : old;
        set => _values[old] = value;
    }

    /// <summary>The operation that makes a value of the new body; null for an input.</summary>
    public Apply? MakerOf(Ref value) => value.Step >= 0 ? (Apply)_steps[value.Step] : null;

    /// <summary>The shape and type of a value of the new body.</summary>
    public Result ResultOf(Ref value) => value.Step >= 0 ? _steps[value.Step].Results[0] : new Result(body.Inputs[value.Result].Shape, body.Inputs[value.Result].Type);

    /// <summary>Adds a step.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="path">The place of its weights, or what its result is called; empty for neither.</param>
    /// <param name="shape">The shape of its result.</param>
    /// <param name="inputs">What it works on, values of the new body.</param>
    public Ref Add(Op op, string path, Shape shape, params Ref[] inputs) => Add(new Apply(op, path, [.. inputs], [new Result(shape, ElementType.Float32)]));

    /// <summary>Adds a step.</summary>
    /// <param name="step">The step, its inputs values of the new body.</param>
    public Ref Add(Apply step)
    {
        _steps.Add(step);
        _origins.Add(body.Origins is { } earlier ? earlier[_at] : _at);
        return new Ref(_steps.Count - 1, 0);
    }

    /// <summary>Adds a permutation of axes.</summary>
    /// <param name="value">What is permuted, a value of the new body.</param>
    /// <param name="order">For each axis of the result the one that it was.</param>
    public Ref Permute(Ref value, params int[] order)
    {
        var result = ResultOf(value);
        var shape = new Shape(order.Select(axis => result.Shape[axis]));
        return Add(new Apply(Vocabulary.Permutation(shape, order), "", [value], [result with { Shape = shape }]));
    }

    /// <summary>Goes through the old body: a step is kept as it is where <paramref name="rewrite"/> yields nothing.</summary>
    /// <param name="rewrite">Takes a step, its inputs values of the new body, and yields what stands for its result.</param>
    public Body Run(System.Func<Apply, int, Ref?> rewrite)
    {
        for (_at = 0; _at < body.Steps.Count; _at++)
        {
            var step = (Apply)body.Steps[_at];
            step = step with { Inputs = step.Inputs.Select(i => this[i]).ToValueList() };
            this[new Ref(_at, 0)] = rewrite(step, _at) ?? Add(step);
        }
        return body.With(_steps.ToValueList(), body.Outputs.Select(o => o with { Value = this[o.Value] }).ToValueList(), _origins.ToValueList());
    }

    /// <summary>The step of the old body that makes a value which is read only once; null for none.</summary>
    /// <param name="old">The value.</param>
    public Apply? LoneMakerOf(Ref old)
    {
        _uses ??= Uses();
        return old.Step >= 0 && _uses[old.Step] == 1 ? (Apply)body.Steps[old.Step] : null;
    }

    /// <summary>How often each step's result is read in the old body.</summary>
    private int[] Uses()
    {
        var uses = new int[body.Steps.Count];
        foreach (var value in body.Steps.SelectMany(s => s.Inputs).Concat(body.Outputs.Select(o => o.Value)))
            if (value.Step >= 0)
                uses[value.Step]++;
        return uses;
    }
}
