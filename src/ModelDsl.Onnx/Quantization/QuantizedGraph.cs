using ModelDsl.Onnx.Constants;
using ModelDsl.Onnx.Format;
using ModelDsl.Onnx.Lowering;

namespace ModelDsl.Onnx.Quantization;

/// <summary>
/// Puts 8-bit numbers around convolutions and linear layers (QDQ): activations without sign, one scale for a tensor; weights with
/// sign, one scale for an output channel. ONNX Runtime makes integer kernels of it. Norms, softmax, Gelu, products of two
/// activations and the head stay in floating point, where most accuracy would be lost.
/// </summary>
internal sealed class QuantizedGraph
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<Value, Value> _quantized = [];
    private readonly ValueNames _names;
    private readonly IReadOnlyDictionary<string, Range> _ranges;
    private readonly int _most;

    private QuantizedGraph(LoweredGraph graph, IReadOnlyDictionary<string, Range> ranges, int most)
    {
        (_ranges, _most) = (ranges, most);
        _names = new ValueNames(graph);
    }

    /// <summary>The layers that can be quantized, by the names of their outputs.</summary>
    public static IReadOnlyList<string> Layers(LoweredGraph graph) => [.. graph.Nodes.Where(IsLayer).Select(n => n.Output.Name)];

    /// <summary>The values whose ranges have to be known.</summary>
    public static IReadOnlyList<Value> Observed(LoweredGraph graph)
    {
        var readers = Readers(graph);
        return [.. graph.Nodes.Where(IsLayer).SelectMany(n => n.Kind == "Conv" ? [n.Inputs[0]!, Behind(n, readers)] : new[] { n.Inputs[0]! }).Distinct()];
    }

    /// <summary>The model in 8-bit numbers.</summary>
    /// <param name="graph">The model, which is changed.</param>
    /// <param name="ranges">The range of each observed value, by name.</param>
    /// <param name="isFloat">Whether a layer stays in floating point, by the name of its output.</param>
    /// <param name="most">The largest weight: 127, or 63 for processors that add pairs of products in 16 bits.</param>
    public static LoweredGraph Of(LoweredGraph graph, IReadOnlyDictionary<string, Range> ranges, Func<string, bool> isFloat, int most)
    {
        var (rewriting, readers) = (new QuantizedGraph(graph, ranges, most), Readers(graph));
        var behind = new HashSet<Value>();
        foreach (var node in graph.Nodes)
        {
            if (IsLayer(node) && !isFloat(node.Output.Name))
            {
                rewriting.Quantize(node);
                if (node.Kind == "Conv") behind.Add(Behind(node, readers));
            }
            for (var i = 0; i < node.Inputs.Length; i++)
                if (node.Inputs[i] is { } input && behind.Contains(input))
                    node.Inputs[i] = rewriting.Rounded(input);
            rewriting._nodes.Add(node);
        }
        return LoweredGraph.Of(graph.Inputs, rewriting._nodes, graph.Outputs);
    }

    /// <summary>A convolution, or a linear layer over rows; the head, a layer over one row for each image, is none.</summary>
    private static bool IsLayer(OnnxNode node) => node.Kind is "Conv" or "MatMul" && node.Inputs[1] is { IsConstant: true, Type: ElementType.Float32 } weight && node.Inputs[0] is { IsConstant: false }
        && weight.Shape.Rank == (node.Kind == "Conv" ? 4 : 2) && !weight.Name.StartsWith("picks_", StringComparison.Ordinal);

    /// <summary>Where the 8-bit numbers behind a convolution begin: behind its activation, where that is one that its kernel computes too.</summary>
    private static Value Behind(OnnxNode convolution, ILookup<Value, OnnxNode> readers) =>
        readers[convolution.Output].ToList() is [{ Kind: "Relu" or "Clip" } activation] ? activation.Output : convolution.Output;

    private static ILookup<Value, OnnxNode> Readers(LoweredGraph graph) => graph.Nodes.SelectMany(n => n.Inputs.OfType<Value>().Select(v => (Value: v, Node: n))).ToLookup(r => r.Value, r => r.Node);

    private void Quantize(OnnxNode node)
    {
        var input = node.Inputs[0]!;
        var (weight, axis) = (node.Inputs[1]!, node.Kind == "Conv" ? 0 : 1);
        node.Inputs[0] = Rounded(input);
        var scales = new Lazy<float[]>(() => Scales(weight.Table!(), axis));
        var channels = new Shape(weight.Shape[axis]);
        var scale = Constant(weight.Name + ".scale", channels, ElementType.Float32, TensorProto.Types.DataType.Float, () => Table.Of([scales.Value.Length], scales.Value));
        node.Inputs[1] = Dequantized(Constant(weight.Name + ".int8", weight.Shape, ElementType.Int64, TensorProto.Types.DataType.Int8, () => Integers(weight.Table!(), scales.Value, axis)), scale, null, axis);
        if (node.Kind != "Conv" || node.Inputs.Length < 3 || node.Inputs[2] is not { IsConstant: true } bias) return;
        var step = _ranges[input.Name].Scale;
        var biasScale = Constant(bias.Name + ".scale", channels, ElementType.Float32, TensorProto.Types.DataType.Float, () => Table.Of([scales.Value.Length], Array.ConvertAll(scales.Value, s => s * step)));
        node.Inputs[2] = Dequantized(Constant(bias.Name + ".int32", bias.Shape, ElementType.Int64, TensorProto.Types.DataType.Int32, () => Rounded(bias.Table!(), scales.Value, step)), biasScale, null, 0);
    }

    /// <summary>A value after it has been an 8-bit number.</summary>
    private Value Rounded(Value value)
    {
        if (_quantized.TryGetValue(value, out var known)) return known;
        var range = _ranges[value.Name];
        var scale = Constant(value.Name + ".scale", new Shape(), ElementType.Float32, TensorProto.Types.DataType.Float, () => Table.Of([], [range.Scale]));
        var zero = Constant(value.Name + ".zero", new Shape(), ElementType.Int64, TensorProto.Types.DataType.Uint8, () => Table.Of([], [range.Zero]));
        var integers = new Value { Name = _names.Take(value.Name + ".uint8"), Shape = value.Shape, Type = ElementType.Int64, Stored = TensorProto.Types.DataType.Uint8 };
        _nodes.Add(new OnnxNode("QuantizeLinear", [value, scale, zero], []) { Output = integers });
        return _quantized[value] = Dequantized(integers, scale, zero, null);
    }

    private Value Dequantized(Value integers, Value scale, Value? zero, int? axis)
    {
        var value = new Value { Name = _names.Take(integers.Name + ".float"), Shape = integers.Shape, Type = ElementType.Float32 };
        _nodes.Add(new OnnxNode("DequantizeLinear", zero is null ? [integers, scale] : [integers, scale, zero], axis is { } along ? [("axis", (long)along)] : []) { Output = value });
        return value;
    }

    private Value Constant(string name, Shape shape, ElementType type, TensorProto.Types.DataType stored, Func<Table> table) =>
        new() { Name = _names.Take(name), Shape = shape, Type = type, Stored = stored, Table = table };

    /// <summary>For each output channel what one step of its weights stands for.</summary>
    private float[] Scales(Table weight, int axis)
    {
        var largest = new float[weight.Shape[axis]];
        EachElement(weight, axis, (channel, value) => largest[channel] = Math.Max(largest[channel], Math.Abs((float)value)));
        return Array.ConvertAll(largest, l => l > 0 ? l / _most : 1);
    }

    private Table Integers(Table weight, float[] scales, int axis)
    {
        var (integers, place) = (new long[weight.Count], 0L);
        EachElement(weight, axis, (channel, value) => integers[place++] = Math.Clamp((long)Math.Round(value / scales[channel]), -_most, _most));
        return Table.Of(weight.Shape, integers);
    }

    private static Table Rounded(Table bias, float[] scales, float step)
    {
        var values = bias.Read();
        return Table.Of(ElementType.Int64, bias.Shape, i => Math.Clamp(Math.Round(values.Next() / (scales[i] * step)), int.MinValue, int.MaxValue));
    }

    private static void EachElement(Table table, int axis, Action<long, double> action)
    {
        var (inner, size, values) = (table.Shape.Skip(axis + 1).Aggregate(1L, (p, s) => p * s), table.Shape[axis], table.Read());
        for (var i = 0L; i < table.Count; i++) action(i / inner % size, values.Next());
    }
}
