using ModelDsl.Onnx.Format;
using ModelDsl.Onnx.Lowering;

namespace ModelDsl.Onnx.Rewriting;

/// <summary>
/// Lets a model compute in half precision. What loses too much in it stays in single precision, with conversions around it;
/// so do the inputs and outputs.
/// </summary>
internal sealed class HalfPrecision
{
    /// <summary>Operators that stay in single precision: sums of many elements, exponentials, coordinates, and what makes tables.</summary>
    private static readonly HashSet<string> s_precise =
    [
        "Softmax", "LogSoftmax", "ReduceMean", "ReduceSum", "InstanceNormalization", "Resize", "Range", "Cast", "Exp", "Log", "Pow", "Softplus", "Reciprocal", "Sqrt", "GlobalAveragePool",
        "AveragePool", "Col2Im",
    ];

    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<(Value, TensorProto.Types.DataType), Value> _converted = [];
    private readonly TensorProto.Types.DataType _half;
    private readonly ValueNames _names;
    private readonly HashSet<Value> _readInSingle;
    private readonly HashSet<Value> _places;

    private HalfPrecision(LoweredGraph graph, TensorProto.Types.DataType half)
    {
        _half = half;
        _names = new ValueNames(graph);
        _places = PlacesOf(graph);
        _readInSingle = [.. graph.Nodes.Where(IsPrecise).SelectMany(n => n.Inputs).OfType<Value>()];
    }

    /// <summary>The model in half precision.</summary>
    /// <param name="graph">The model, which is changed.</param>
    /// <param name="precision">Which of the two half precisions.</param>
    public static LoweredGraph Of(LoweredGraph graph, OnnxPrecision precision)
    {
        var rewriting = new HalfPrecision(graph, precision switch
        {
            OnnxPrecision.Float16 => TensorProto.Types.DataType.Float16,
            OnnxPrecision.BFloat16 => TensorProto.Types.DataType.Bfloat16,
            _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "is not a half precision"),
        });
        foreach (var node in graph.Nodes) rewriting.Add(node, graph.Outputs.Contains(node.Output));
        return LoweredGraph.Of(graph.Inputs, rewriting._nodes, graph.Outputs);
    }

    private bool IsPrecise(OnnxNode node) =>
        s_precise.Contains(node.Kind) || _places.Contains(node.Output) || (node.Output.Type != ElementType.Float32 && node.Inputs.Any(i => i is not null && _places.Contains(i)));

    /// <summary>
    /// Numbers that follow from sizes and whole numbers only, and end as whole numbers or truth values: they tell places, and a half
    /// counts to 2048, or to 256.
    /// </summary>
    private static HashSet<Value> PlacesOf(LoweredGraph graph)
    {
        // What is read from an input of floating point numbers is not exact in the first place.
        var inexact = graph.Inputs.Where(i => i.Type == ElementType.Float32).ToHashSet();
        foreach (var node in graph.Nodes)
            if (node.Output.Type == ElementType.Float32 && node.Inputs.Any(i => i is not null && inexact.Contains(i)) && node.Kind != "Shape") inexact.Add(node.Output);
        HashSet<Value> places = [.. graph.Nodes.Select(n => n.Output).Where(o => o.Type == ElementType.Float32 && !inexact.Contains(o)).Except(graph.Outputs)];
        foreach (var node in graph.Nodes.Reverse())
            if (node.Output.Type == ElementType.Float32 && !places.Contains(node.Output)) places.ExceptWith(node.Inputs.OfType<Value>());
        return places;
    }

    private void Add(OnnxNode node, bool isOutput)
    {
        var wanted = IsPrecise(node) ? TensorProto.Types.DataType.Float : _half;
        for (var i = 0; i < node.Inputs.Length; i++)
            if (node.Kind != "Shape" && node.Inputs[i] is { Type: ElementType.Float32 } input && input.Stored != wanted)
                node.Inputs[i] = Converted(input, wanted);
        _nodes.Add(node);
        if (node.Output.Type != ElementType.Float32 || wanted == TensorProto.Types.DataType.Float) return;
        if (!isOutput)
        {
            node.Output.Stored = wanted;
            return;
        }
        // The output keeps its name and precision; what the node yields gets another name.
        var output = node.Output;
        _converted[(output, wanted)] = node.Output = Copy(output, _names.Take(output.Name + ".half"), wanted);
        _nodes.Add(Cast(node.Output, output));
    }

    private Value Converted(Value value, TensorProto.Types.DataType wanted)
    {
        if (_converted.TryGetValue((value, wanted), out var known)) return known;
        // A weight that is read in half precision only keeps its name.
        var name = value.IsConstant && !_readInSingle.Contains(value) ? value.Name : _names.Take($"{value.Name}.{(wanted == _half ? "half" : "single")}");
        var converted = Copy(value, name, wanted);
        if (!value.IsConstant) _nodes.Add(Cast(value, converted));
        return _converted[(value, wanted)] = converted;
    }

    private static Value Copy(Value value, string name, TensorProto.Types.DataType stored) => new() { Name = name, Shape = value.Shape, Type = value.Type, Table = value.Table, Stored = stored };

    private static OnnxNode Cast(Value from, Value to) => new("Cast", [from], [("to", (long)to.Stored)]) { Output = to };
}
