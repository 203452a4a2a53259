using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelDsl.Runtime.Inference;

/// <summary>Layers, operations on maps [N, C, H, W], and those that move elements.</summary>
internal sealed partial class TensorLowering
{
    public Tensor Linear(LinearOp op, Operands<Tensor> x) => functional.linear(x.Inputs[0], x.Weights[0], op.Bias ? x.Weights[1] : null);

    public Tensor Conv2d(Conv2dOp op, Operands<Tensor> x)
    {
        var (map, weight, bias) = (x.Inputs[0], x.Weights[0], op.Bias ? x.Weights[1] : null);
        var kernel = ConvolutionKernels.For(op);
        if (kernel is ConvolutionKernel.Linear or ConvolutionKernel.LinearByGroup)
            return PointwiseConv2d.Convolve(map, weight, bias, Pair(op.Stride), Pair(op.Padding), op.Groups.Value);
        using var ordered = ConvolutionKernels.Needs(kernel) switch
        {
            MapLayout.Planes => Layout.Planes(map),
            MapLayout.ChannelsLast => Layout.ChannelsLast(map),
            null => map.alias(),
        };
        return functional.conv2d(ordered, weight, bias, Both(op.Stride), Both(op.Padding), Both(op.Dilation), op.Groups.Value);
    }

    public Tensor ConvTranspose2d(ConvTranspose2dOp op, Operands<Tensor> x) => functional.conv_transpose2d(
        x.Inputs[0], x.Weights[0], op.Bias ? x.Weights[1] : null, Both(op.Stride), Both(op.Padding), Both(op.OutputPadding), Both(op.Dilation), op.Groups.Value);

    public Tensor BatchNorm2d(BatchNorm2dOp op, Operands<Tensor> x) =>
        functional.batch_norm(x.Inputs[0], x.Weights[2], x.Weights[3], x.Weights[0], x.Weights[1], training: false, eps: op.Eps);

    public Tensor LayerNorm(LayerNormOp op, Operands<Tensor> x) => functional.layer_norm(x.Inputs[0], [op.Features.Value], x.Weights[0], x.Weights[1], op.Eps);

    public Tensor GroupNorm(GroupNormOp op, Operands<Tensor> x)
    {
        using var map = x.Inputs[0].ndim == 4 ? Layout.Planes(x.Inputs[0]) : x.Inputs[0].alias();
        return functional.group_norm(map, op.Groups.Value, x.Weights[0], x.Weights[1], op.Eps);
    }

    public Tensor PlainInstanceNorm2d(PlainInstanceNorm2dOp op, Operands<Tensor> x) => functional.instance_norm(x.Inputs[0], eps: op.Eps);

    public Tensor InstanceNorm2d(InstanceNorm2dOp op, Operands<Tensor> x) => functional.instance_norm(x.Inputs[0], weight: x.Weights[0], bias: x.Weights[1], eps: op.Eps);

    public Tensor RmsNorm(RmsNormOp op, Operands<Tensor> x) => ModelDsl.Runtime.RmsNorm.Normalize(x.Inputs[0], x.Weights[0], op.Eps);

    public Tensor Embedding(EmbeddingOp op, Operands<Tensor> x) => Functions.Rows(x.Weights[0], x.Inputs[0]);

    public Tensor Pool2d(Pool2dOp op, Operands<Tensor> x) => op.Kind switch
    {
        PoolKind.Average => functional.avg_pool2d(x.Inputs[0], Both(op.Kernel), Both(op.Stride), Both(op.Padding), op.CeilMode, op.CountPadding),
        PoolKind.Max => functional.max_pool2d(x.Inputs[0], Both(op.Kernel), Both(op.Stride), Both(op.Padding), ceil_mode: op.CeilMode),
    };

    public Tensor AdaptiveAveragePool2d(AdaptiveAveragePool2dOp op, Operands<Tensor> x) => functional.adaptive_avg_pool2d(x.Inputs[0], [op.Height.Value, op.Width.Value]);

    public Tensor Resize(ResizeOp op, Operands<Tensor> x) => op.Kind switch
    {
        ResizeKind.Nearest => functional.interpolate(x.Inputs[0], [op.Height.Value, op.Width.Value], mode: InterpolationMode.Nearest),
        ResizeKind.Bilinear => functional.interpolate(x.Inputs[0], [op.Height.Value, op.Width.Value], mode: InterpolationMode.Bilinear, align_corners: false),
    };

    public Tensor Unfold(UnfoldOp op, Operands<Tensor> x) => functional.unfold(x.Inputs[0], op.Kernel.Value, padding: op.Padding.Value, stride: op.Stride.Value);

    public Tensor Fold(FoldOp op, Operands<Tensor> x) => functional.fold(
        x.Inputs[0], (op.Height.Value, op.Width.Value), (op.Kernel.Value, op.Kernel.Value), padding: (op.Padding.Value, op.Padding.Value), stride: (op.Stride.Value, op.Stride.Value));

    public Tensor Pad(PadOp op, Operands<Tensor> x) => functional.pad(x.Inputs[0], (op.Left.Value, op.Right.Value, op.Top.Value, op.Bottom.Value));

    public Tensor Rearrange(RearrangeOp op, Operands<Tensor> x)
    {
        var steps = op.Steps;
        return Layout.Rearrange(
            x.Inputs[0], Sizes(steps.Split), steps.Permutation is { } order ? [.. order] : null, Sizes(steps.Unsqueezed), Sizes(steps.Expanded), Sizes(steps.Merged));
    }

    public Tensor Reshape(ReshapeOp op, Operands<Tensor> x) => Owned(x.Inputs[0].reshape(Sizes(op.Shape)!), x.Inputs[0]);

    public Tensor Concat(ConcatOp op, Operands<Tensor> x) => cat([.. x.Inputs], op.Axis);

    public Tensor Slice(SliceOp op, Operands<Tensor> x) => x.Inputs[0].narrow(op.Axis, op.Start.Value, op.Length.Value);

    public Tensor Select(SelectOp op, Operands<Tensor> x) => x.Inputs[0].select(op.Axis, op.Index);

    public Tensor Roll(RollOp op, Operands<Tensor> x) => x.Inputs[0].roll(op.Shift.Value, op.Axis);

    private static long[]? Sizes(Shape? shape) => shape is null ? null : [.. shape.Select(s => s.Value)];

    private static long[] Both(Extent extent) => [extent.Height.Value, extent.Width.Value];

    private static (long, long) Pair(Extent extent) => (extent.Height.Value, extent.Width.Value);
}
