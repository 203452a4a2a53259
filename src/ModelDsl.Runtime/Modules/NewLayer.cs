using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// Makes TorchSharp's layers with weights that start as the specification says, or not at all. TorchSharp's own
/// constructors fill every weight with random numbers, which takes longer than loading it.
/// </summary>
public static class NewLayer
{
    /// <summary>A linear layer, […, inputs] → […, outputs].</summary>
    public static Linear Linear(long inputs, long outputs, bool bias, Init weightInit, Init biasInit, Initialization initialization)
    {
        // On the meta device a tensor has no memory, so there is nothing to fill.
        var layer = nn.Linear(inputs, outputs, bias, META);
        var fans = new Fans(inputs, outputs);
        layer.weight = Parameter([outputs, inputs], weightInit, initialization, fans);
        if (bias) layer.bias = Parameter([outputs], biasInit, initialization, fans);
        return layer;
    }

    /// <summary>A 2-D convolution, [N, inputs, H, W] → [N, outputs, H', W'].</summary>
    public static Conv2d Conv2d(
        long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups, bool bias,
        Init weightInit, Init biasInit, Initialization initialization) =>
        Conv2d(inputs, outputs, (kernel, kernel), (stride, stride), (padding, padding), (dilation, dilation), groups, bias, weightInit, biasInit, initialization);

