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
    private readonly int[][] _last;
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
        _last = LastUses();
        _overwrites = [.. Enumerable.Range(0, body.Steps.Count).Select(MayOverwrite)];
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
                foreach (var dead in _last[i])
                {
                    // An operand whose memory was taken lives on as the result.
                    if (dead == i || !ReferenceEquals(values[dead], values[i])) values[dead]!.Dispose();
                    values[dead] = null;
                }
            }
            // One value may be several outputs, or an input or a weight: each output has a handle of its own.
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
        return step.Op.Lower(lowering, step.Op is LayerOp ? new Operands<torch.Tensor>(inputs[..1], inputs[1..]) : new Operands<torch.Tensor>(inputs, []));
    }

    /// <summary>For each step the values that nothing reads after it.</summary>
    private int[][] LastUses()
    {
        var last = new int[_body.Steps.Count];
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = i;
            foreach (var input in _body.Steps[i].Inputs)
                if (input.Step >= 0)
                    last[input.Step] = i;
        }
        foreach (var output in _body.Outputs)
            if (output.Value.Step >= 0)
                last[output.Value.Step] = -1;
        var dying = Enumerable.Range(0, last.Length).Where(i => last[i] >= 0 && _known[i] is null).ToLookup(i => last[i]);
        return [.. Enumerable.Range(0, last.Length).Select(i => dying[i].ToArray())];
    }

    /// <summary>
    /// Whether the first operand of a step dies with it and is no view: nothing else that is still read shows its memory.
    /// </summary>
    private bool MayOverwrite(int index)
    {
        var step = _body.Steps[index];
        if (step.Inputs.Count == 0 || step.Inputs[0] is not { Step: >= 0 } operand || _known[operand.Step] is not null) return false;
        if (step.Inputs.Skip(1).Any(other => OwnerOf(other) == OwnerOf(operand)) || OwnerOf(operand) is not { } owner || owner != operand.Step) return false;
        // All that shows the same memory has to be dead by then, this step's other results aside.
        for (var i = owner; i < _body.Steps.Count; i++)
            if (i != index && OwnerOf(new Ref(i, 0)) == owner && !IsDeadBy(i, index))
                return false;
        return true;
    }

    private bool IsDeadBy(int value, int step) => value < step && Enumerable.Range(0, step + 1).Any(i => _last[i].Contains(value));

    /// <summary>The step whose memory a value shows; null for an input or a constant.</summary>
    private int? OwnerOf(Ref value)
    {
        while (value.Step >= 0 && _known[value.Step] is null)
        {
            if (!Shows(((Apply)_body.Steps[value.Step]).Op)) return value.Step;
            value = _body.Steps[value.Step].Inputs[0];
        }
        return null;
    }

    /// <summary>Whether a result may show its operand's memory.</summary>
    private static bool Shows(Op op) => op.Order is ResultOrder.View or ResultOrder.Same;
}
