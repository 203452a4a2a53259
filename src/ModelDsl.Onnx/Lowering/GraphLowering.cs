using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>A model as the nodes of a file.</summary>
/// <param name="Inputs">What it takes.</param>
/// <param name="Nodes">Its nodes, in order.</param>
/// <param name="Constants">Its constants, in the order of first use.</param>
/// <param name="Outputs">What it yields.</param>
internal sealed record LoweredGraph(IReadOnlyList<Value> Inputs, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<Value> Constants, IReadOnlyList<Value> Outputs)
{
    /// <summary>A model with the constants that its nodes read.</summary>
    public static LoweredGraph Of(IReadOnlyList<Value> inputs, IReadOnlyList<OnnxNode> nodes, IReadOnlyList<Value> outputs) =>
        new(inputs, nodes, [.. nodes.SelectMany(n => n.Inputs).OfType<Value>().Where(v => v.IsConstant).Distinct()], outputs);
}

/// <summary>Lowers the steps of a body one after the other. What depends on no input becomes a constant.</summary>
internal sealed class GraphLowering
{
    private readonly NodeList _nodes = new();
    private readonly Dictionary<Ref, Value> _values = [];
    private readonly OnnxLowering _lowering;
    private readonly Func<string, Table> _weights;

    private GraphLowering(Body body, OnnxOptions options, Func<string, Table> weights)
    {
        _weights = weights;
        for (var i = 0; i < body.Inputs.Count; i++) _values.Add(new Ref(-1, i), _nodes.Input(body.Inputs[i].Name, body.Inputs[i].Shape, body.Inputs[i].Type));
        _lowering = new OnnxLowering(_nodes, new SizeNodes(_nodes, [.. _values.Values]), options);
    }

    /// <summary>Lowers a body without calls.</summary>
    /// <param name="body">The body: see <see cref="FlatBody"/>.</param>
    /// <param name="options">The version of the operators, and the engine.</param>
    /// <param name="weights">The values of an entry of the state_dict; asked when the file is written.</param>
    public static LoweredGraph Of(Body body, OnnxOptions options, Func<string, Table> weights)
    {
        CheckNames(body);
        var lowering = new GraphLowering(body, options, weights);
        foreach (var output in body.Outputs) lowering._nodes.Free(output.Name!);
        for (var i = 0; i < body.Steps.Count; i++) lowering._values.Add(new Ref(i, 0), lowering.Lower((Apply)body.Steps[i]));
        var outputs = lowering.Outputs(body);
        lowering._nodes.RemoveUnread(outputs);
        return LoweredGraph.Of([.. body.Inputs.Select((_, i) => lowering._values[new Ref(-1, i)])], lowering._nodes.Nodes, outputs);
    }

    /// <summary>A file of ONNX tells tensors apart by their names.</summary>
    private static void CheckNames(Body body)
    {
        var names = body.Inputs.Select(i => ("input", i.Name)).Concat(body.Outputs.Select(o => ("output", Name: o.Name!))).ToList();
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (kind, name) in names)
        {
            if (string.IsNullOrWhiteSpace(name) || MismatchText.Printable(name) != name)
                throw new OnnxException($"an {kind} is called \"{MismatchText.Printable(name)}\", which is not a name that a file of ONNX can hold; rename it in the specification");
            if (!taken.TryAdd(name, kind))
                throw new OnnxException($"{(kind == taken[name] ? $"two {kind}s" : "an input and an output")} are both called \"{name}\", and a file of ONNX tells tensors apart by their names; rename one of them in the specification");
        }
    }

    private Value Lower(Apply step)
    {
        var (shape, type) = (step.Results[0].Shape, step.Results[0].Type);
        if (step.Op is WeightOp) return _nodes.Constant(step.Path, shape, type, () => _weights(step.Path));
        // A table that is kept for later calls is what it is made from.
        if (step.Op is TableOp) return _values[step.Inputs[0]];
        if (step.Path.Length > 0) _nodes.Place = step.Path.Contains('.', StringComparison.Ordinal) ? step.Path[..step.Path.LastIndexOf('.')] : "";
        Value[] inputs = [.. step.Inputs.Select(i => _values[i])];
        var operands = FlatBody.Operands(step.Op, inputs);
        if (inputs.All(i => i.IsConstant) && IsFixed(step)) return _nodes.Constant(NameOf(step, inputs), shape, type, () => Compute(step.Op, operands, shape, type));
        (_lowering.Result, _lowering.Type) = (shape, type);
        _nodes.Step = step.Op is LayerOp ? step.Path[(step.Path.LastIndexOf('.') + 1)..] : step.Op.Name;
        return step.Op.Lower(_lowering, operands);
    }

    private static bool IsFixed(Apply step) => TableLowering.Computes(step.Op) && step.Results[0].Shape.All(s => s.IsConstant) && FixedNumbers.Has(step.Op);

    /// <summary>What a constant is called: as the pass or table that made it says, else after the weight that it is made from.</summary>
    private static string NameOf(Apply step, Value[] inputs) =>
        step.Path.Length > 0 ? step.Path : inputs.Length > 0 ? $"{inputs[0].Name}.{step.Op.Name}" : step.Op.Name;

    private static Table Compute(Op op, Operands<Value> x, Shape shape, ElementType type) => op.Lower(
        new TableLowering(TableLowering.Sizes(shape), type),
        new Operands<Table>([.. x.Inputs.Select(i => i.Table!())], [.. x.Weights.Select(w => w.Table!())]));

    /// <summary>The outputs under their names. What is an input, a constant or an output already needs a node to be called so.</summary>
    private List<Value> Outputs(Body body)
    {
        var outputs = new List<Value>();
        foreach (var output in body.Outputs)
        {
            var value = _values[output.Value];
            if (value.Maker is null || outputs.Contains(value))
            {
                (_nodes.Place, _nodes.Step) = ("", output.Name!);
                value = _nodes.Add("Identity", value.Shape, [value]);
            }
            value.Name = output.Name!;
            outputs.Add(value);
        }
        return outputs;
    }
}
