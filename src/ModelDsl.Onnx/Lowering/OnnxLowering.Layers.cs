using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>Layers: operations with weights.</summary>
internal sealed partial class OnnxLowering
{
    public Value Linear(LinearOp op, Operands<Value> x)
    {
        var (input, weight) = (x.Inputs[0], x.Weights[0]);
        if (input.Shape.Rank == 2) return Node("Gemm", [input, weight, .. op.Bias ? [x.Weights[1]] : Array.Empty<Value>()], ("transB", 1L));
        // Stored the other way round, so that nothing is left to do when the file is opened.
        var product = Node("MatMul", input, Transpose(weight, [1, 0]));
        return op.Bias ? Node("Add", product, x.Weights[1]) : product;
    }

    public Value Conv2d(Conv2dOp op, Operands<Value> x) => Node(
        "Conv", [x.Inputs[0], .. x.Weights],
        ("kernel_shape", Both(op.Kernel)), ("strides", Both(op.Stride)), ("pads", Pads(op.Padding)), ("dilations", Both(op.Dilation)), ("group", op.Groups.Value));

    public Value ConvTranspose2d(ConvTranspose2dOp op, Operands<Value> x) => Node(
        "ConvTranspose", [x.Inputs[0], .. x.Weights],
        ("kernel_shape", Both(op.Kernel)), ("strides", Both(op.Stride)), ("pads", Pads(op.Padding)), ("output_padding", Both(op.OutputPadding)), ("dilations", Both(op.Dilation)), ("group", op.Groups.Value));

    public Value BatchNorm2d(BatchNorm2dOp op, Operands<Value> x) => Node("BatchNormalization", [x.Inputs[0], .. x.Weights], ("epsilon", (float)op.Eps));

    public Value LayerNorm(LayerNormOp op, Operands<Value> x) => Node("LayerNormalization", [x.Inputs[0], .. x.Weights], ("axis", -1L), ("epsilon", (float)op.Eps));

    public Value GroupNorm(GroupNormOp op, Operands<Value> x)
    {
        // The channels of a group are normalised together: as one channel of an instance norm.
        var map = x.Inputs[0];
        var groups = new Shape(map.Shape[0], op.Groups, map.Shape.Skip(1).Aggregate((Dim)1, (product, size) => product * size) / op.Groups);
        var normal = nodes.Add("InstanceNormalization", groups, [Reshape(map, groups), Filled("ones", op.Groups, 1), Filled("zeros", op.Groups, 0)], null, ("epsilon", (float)op.Eps));
        return Node("Add", Node("Mul", Reshape(normal, map.Shape), PerChannel(x.Weights[0], map.Shape.Rank)), PerChannel(x.Weights[1], map.Shape.Rank));
    }

    public Value PlainInstanceNorm2d(PlainInstanceNorm2dOp op, Operands<Value> x)
    {
        var channels = x.Inputs[0].Shape[1];
        return Node("InstanceNormalization", [x.Inputs[0], Filled("ones", channels, 1), Filled("zeros", channels, 0)], ("epsilon", (float)op.Eps));
    }

    public Value InstanceNorm2d(InstanceNorm2dOp op, Operands<Value> x) => Node("InstanceNormalization", [x.Inputs[0], .. x.Weights], ("epsilon", (float)op.Eps));

    public Value RmsNorm(RmsNormOp op, Operands<Value> x)
    {
        var input = x.Inputs[0];
        var each = input.Shape.With(-1, 1);
        var mean = nodes.Add("ReduceMean", each, [Node("Mul", input, input), nodes.Integers(-1)], null, ("keepdims", 1L));
        var root = nodes.Add("Sqrt", each, [nodes.Add("Add", each, [mean, nodes.Number(op.Eps)])]);
        return Node("Mul", Node("Div", input, root), x.Weights[0]);
    }

    private Value PerChannel(Value weight, int rank) => Reshape(weight, new Shape([weight.Shape[0], .. Enumerable.Repeat((Dim)1, rank - 2)]));

    private Value Filled(string name, Dim size, float value) => nodes.Constant($"{name}_{size}", new Shape(size), ElementType.Float32, () => Table.Of(ElementType.Float32, [size.Value], _ => value));

    private static long[] Both(Extent extent) => [extent.Height.Value, extent.Width.Value];

    private static long[] Pads(Extent padding) => [padding.Height.Value, padding.Width.Value, padding.Height.Value, padding.Width.Value];
}
