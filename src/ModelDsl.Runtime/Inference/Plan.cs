using TorchSharp;

namespace ModelDsl.Runtime.Inference;

/// <summary>
/// A body for inputs of one size: its steps without those that depend on weights and sizes only, when each value is no
/// longer needed, and where a result may take the memory of its operand.
/// </summary>
internal sealed class Plan
{
    private readonly Body _body;
    private readonly TensorLowering _constants;
    private readonly torch.Tensor?[] _known;
    private readonly ILookup<int, int> _dying;
    private readonly bool[] _overwrites;

    /// <param name="body">The body, its sizes constant.</param>
    /// <param name="weights">The tensor of each <see cref="WeightOp"/> by path.</param>
    /// <param name="type">The type in which it computes.</param>
    /// <param name="device">Where.</param>
    public Plan(Body body, IReadOnlyDictionary<string, torch.Tensor> weights, torch.ScalarType type, torch.Device device)
    {
        _body = body;
        _constants = new TensorLowering { Device = device, Type = type };
        _known = new torch.Tensor?[body.Steps.Count];
        for (var i = 0; i < body.Steps.Count; i++)
        {
            var step = (Apply)body.Steps[i];
            if (step.Op is WeightOp) _known[i] = weights[step.Path];
            else if (step.Inputs.All(input => input.Step >= 0 && _known[input.Step] is not null)) _known[i] = Compute(step, _constants, r => _known[r.Step]!).DetachFromDisposeScope();
        }
        var ends = Ends();
        _dying = Enumerable.Range(0, ends.Length).Where(i => _known[i] is null).ToLookup(i => ends[i]);
        _overwrites = Overwrites(ends);
    }

    /// <summary>Computes the outputs; the caller disposes them.</summary>
    public IReadOnlyList<torch.Tensor> Run(IReadOnlyList<torch.Tensor> inputs)
    {
        var values = new torch.Tensor?[_body.Steps.Count];
        var lowering = new TensorLowering { Device = _constants.Device, Type = _constants.Type };
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (_known[i] is not null) continue;
                lowering.MayOverwrite = _overwrites[i];
                values[i] = Compute((Apply)_body.Steps[i], lowering, Value);
                foreach (var dead in _dying[i])
                {
                    // An operand whose memory was taken lives on as the result.
                    if (dead == i || !ReferenceEquals(values[dead], values[i])) values[dead]!.Dispose();
                    values[dead] = null;
                }
            }
            // One value may be several outputs, or an input or a weight: each output has its own handle.
            return [.. _body.Outputs.Select(o => Value(o.Value).alias())];
        }
        finally
        {
            foreach (var value in values) value?.Dispose();
        }

        torch.Tensor Value(Ref value) => value.Step < 0 ? inputs[value.Result] : values[value.Step] ?? _known[value.Step]!;
    }

    /// <summary>Computes one step.</summary>
    public static torch.Tensor Compute(Apply step, TensorLowering lowering, Func<Ref, torch.Tensor> value)
    {
        // A table that is kept for later calls is what it is made from.
        if (step.Op is TableOp) return value(step.Inputs[0]).alias();
        lowering.Result = step.Results[0].Shape;
        var inputs = new torch.Tensor[step.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = value(step.Inputs[i]);
        return step.Op.Lower(lowering, FlatBody.Operands(step.Op, inputs));
    }

    /// <summary>For each value the step that reads it last: its own where nothing does, none for an output.</summary>
    private int[] Ends()
    {
        int[] ends = [.. Enumerable.Range(0, _body.Steps.Count)];
        for (var i = 0; i < ends.Length; i++)
            foreach (var input in _body.Steps[i].Inputs)
                if (input.Step >= 0)
                    ends[input.Step] = i;
        foreach (var output in _body.Outputs)
            if (output.Value.Step >= 0)
                ends[output.Value.Step] = int.MaxValue;
        return ends;
    }

    /// <summary>
    /// For each step whether its first operand dies with it and is not a view: nothing else that is still read shows its memory.
    /// </summary>
    /// <param name="ends">Where each value is read last.</param>
    private bool[] Overwrites(int[] ends)
    {
        var (owners, memoryEnds) = (new int[ends.Length], new int[ends.Length]);
        for (var i = 0; i < ends.Length; i++)
        {
            owners[i] = Shows(((Apply)_body.Steps[i]).Op) ? OwnerOf(_body.Steps[i].Inputs[0]) : i;
            if (owners[i] >= 0) memoryEnds[owners[i]] = Math.Max(memoryEnds[owners[i]], ends[i]);
        }
        return [.. Enumerable.Range(0, ends.Length).Select(MayOverwrite)];

        // The step whose memory a value shows; below zero for an input or a constant.
        int OwnerOf(Ref value) => value.Step >= 0 && _known[value.Step] is null ? owners[value.Step] : -1;

        bool MayOverwrite(int step)
        {
            var inputs = _body.Steps[step].Inputs;
            return inputs.Count > 0 && OwnerOf(inputs[0]) is >= 0 and var owner && owner == inputs[0].Step && memoryEnds[owner] == step && inputs.Skip(1).All(other => OwnerOf(other) != owner);
        }
    }

    /// <summary>Whether a result may show its operand's memory.</summary>
    private static bool Shows(Op op) => op.Order is ResultOrder.View or ResultOrder.Same;
}
