using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model.Lowering;

namespace ModelDsl.Generators.Emission;

/// <summary>Each operation as a call of TorchSharp.</summary>
internal static class OperationText
{
    /// <summary>An operation without sizes of its own.</summary>
    public static string Of(Op op, IReadOnlyList<string> x) => op switch
    {
        UnaryOp unary => Unary(unary.Function, x[0]),
        SoftmaxOp softmax => $"functional.softmax({x[0]}, {Literals.Of(softmax.Axis)})",
        BinaryOp binary => Binary(binary.Function, x[0], x[1]),
        MatMulOp => $"{x[0]}.matmul({x[1]})",
        ConcatOp concat => $"cat([{x[0]}, {x[1]}], {Literals.Of(concat.Axis)})",
        SelectOp select => $"{x[0]}.select({Literals.Of(select.Axis)}, {Literals.Of(select.Index)})",
        UnfoldOp unfold => $"functional.unfold({x[0]}, {Literals.Of(unfold.Kernel)}, padding: {Literals.Of(unfold.Padding)}, stride: {Literals.Of(unfold.Stride)})",
        ReduceOp reduce => Reduction(reduce, x[0]),
        ToInt64Op => $"{x[0]}.to_type(ScalarType.Int64)",
        TakeRowsOp => $"{x[0]}.index_select(0, {x[1]})",
        _ => throw new InvalidOperationException($"no text is known for {op.Name}"),
    };

    /// <summary>An operation with sizes that may be fixed only at run time.</summary>
    public static string Of(Op op, string x, IReadOnlyList<string> sizes) => op switch
    {
        SliceOp slice => $"{x}.narrow({Literals.Of(slice.Axis)}, {sizes[0]}, {sizes[1]})",
        PadOp => $"functional.pad({x}, ({sizes[0]}, {sizes[1]}, {sizes[2]}, {sizes[3]}))",
        SizeOp size => $"Sizes.{size.Function}({x}, {sizes[0]})",
        Pool2dOp pool => $"functional.{pool.Name}({x}, ({sizes[0]}, {sizes[1]}), ({sizes[2]}, {sizes[3]}){Padding(pool.Padding)}{(pool.CeilMode ? ", ceil_mode: true" : "")})",
        AdaptiveAveragePool2dOp => $"functional.adaptive_avg_pool2d({x}, ({sizes[0]}, {sizes[1]}))",
        FoldOp fold => $"functional.fold({x}, ({sizes[0]}, {sizes[1]}), ({Literals.Of(fold.Kernel)}, {Literals.Of(fold.Kernel)}), padding: ({Literals.Of(fold.Padding)}, {Literals.Of(fold.Padding)}), stride: ({Literals.Of(fold.Stride)}, {Literals.Of(fold.Stride)}))",
        ResizeOp resize => $"functional.interpolate({x}, size: [{sizes[0]}, {sizes[1]}], mode: InterpolationMode.{Mode(resize.Kind)})",
        _ => throw new InvalidOperationException($"no text is known for {op.Name}"),
    };

    private static string Convolution(Conv2dOp op, string x, string module)
    {
        if (ConvolutionKernels.IsPointwise(op))
            return $"PointwiseConv2d.Convolve({x}, {module}.weight, {module}.bias, stride: {Literals.Of(op.Stride)}, padding: {Literals.Of(op.Padding)}{Groups(op)})";
        var (stride, padding, dilation) = (Literals.Of(op.Stride), Literals.Of(op.Padding), Literals.Of(op.Dilation));
        return $"functional.conv2d({x}, {module}.weight, {module}.bias, [{stride}, {stride}], [{padding}, {padding}], [{dilation}, {dilation}], {Literals.Of(op.Groups)})";
    }

    /// <summary>A layer with the weights of a module, but attributes of its own.</summary>
    public static string Layer(LayerOp op, string x, string module) => op switch
    {
        Conv2dOp convolution => Convolution(convolution, x, module),
        LinearOp => $"functional.linear({x}, {module}.weight, {module}.bias)",
        LayerNormOp norm => $"functional.layer_norm({x}, [{Literals.Of(norm.Features)}], {module}.weight, {module}.bias, {Literals.Of(norm.Eps)})",
        BatchNorm2dOp norm => $"CountingBatchNorm2d.Normalize({x}, {module}, eps: {Literals.Of(norm.Eps)}, momentum: {Literals.Of(norm.Momentum)})",
        _ => throw new InvalidOperationException($"no text is known for {op.Name} with the weights of another"),
    };

    /// <summary>The last argument of a 1×1 convolution of several groups.</summary>
    public static string Groups(Conv2dOp op) => op.Groups == 1 ? "" : $", groups: {Literals.Of(op.Groups)}";

    private static string Padding(long padding) => padding == 0 ? "" : $", ({Literals.Of(padding)}, {Literals.Of(padding)})";

    /// <summary>A function of a tensor and a tensor or number. A sum states its factor, or TorchSharp would make that number on the way.</summary>
    public static string Binary(BinaryFunction function, string x, string y) => function switch
    {
        BinaryFunction.Add => $"{x}.add({y}, Scalars.One)",
        BinaryFunction.Subtract => $"{x}.sub({y})",
        BinaryFunction.Multiply => $"{x}.mul({y})",
        BinaryFunction.Divide => $"{x}.div({y})",
    };

    private static string Unary(Function function, string x) => function switch
    {
        Function.Gelu => $"functional.gelu({x})",
        Function.Relu => $"functional.relu({x})",
        Function.Silu => $"functional.silu({x})",
        Function.Sigmoid => $"{x}.sigmoid()",
        Function.Abs => $"{x}.abs()",
        Function.Sign => $"{x}.sign()",
        Function.Log2 => $"{x}.log2()",
    };

    private static string Reduction(ReduceOp op, string x) => op.Kind switch
    {
        ReductionKind.Mean => $"{x}.mean({Literals.List(op.Axes.Select(a => (long)a))})",
        ReductionKind.Max => $"{x}.amax({string.Join(", ", op.Axes.Select(a => Literals.Of(a)))})",
    };

    private static string Mode(ResizeKind kind) => kind switch
    {
        ResizeKind.Nearest => "Nearest",
        ResizeKind.Bilinear => "Bilinear, align_corners: false",
    };
}