    /// <summary>A 2-D convolution with heights and widths, [N, inputs, H, W] → [N, outputs, H', W'].</summary>
    public static Conv2d Conv2d(
        long inputs, long outputs, (long Height, long Width) kernel, (long Height, long Width) stride, (long Height, long Width) padding, (long Height, long Width) dilation,
        long groups, bool bias, Init weightInit, Init biasInit, Initialization initialization)
    {
        var layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups: groups, bias: bias, device: META);
        var fans = new Fans(inputs / groups * kernel.Height * kernel.Width, outputs / groups * kernel.Height * kernel.Width);
        layer.weight = Parameter([outputs, inputs / groups, kernel.Height, kernel.Width], weightInit, initialization, fans);
        if (bias) layer.bias = Parameter([outputs], biasInit, initialization, fans);
        return layer;
    }

    /// <summary>A 1×1 convolution, [N, inputs, H, W] → [N, outputs, H', W'].</summary>
    public static PointwiseConv2d PointwiseConv2d(
        long inputs, long outputs, long stride, long padding, bool bias, Init weightInit, Init biasInit, Initialization initialization, long groups = 1) =>
        PointwiseConv2d(inputs, outputs, (stride, stride), (padding, padding), bias, weightInit, biasInit, initialization, groups);

    /// <summary>A 1×1 convolution with heights and widths, [N, inputs, H, W] → [N, outputs, H', W'].</summary>
    public static PointwiseConv2d PointwiseConv2d(
        long inputs, long outputs, (long Height, long Width) stride, (long Height, long Width) padding, bool bias, Init weightInit, Init biasInit,
        Initialization initialization, long groups = 1) =>
        new(
            Parameter([outputs, inputs / groups, 1, 1], weightInit, initialization, new Fans(inputs / groups, outputs / groups)),
            bias ? Parameter([outputs], biasInit, initialization, new Fans(inputs / groups, outputs / groups)) : null,
            stride, padding, groups);

    /// <summary>A 2-D transposed convolution whose output padding differs between height and width.</summary>
    public static UnevenConvTranspose2d UnevenConvTranspose2d(
        long inputs, long outputs, (long Height, long Width) kernel, (long Height, long Width) stride, (long Height, long Width) padding, (long Height, long Width) outputPadding,
        (long Height, long Width) dilation, long groups, bool bias, Init weightInit, Init biasInit, long fanIn, Initialization initialization) =>
        new(
            Parameter([inputs, outputs / groups, kernel.Height, kernel.Width], weightInit, initialization, new Fans(fanIn, inputs / groups * kernel.Height * kernel.Width)),
            bias ? Parameter([outputs], biasInit, initialization, new Fans(fanIn, inputs / groups * kernel.Height * kernel.Width)) : null,
            stride, padding, outputPadding, dilation, groups);

    /// <summary>A batch norm of maps [N, channels, H, W].</summary>
    public static BatchNorm BatchNorm2d(long channels, double eps, double momentum) => new CountingBatchNorm2d(channels, eps, momentum);

    /// <summary>A batch norm of maps [N, channels, H, W] whose weight does not start at one.</summary>
    public static BatchNorm BatchNorm2d(long channels, double eps, double momentum, Init weightInit, Initialization initialization) =>
        Filled(BatchNorm2d(channels, eps, momentum), weightInit, Init.Zeros, fanIn: 1, initialization);

    /// <summary>A layer norm of the last axis.</summary>
    public static LayerNorm LayerNorm(long features, double eps) => nn.LayerNorm(features, eps);

    /// <summary>A row of features for each number, [...] → [..., features].</summary>
    public static Embedding Embedding(long count, long features, Init weightInit, Initialization initialization)
    {
        var layer = nn.Embedding(count, features, device: META);
        layer.weight = Parameter([count, features], weightInit, initialization, new Fans(features, count));
        return layer;
    }

    /// <summary>Any layer of TorchSharp's, its weight and bias as the specification says; what its constructor drew is left where the weights are not wanted.</summary>
    /// <typeparam name="TLayer">Its type.</typeparam>
    /// <param name="layer">A new layer on the CPU.</param>
    /// <param name="weightInit">How <c>weight</c> starts.</param>
    /// <param name="biasInit">How <c>bias</c> starts, where there is one.</param>
    /// <param name="fanIn">What one output sums over, for starts that depend on it.</param>
    /// <param name="initialization">Whether the weights start so, or stay as they are.</param>
    /// <returns>The layer.</returns>
    public static TLayer Filled<TLayer>(TLayer layer, Init weightInit, Init biasInit, long fanIn, Initialization initialization)
        where TLayer : nn.Module
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (initialization != Initialization.Published) return layer;
        foreach (var (name, parameter) in layer.named_parameters(recurse: false)) Fill(parameter, name == "weight" ? weightInit : biasInit, Fans.Of(parameter.shape) with { In = fanIn });
        return layer;
    }

    /// <summary>A parameter of its own.</summary>
    public static Parameter Parameter(long[] shape, Init init, Initialization initialization) => Parameter(shape, init, initialization, Fans.Of(shape));

    private static Parameter Parameter(long[] shape, Init init, Initialization initialization, Fans fans)
    {
        var parameter = new Parameter(empty(shape));
        parameter.DetachFromDisposeScope();
        if (initialization == Initialization.Published) Fill(parameter, init, fans);
        return parameter;
    }

    private static void Fill(Parameter parameter, Init init, Fans fans)
    {
        switch (init)
        {
            case Init.ConstantInit constant:
                using (var value = constant.Value.ToScalar()) nn.init.constant_(parameter, value);
                break;
            case Init.NormalInit normal:
                nn.init.normal_(parameter, 0, normal.StandardDeviation);
                break;
            case Init.TruncatedNormalInit normal:
                TruncatedNormal(parameter, normal.StandardDeviation);
                break;
            case Init.UniformInit uniform:
                nn.init.uniform_(parameter, -uniform.Bound, uniform.Bound);
                break;
            case Init.FanInUniformInit:
                nn.init.uniform_(parameter, -1 / Math.Sqrt(fans.In), 1 / Math.Sqrt(fans.In));
                break;
            case Init.KaimingUniformInit:
                nn.init.uniform_(parameter, -Math.Sqrt(6.0 / fans.In), Math.Sqrt(6.0 / fans.In));
                break;
            case Init.XavierUniformInit:
                nn.init.uniform_(parameter, -Math.Sqrt(6.0 / (fans.In + fans.Out)), Math.Sqrt(6.0 / (fans.In + fans.Out)));
                break;
            case Init.FanOutNormalInit:
                nn.init.normal_(parameter, 0, Math.Sqrt(2.0 / fans.Out));
                break;
            default:
                throw new ArgumentException($"{init} says nothing about a parameter", nameof(init));
        }
    }

    /// <summary>As PyTorch's trunc_normal_ with bounds ±2; TorchSharp's own takes the mean for the deviation.</summary>
    private static void TruncatedNormal(Parameter parameter, double deviation)
    {
        using var noGradient = no_grad();
        using var bound = 2.0.ToScalar();
        using var scale = deviation.ToScalar();
        nn.init.normal_(parameter, 0, deviation);
        // Values beyond the bounds are drawn anew; at the usual deviation of 0.02 there are none.
        while (true)
        {
            using var size = parameter.abs();
            using var isOutside = size.gt(bound);
            using var any = isOutside.any();
            if (!any.item<bool>()) return;
            using var again = randn(parameter.shape);
            using var candidates = again.mul(scale);
            using var mixed = where(isOutside, candidates, parameter);
            parameter.copy_(mixed);
        }
    }

    /// <summary>What starts depend on.</summary>
    /// <param name="In">What one output sums over.</param>
    /// <param name="Out">To how many outputs one input adds.</param>
    private readonly record struct Fans(long In, long Out)
    {
        /// <summary>Those of a weight of this shape, as in PyTorch: outputs first, then inputs, then the kernel.</summary>
        public static Fans Of(long[] shape) => new(Product(shape.Skip(1)), shape.Length < 2 ? 1 : Product(shape) / shape[1]);

        private static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (product, size) => product * size);
    }
}
