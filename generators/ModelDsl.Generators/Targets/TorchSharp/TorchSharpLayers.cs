using System.Collections.Generic;
using ModelDsl.Generators.Model.Lowering;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>A layer as a module.</summary>
/// <param name="Type">Its type, one of <see cref="TorchSharpLayers.Types"/>.</param>
/// <param name="New">The expression that makes it.</param>
internal sealed record LayerCode(string Type, string New)
{
    /// <summary>What a numbered layer is called: <c>Conv0</c>.</summary>
    public string Short { get; init; } = Type;
}

/// <summary>Each layer as a module of TorchSharp, or of the runtime where TorchSharp has none that serves.</summary>
/// <param name="size">The text of a size in a constructor.</param>
internal sealed class TorchSharpLayers(System.Func<Dim, string> size) : ILayers<LayerCode>
{
    /// <summary>The types of layers: each takes one tensor and yields one.</summary>
    public static readonly IReadOnlyList<string> Types = ["BatchNorm", "Conv2d", "ConvTranspose2d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "Linear", "PointwiseConv2d", "RmsNorm"];

    private static readonly TorchSharpLayers s_anySize = new(_ => "");

    /// <summary>The module of a layer, whatever its sizes.</summary>
    public static LayerCode Of(LayerOp op) => op.Build(s_anySize);

    /// <summary>The expression that makes a layer.</summary>
    public static string New(LayerOp op, System.Func<Dim, string> size) => op.Build(new TorchSharpLayers(size)).New;

    public LayerCode Conv2d(Conv2dOp op)
    {
        var start = $"{size(op.InChannels)}, {size(op.OutChannels)}";
        var end = $"bias: {Literals.Of(op.Bias)}, {Inits(op.WeightInit, op.BiasInit)}, initialization";
        return ConvolutionKernels.IsPointwise(op)
            ? new("PointwiseConv2d", $"NewLayer.PointwiseConv2d({start}, stride: {size(op.Stride)}, padding: {size(op.Padding)}, {end}{Groups(op, size)})") { Short = "Conv" }
            : new("Conv2d", $"NewLayer.Conv2d({start}, kernel: {size(op.Kernel)}, stride: {size(op.Stride)}, padding: {size(op.Padding)}, dilation: {size(op.Dilation)}, groups: {size(op.Groups)}, {end})") { Short = "Conv" };
    }

    public LayerCode Linear(LinearOp op) => new(
        "Linear", $"NewLayer.Linear({size(op.InFeatures)}, {size(op.OutFeatures)}, bias: {Literals.Of(op.Bias)}, {Inits(op.WeightInit, op.BiasInit)}, initialization)");

    public LayerCode BatchNorm2d(BatchNorm2dOp op) => new(
        "BatchNorm", $"NewLayer.BatchNorm2d({size(op.Channels)}, eps: {Literals.Of(op.Eps)}, momentum: {Literals.Of(op.Momentum)})");

    public LayerCode LayerNorm(LayerNormOp op) => new("LayerNorm", $"NewLayer.LayerNorm({size(op.Features)}, eps: {Literals.Of(op.Eps)})");

    // TorchSharp's own constructor leaves the weight without values.
    public LayerCode GroupNorm(GroupNormOp op) => new(
        "GroupNorm", $"NewLayer.Filled(nn.GroupNorm({size(op.Groups)}, {size(op.Channels)}, eps: {Literals.Of(op.Eps)}), {Inits(Init.Ones, Init.Zeros)}, fanIn: 1, initialization)");

    public LayerCode InstanceNorm2d(InstanceNorm2dOp op) => new(
        "InstanceNorm2d", $"NewLayer.Filled(nn.InstanceNorm2d({size(op.Channels)}, eps: {Literals.Of(op.Eps)}, affine: true), {Inits(Init.Ones, Init.Zeros)}, fanIn: 1, initialization)");

    public LayerCode RmsNorm(RmsNormOp op) => new("RmsNorm", $"new RmsNorm({size(op.Features)}, eps: {Literals.Of(op.Eps)})");

    public LayerCode ConvTranspose2d(ConvTranspose2dOp op)
    {
        var sizes = $"kernel_size: {size(op.Kernel)}, stride: {size(op.Stride)}, padding: {size(op.Padding)}, output_padding: {size(op.OutputPadding)}, dilation: {size(op.Dilation)}, groups: {size(op.Groups)}";
        return new(
            "ConvTranspose2d",
            $"NewLayer.Filled(nn.ConvTranspose2d({size(op.InChannels)}, {size(op.OutChannels)}, {sizes}, bias: {Literals.Of(op.Bias)}), {Inits(op.WeightInit, op.BiasInit)}, fanIn: {size(op.FanIn)}, initialization)");
    }

    /// <summary>The last argument of a 1×1 convolution of several groups.</summary>
    public static string Groups(Conv2dOp op, System.Func<Dim, string> size) => op.Groups == 1 ? "" : $", groups: {size(op.Groups)}";

    private static string Inits(Init weight, Init bias) => $"{InitText.Of(weight)}, {InitText.Of(bias)}";
}
