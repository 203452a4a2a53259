using System.Collections.Generic;
using System.Linq;

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
    public static readonly IReadOnlyList<string> Types = ["BatchNorm", "Conv2d", "ConvTranspose2d", "Embedding", "GroupNorm", "InstanceNorm2d", "LayerNorm", "Linear", "PointwiseConv2d", "RmsNorm", "UnevenConvTranspose2d"];

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
            ? new("PointwiseConv2d", $"NewLayer.PointwiseConv2d({start}, {Pair(size, ("stride", op.Stride), ("padding", op.Padding))}, {end}{Groups(op, size)})") { Short = "Conv" }
            : new("Conv2d", $"NewLayer.Conv2d({start}, {Pair(size, ("kernel", op.Kernel), ("stride", op.Stride), ("padding", op.Padding), ("dilation", op.Dilation))}, groups: {size(op.Groups)}, {end})") { Short = "Conv" };
    }

    public LayerCode Linear(LinearOp op) => new(
        "Linear", $"NewLayer.Linear({size(op.InFeatures)}, {size(op.OutFeatures)}, bias: {Literals.Of(op.Bias)}, {Inits(op.WeightInit, op.BiasInit)}, initialization)");

    public LayerCode BatchNorm2d(BatchNorm2dOp op) => new(
        "BatchNorm",
        $"NewLayer.BatchNorm2d({size(op.Channels)}, eps: {Literals.Of(op.Eps)}, momentum: {Literals.Of(op.Momentum)}{(op.WeightInit == Init.Ones ? "" : $", {InitText.Of(op.WeightInit)}, initialization")})");

    public LayerCode LayerNorm(LayerNormOp op) => new("LayerNorm", $"NewLayer.LayerNorm({size(op.Features)}, eps: {Literals.Of(op.Eps)})");

    // TorchSharp's own constructor leaves the weight without values.
    public LayerCode GroupNorm(GroupNormOp op) => new(
        "GroupNorm", $"NewLayer.Filled(nn.GroupNorm({size(op.Groups)}, {size(op.Channels)}, eps: {Literals.Of(op.Eps)}), {Inits(Init.Ones, Init.Zeros)}, fanIn: 1, initialization)");

    public LayerCode InstanceNorm2d(InstanceNorm2dOp op) => new(
        "InstanceNorm2d", $"NewLayer.Filled(nn.InstanceNorm2d({size(op.Channels)}, eps: {Literals.Of(op.Eps)}, affine: true), {Inits(Init.Ones, Init.Zeros)}, fanIn: 1, initialization)");

    public LayerCode Embedding(EmbeddingOp op) => new("Embedding", $"NewLayer.Embedding({size(op.Count)}, {size(op.Features)}, {InitText.Of(op.WeightInit)}, initialization)");

    public LayerCode RmsNorm(RmsNormOp op) => new("RmsNorm", $"new RmsNorm({size(op.Features)}, eps: {Literals.Of(op.Eps)})");

    public LayerCode ConvTranspose2d(ConvTranspose2dOp op)
    {
        var start = $"{size(op.InChannels)}, {size(op.OutChannels)}";
        if (!op.OutputPadding.IsSquare)
        {
            var pairs = Pair(size, ("kernel", op.Kernel), ("stride", op.Stride), ("padding", op.Padding), ("outputPadding", op.OutputPadding), ("dilation", op.Dilation));
            return new("UnevenConvTranspose2d", $"NewLayer.UnevenConvTranspose2d({start}, {pairs}, groups: {size(op.Groups)}, bias: {Literals.Of(op.Bias)}, {Inits(op.WeightInit, op.BiasInit)}, fanIn: {size(op.FanIn)}, initialization)") { Short = "ConvTranspose2d" };
        }
        var sizes = $"{Pair(size, ("kernel_size", op.Kernel), ("stride", op.Stride), ("padding", op.Padding), ("output_padding", op.OutputPadding), ("dilation", op.Dilation))}, groups: {size(op.Groups)}";
        return new(
            "ConvTranspose2d",
            $"NewLayer.Filled(nn.ConvTranspose2d({start}, {sizes}, bias: {Literals.Of(op.Bias)}), {Inits(op.WeightInit, op.BiasInit)}, fanIn: {size(op.FanIn)}, initialization)");
    }

    /// <summary>Arguments that are heights and widths: one number each where all are square, else pairs.</summary>
    public static string Pair(System.Func<Dim, string> size, params (string Name, Extent Value)[] arguments)
    {
        List<(string Name, string Height, string Width)> texts = [.. arguments.Select(a => (a.Name, size(a.Value.Height), size(a.Value.Width)))];
        return string.Join(", ", texts.TrueForAll(t => t.Height == t.Width) ? texts.Select(t => $"{t.Name}: {t.Height}") : texts.Select(t => $"{t.Name}: ({t.Height}, {t.Width})"));
    }

    /// <summary>The last argument of a 1×1 convolution of several groups.</summary>
    public static string Groups(Conv2dOp op, System.Func<Dim, string> size) => op.Groups == 1 ? "" : $", groups: {size(op.Groups)}";

    private static string Inits(Init weight, Init bias) => $"{InitText.Of(weight)}, {InitText.Of(bias)}";
}
