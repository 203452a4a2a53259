using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>2-D convolution, [N, C, H, W] → [N, channels, H', W'] with H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.</summary>
    /// <remarks>A number for a kernel, stride, padding or dilation is that of both directions; <c>(1, 7)</c> is height and width.</remarks>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where the weights belong: <c>weight</c> [channels, C/groups, kernel height, kernel width] and <c>bias</c> [channels].</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="padding">Zeros added on each side.</param>
    /// <param name="dilation">Distance between two elements of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see each other; C means depthwise.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="init">How the weight starts; PyTorch's default where absent.</param>
    /// <param name="biasInit">How the bias starts; PyTorch's default where absent.</param>
    /// <exception cref="SpecException">The sizes do not fit.</exception>
    /// <example><code>x.Conv2d(s / "conv", 128, kernel: 3, stride: 2, padding: 1)  // [N, 128, 28, 28]</code></example>
    public static Sym Conv2d(
        this Sym x, Scope at, Dim channels, Extent kernel, Extent? stride = null, Extent? padding = null, Extent? dilation = null,
        Dim? groups = null, bool bias = true, Init? init = null, Init? biasInit = null)
    {
        Checks.Rank(x, 4, "a 2-D convolution", "a map [N, C, H, W]");
        (stride, padding, dilation, groups) = (stride ?? 1, padding ?? 0, dilation ?? 1, groups ?? 1);
        (channels, kernel) = (Checks.Positive(channels, nameof(channels)), Checks.Positive(kernel, nameof(kernel)));
        (stride, padding) = (Checks.Positive(stride, nameof(stride)), Checks.NotNegative(padding, nameof(padding)));
        (dilation, groups) = (Checks.Positive(dilation, nameof(dilation)), Checks.Positive(groups, nameof(groups)));
        Checks.Divides(groups, x.Channels, $"{groups} groups do not divide {x.Channels} input channels", nameof(groups));
        Checks.Divides(groups, channels, $"{groups} groups do not divide {channels} output channels", nameof(groups));
        var op = new Conv2dOp(
            Checks.Constant(x.Channels, nameof(x)), Checks.Constant(channels, nameof(channels)), Checks.Constant(kernel, nameof(kernel)),
            Checks.Constant(stride, nameof(stride)), Checks.Fixed(padding), Checks.Fixed(dilation), Checks.Fixed(groups), bias,
            init ?? Init.FanInUniform, biasInit ?? Init.FanInUniform);
        var (height, width) = SlidingWindow.Over(x, kernel, stride, padding, dilation);
        return x.Graph.Add(op, at.Path, new Shape(x.Shape[0], channels, height, width), ElementType.Float32, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>2-D convolution.</summary>
    T Conv2d(Conv2dOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>2-D convolution.</summary>
    T Conv2d(Conv2dOp op);
}

/// <summary>2-D convolution.</summary>
public sealed record Conv2dOp(
    Dim InChannels, Dim OutChannels, Extent Kernel, Extent Stride, Extent Padding, Extent Dilation, Dim Groups, bool Bias,
    Init WeightInit, Init BiasInit) : LayerOp
{
    /// <inheritdoc/>
    public override string Name => "conv2d";

    /// <inheritdoc/>
    public override MacKind MacKind => MacKind.Convolution;

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => Bias
        ? [Weight, StateEntry.Bias(BiasInit, OutChannels)]
        : [Weight];

    /// <summary>The input channels of one group; a file that has others has another input.</summary>
    private Dim GroupChannels => (InChannels / Groups).From(InChannels.Provenance);

    private StateEntry Weight => StateEntry.Weight(WeightInit, OutChannels, GroupChannels, Kernel.Height, Kernel.Width);

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => output.Shape.Elements * (GroupChannels * Kernel.Height * Kernel.Width);

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.OfNewChannels(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Conv2d(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.Conv2d(this);

    internal override Op With(Renumbering to) => this with
    {
        InChannels = to.Size("inChannels", InChannels), OutChannels = to.Size("outChannels", OutChannels), Kernel = to.Extent("kernel", Kernel), Stride = to.Extent("stride", Stride),
        Padding = to.Extent("padding", Padding), Dilation = to.Extent("dilation", Dilation), Groups = to.Size("groups", Groups),
        WeightInit = to.Init(WeightInit), BiasInit = to.Init(BiasInit),
    };
}
