using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>What an operation computes, as C#.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Name">What the result is called where its author gave it no name; the operation's own name where absent.</param>
/// <param name="Comment">What stands in front of the result's shape in the comment; nothing where absent.</param>
internal sealed record Code(string Text, string? Name = null, string? Comment = null)
{
    public static implicit operator Code(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>What an operation's text refers to in the body around it.</summary>
internal interface IBodyText
{
    /// <summary>A tensor whose type and device new tensors take; null for float32 on the CPU.</summary>
    string? Like { get; }

    /// <summary>A size.</summary>
    string Size(Dim size);

    /// <summary>The sizes of a view, one of which libtorch may find; null for none.</summary>
    IReadOnlyList<string>? View(Shape? shape);

    /// <summary>A number as a native scalar that lives as long as the program.</summary>
    /// <param name="value">The number.</param>
    /// <param name="parameter">The parameter of the class that stands for it; null for none.</param>
    string Scalar(double value, string? parameter);

    /// <summary>The rate of the operation at hand; null for a constant zero.</summary>
    string? Rate { get; }
}

/// <summary>
/// Each operation as a call of TorchSharp. The weights of a layer are the module that owns them; this is for a layer
/// that is used again with other attributes than that module's. See <see cref="TorchSharpLayers"/> for the module.
/// </summary>
internal sealed class TorchSharpLowering(IBodyText body) : ILowering<Code>
{
    public Code Unary(UnaryOp op, Operands<Code> x) => op.Function switch
    {
        Function.Gelu => $"functional.gelu({x.Inputs[0]})",
        Function.GeluTanh => $"Functions.GeluTanh({x.Inputs[0]})",
        Function.Relu => $"functional.relu({x.Inputs[0]})",
        Function.Relu6 => $"functional.relu6({x.Inputs[0]})",
        Function.Silu => $"functional.silu({x.Inputs[0]})",
        Function.Mish => $"Functions.Mish({x.Inputs[0]})",
        Function.HardSwish => $"functional.hardswish({x.Inputs[0]})",
        Function.HardSigmoid => $"functional.hardsigmoid({x.Inputs[0]})",
        Function.Sigmoid => $"{x.Inputs[0]}.sigmoid()",
        Function.Tanh => $"{x.Inputs[0]}.tanh()",
        Function.Softplus => $"Functions.Softplus({x.Inputs[0]})",
        Function.Abs => $"{x.Inputs[0]}.abs()",
        Function.Negate => $"{x.Inputs[0]}.neg()",
        Function.Sign => $"{x.Inputs[0]}.sign()",
        Function.Exp => $"{x.Inputs[0]}.exp()",
        Function.Log => $"{x.Inputs[0]}.log()",
        Function.Log2 => $"{x.Inputs[0]}.log2()",
        Function.Sqrt => $"{x.Inputs[0]}.sqrt()",
        Function.Rsqrt => $"{x.Inputs[0]}.rsqrt()",
        Function.Sin => $"{x.Inputs[0]}.sin()",
        Function.Cos => $"{x.Inputs[0]}.cos()",
    };

    public Code Parametric(ParametricOp op, Operands<Code> x)
    {
        var number = body.Scalar(op.Number, op.Symbol);
        return op.Function switch
        {
            ParametricFunction.LeakyRelu => $"{x.Inputs[0]}.leaky_relu({number})",
            ParametricFunction.Elu => $"{x.Inputs[0]}.elu({number}, Scalars.One, Scalars.One)",
            ParametricFunction.Power => $"{x.Inputs[0]}.pow({number})",
        };
    }

    public Code Clamp(ClampOp op, Operands<Code> x) => $"{x.Inputs[0]}.clamp({Bound("min", op.Minimum)}{(op is { Minimum: not null, Maximum: not null } ? ", " : "")}{Bound("max", op.Maximum)})";

    public Code Softmax(SoftmaxOp op, Operands<Code> x) => $"functional.{op.Name}({x.Inputs[0]}, {Literals.Of(op.Axis)})";

    public Code Binary(BinaryOp op, Operands<Code> x) => Arithmetic(op.Function, x.Inputs[0], x.Inputs[1].Text);

    public Code Scalar(ScalarOp op, Operands<Code> x)
    {
        var number = body.Scalar(op.Value, op.Symbol);
        return op.IsLeft ? $"Functions.{op.Function}({number}, {x.Inputs[0]})" : Arithmetic(op.Function, x.Inputs[0], number);
    }

    public Code Size(SizeOp op, Operands<Code> x) => op.IsLeft
        ? $"Sizes.{op.Function}({body.Size(op.Size)}, {x.Inputs[0]})"
        : $"Sizes.{op.Function}({x.Inputs[0]}, {body.Size(op.Size)})";

    public Code MatMul(MatMulOp op, Operands<Code> x) => $"{x.Inputs[0]}.matmul({x.Inputs[1]})";

    public Code Attention(AttentionOp op, Operands<Code> x)
    {
        var operands = $"{x.Inputs[0]}, {x.Inputs[1]}, {x.Inputs[2]}";
        var mask = op.Mask is null ? "null" : x.Inputs[3].Text;
        // TorchSharp's function knows no scale but its own.
        if (op.Scale is { } scale) return $"Functions.Attention({operands}, {mask}, {Literals.Of(op.IsCausal)}, {body.Scalar(scale, op.Symbol)})";
        return $"functional.scaled_dot_product_attention({operands}{(op.Mask is null ? "" : $", attn_mask: {mask}")}{(op.IsCausal ? ", is_casual: true" : "")})";
    }

    public Code Concat(ConcatOp op, Operands<Code> x) => $"cat([{string.Join(", ", x.Inputs)}], {Literals.Of(op.Axis)})";

    public Code Slice(SliceOp op, Operands<Code> x) => $"{x.Inputs[0]}.narrow({Literals.Of(op.Axis)}, {body.Size(op.Start)}, {body.Size(op.Length)})";

    public Code Select(SelectOp op, Operands<Code> x) => $"{x.Inputs[0]}.select({Literals.Of(op.Axis)}, {Literals.Of(op.Index)})";

    public Code Pad(PadOp op, Operands<Code> x) => $"functional.pad({x.Inputs[0]}, ({Sizes(op.Left, op.Right, op.Top, op.Bottom)}))";

    public Code Pool2d(Pool2dOp op, Operands<Code> x)
    {
        var padding = op.Padding == 0 ? "" : $", ({Sizes(op.Padding)})";
        return $"functional.{op.Name}({x.Inputs[0]}, ({Sizes(op.Kernel)}), ({Sizes(op.Stride)}){padding}{(op.CeilMode ? ", ceil_mode: true" : "")}{(op.CountPadding ? "" : ", count_include_pad: false")})";
    }

    public Code AdaptiveAveragePool2d(AdaptiveAveragePool2dOp op, Operands<Code> x) => $"functional.adaptive_avg_pool2d({x.Inputs[0]}, ({Sizes(op.Height, op.Width)}))";

    public Code Reduce(ReduceOp op, Operands<Code> x)
    {
        var axes = op.Axes.Select(a => (long)a).ToList();
        // The largest and the least of several axes have names of their own; without further arguments they take the axes one by one.
        return op.Kind switch
        {
            ReductionKind.Mean or ReductionKind.Sum => $"{x.Inputs[0]}.{op.Name}({Literals.List(axes)}{(op.Keeps ? ", keepdim: true" : "")})",
            ReductionKind.Max or ReductionKind.Min => $"{x.Inputs[0]}.a{op.Name}({(op.Keeps ? Literals.List(axes) + ", keepdim: true" : string.Join(", ", axes.Select(Literals.Of)))})",
        };
    }

    public Code Resize(ResizeOp op, Operands<Code> x)
    {
        var mode = op.Kind switch
        {
            ResizeKind.Nearest => "Nearest",
            ResizeKind.Bilinear => "Bilinear, align_corners: false",
        };
        return $"functional.interpolate({x.Inputs[0]}, size: [{Sizes(op.Height, op.Width)}], mode: InterpolationMode.{mode})";
    }

    public Code Unfold(UnfoldOp op, Operands<Code> x) => $"functional.unfold({x.Inputs[0]}, {body.Size(op.Kernel)}, padding: {body.Size(op.Padding)}, stride: {body.Size(op.Stride)})";

    public Code Fold(FoldOp op, Operands<Code> x) =>
        $"functional.fold({x.Inputs[0]}, ({Sizes(op.Height, op.Width)}), ({Sizes(op.Kernel, op.Kernel)}), padding: ({Sizes(op.Padding, op.Padding)}), stride: ({Sizes(op.Stride, op.Stride)}))";

    public Code Convert(ConvertOp op, Operands<Code> x) => op.Type switch
    {
        ElementType.Float32 => $"{x.Inputs[0]}.to_type({(body.Like is { } like ? like + ".dtype" : "ScalarType.Float32")})",
        ElementType.Int64 or ElementType.Bool => $"{x.Inputs[0]}.to_type(ScalarType.{op.Type})",
    };

    public Code Compare(CompareOp op, Operands<Code> x) => $"{x.Inputs[0]}.{Method(op.Function)}({x.Inputs[1]})";

    public Code CompareNumber(CompareNumberOp op, Operands<Code> x) => $"{x.Inputs[0]}.{Method(op.Function)}({body.Scalar(op.Number, op.Symbol)})";

    public Code Logical(LogicalOp op, Operands<Code> x) => $"{x.Inputs[0]}.logical_{op.Name}({x.Inputs[1]})";

    public Code Not(NotOp op, Operands<Code> x) => $"{x.Inputs[0]}.logical_not()";

    public Code Where(WhereOp op, Operands<Code> x) => $"torch.where({x.Inputs[0]}, {x.Inputs[1]}, {x.Inputs[2]})";

    public Code MaskedFill(MaskedFillOp op, Operands<Code> x) => $"{x.Inputs[0]}.masked_fill({x.Inputs[1]}, {body.Scalar(op.Value, null)})";

    public Code Embedding(EmbeddingOp op, Operands<Code> x) => $"Functions.Rows({x.Weights[0]}.weight, {x.Inputs[0]})";

    public Code TakeRows(TakeRowsOp op, Operands<Code> x) => $"{x.Inputs[0]}.index_select(0, {x.Inputs[1]})";

    public Code Arange(ArangeOp op, Operands<Code> x) => $"NewTensor.{(op.Type == ElementType.Int64 ? "Indices" : "Range")}({Sizes(op.Start, op.End)}{(body.Like is { } like ? ", " + like : "")})";

    public Code Dropout(DropoutOp op, Operands<Code> x) => AtRate("Dropout", x.Inputs[0]);

    public Code DropPath(DropPathOp op, Operands<Code> x) => AtRate("DropPath", x.Inputs[0]);

    public Code Rearrange(RearrangeOp op, Operands<Code> x)
    {
        var steps = op.Steps;
        if (steps.AreNone) return x.Inputs[0];
        (string Name, IReadOnlyList<string>? Values)[] parts =
        [
            ("view", body.View(steps.Split)), ("order", steps.Permutation?.Select(i => Literals.Of(i)).ToList()), ("unsqueezed", body.View(steps.Unsqueezed)),
            ("expanded", steps.Expanded?.Select(body.Size).ToList()), ("merged", body.View(steps.Merged)),
        ];
        var text = parts.Where(p => p.Values is not null).ToList() switch
        {
            [("order", { } order)] => $"{x.Inputs[0]}.permute({string.Join(", ", order)})",
            [("merged", { } merged)] => $"{x.Inputs[0]}.reshape({string.Join(", ", merged)})",
            var several => $"Layout.Rearrange({x.Inputs[0]}{string.Concat(several.Select(p => $", {p.Name}: {Literals.List(p.Values!)}"))})",
        };
        return new Code(text, "view", op.Pattern);
    }

    public Code Reshape(ReshapeOp op, Operands<Code> x) => new($"{x.Inputs[0]}.reshape({string.Join(", ", body.View(op.Shape)!)})", "view");

    public Code Linear(LinearOp op, Operands<Code> x) => $"functional.linear({x.Inputs[0]}, {x.Weights[0]}.weight, {x.Weights[0]}.bias)";

    public Code Conv2d(Conv2dOp op, Operands<Code> x)
    {
        var (map, module) = (x.Inputs[0], x.Weights[0]);
        if (ConvolutionKernels.IsPointwise(op))
            return $"PointwiseConv2d.Convolve({map}, {module}.weight, {module}.bias, {TorchSharpLayers.Pair(body.Size, ("stride", op.Stride), ("padding", op.Padding))}{TorchSharpLayers.Groups(op, body.Size)})";
        return $"functional.conv2d({map}, {module}.weight, {module}.bias, [{Sizes(op.Stride)}], [{Sizes(op.Padding)}], [{Sizes(op.Dilation)}], {body.Size(op.Groups)})";
    }

    public Code BatchNorm2d(BatchNorm2dOp op, Operands<Code> x) =>
        $"CountingBatchNorm2d.Normalize({x.Inputs[0]}, {x.Weights[0]}, eps: {Literals.Of(op.Eps)}, momentum: {Literals.Of(op.Momentum)})";

    public Code LayerNorm(LayerNormOp op, Operands<Code> x) =>
        $"functional.layer_norm({x.Inputs[0]}, [{body.Size(op.Features)}], {x.Weights[0]}.weight, {x.Weights[0]}.bias, {Literals.Of(op.Eps)})";

    public Code GroupNorm(GroupNormOp op, Operands<Code> x) =>
        $"functional.group_norm({x.Inputs[0]}, {body.Size(op.Groups)}, {x.Weights[0]}.weight, {x.Weights[0]}.bias, {Literals.Of(op.Eps)})";

    public Code PlainInstanceNorm2d(PlainInstanceNorm2dOp op, Operands<Code> x) => $"functional.instance_norm({x.Inputs[0]}, eps: {Literals.Of(op.Eps)})";

    public Code InstanceNorm2d(InstanceNorm2dOp op, Operands<Code> x) =>
        $"functional.instance_norm({x.Inputs[0]}, weight: {x.Weights[0]}.weight, bias: {x.Weights[0]}.bias, eps: {Literals.Of(op.Eps)})";

    public Code RmsNorm(RmsNormOp op, Operands<Code> x) => $"RmsNorm.Normalize({x.Inputs[0]}, {x.Weights[0]}.weight, eps: {Literals.Of(op.Eps)})";

    public Code ConvTranspose2d(ConvTranspose2dOp op, Operands<Code> x) =>
        $"functional.conv_transpose2d({x.Inputs[0]}, {x.Weights[0]}.weight, {x.Weights[0]}.bias, [{Sizes(op.Stride)}], [{Sizes(op.Padding)}], [{Sizes(op.OutputPadding)}], [{Sizes(op.Dilation)}], {body.Size(op.Groups)})";

    public Code Roll(RollOp op, Operands<Code> x) => $"{x.Inputs[0]}.roll({body.Size(op.Shift)}, {Literals.Of(op.Axis)})";

    /// <summary>A function of a tensor and a tensor or number. A sum states its factor, or TorchSharp would make that number on the way.</summary>
    private static string Arithmetic(BinaryFunction function, Code x, string y) => function switch
    {
        BinaryFunction.Add => $"{x}.add({y}, Scalars.One)",
        BinaryFunction.Subtract => $"{x}.sub({y})",
        BinaryFunction.Multiply => $"{x}.mul({y})",
        BinaryFunction.Divide => $"{x}.div({y})",
    };

    private static string Method(ComparisonFunction comparison) => comparison switch
    {
        ComparisonFunction.Less => "lt",
        ComparisonFunction.LessOrEqual => "le",
        ComparisonFunction.Greater => "gt",
        ComparisonFunction.GreaterOrEqual => "ge",
        ComparisonFunction.Equal => "eq",
        ComparisonFunction.NotEqual => "ne",
    };

    private string Bound(string name, double? value) => value is { } number ? $"{name}: {body.Scalar(number, null)}" : "";

    private Code AtRate(string method, Code x) => body.Rate is { } rate ? $"Stochastic.{method}({x}, {rate}, training)" : x;

    private string Sizes(Extent extent) => Sizes(extent.Height, extent.Width);

    private string Sizes(params Dim[] sizes) => string.Join(", ", sizes.Select(body.Size));
}
