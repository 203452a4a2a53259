using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// 2-D transposed convolution, [N, C, H, W] → [N, channels, H', W'] with
    /// H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
    /// </summary>
    /// <remarks>A number for a kernel, stride, padding or dilation is that of both directions; <c>(1, 7)</c> is height and width.</remarks>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where the weights belong: <c>weight</c> [C, channels/groups, kernel height, kernel width] and <c>bias</c> [channels].</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Distance in the result between the kernels of two neighbouring positions.</param>
    /// <param name="padding">Rows and columns that are cut off on each side of the result.</param>
    /// <param name="outputPadding">Rows and columns added at the bottom and on the right; less than the stride or the dilation.</param>
    /// <param name="dilation">Distance between two elements of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see each other.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="init">How the weight starts; PyTorch's default where absent.</param>
    /// <param name="biasInit">How the bias starts; PyTorch's default where absent.</param>
    /// <exception cref="SpecException">The sizes do not fit.</exception>
    /// <example><code>x.ConvTranspose2d(s / "up", 32, kernel: 2, stride: 2)  // [N, 32, 112, 112]</code></example>
    public static Sym ConvTranspose2d(
        this Sym x, Scope at, Dim channels, Extent kernel, Extent? stride = null, Extent? padding = null, Extent? outputPadding = null, Extent? dilation = null,
        Dim? groups = null, bool bias = true, Init? init = null, Init? biasInit = null)
    {
        Checks.Rank(x, 4, "a transposed 2-D convolution", "a map [N, C, H, W]");
        var inChannels = Checks.Constant(x.Channels, nameof(x));
        (channels, kernel) = (Checks.Constant(channels, nameof(channels)), Checks.Constant(kernel, nameof(kernel)));
        (stride, dilation) = (Checks.Constant(stride ?? 1, nameof(stride)), Checks.Constant(dilation ?? 1, nameof(dilation)));
        groups = Checks.Constant(groups ?? 1, nameof(groups));
        padding = Checks.Fixed(Checks.NotNegative(padding ?? 0, nameof(padding)));
        outputPadding = Checks.Fixed(Checks.NotNegative(outputPadding ?? 0, nameof(outputPadding)));
        Checks.Divides(groups, inChannels, $"{groups} groups do not divide {inChannels} input channels", nameof(groups));
        Checks.Divides(groups, channels, $"{groups} groups do not divide {channels} output channels", nameof(groups));
        var height = Over(x.Height, "height", kernel.Height, stride.Height, padding.Height, outputPadding.Height, dilation.Height);
        var width = Over(x.Width, "width", kernel.Width, stride.Width, padding.Width, outputPadding.Width, dilation.Width);
        var op = new ConvTranspose2dOp(
            inChannels, channels, kernel, stride, padding, outputPadding, dilation, groups, bias, init ?? Init.FanInUniform, biasInit ?? Init.FanInUniform);
        return x.Graph.Add(op, at.Path, new Shape(x.Shape[0], channels, height, width), ElementType.Float32, x);

        static Dim Over(Dim size, string axis, Dim kernel, Dim stride, Dim padding, Dim outputPadding, Dim dilation)
        {
            if (outputPadding.Value >= stride.Value && outputPadding.Value >= dilation.Value)
            {
                Problem.Report(new SpecException(
                    SpecErrors.WrongSize, $"output padding {outputPadding} has to be less than the stride {stride} or the dilation {dilation}", nameof(outputPadding))
                {
                    Provenance = Provenance.Join(outputPadding.Provenance, stride.Provenance),
                    Wrong = [new(outputPadding, [stride.Value - 1]), new(stride, [outputPadding.Value + 1])],
                });
            }
            var result = (size - 1) * stride + dilation * (kernel - 1) + outputPadding + 1 - 2 * padding;
            if (result.Minimum() is not < 1) return result;
            var provenance = Provenance.Join(padding.Provenance, Provenance.Join(kernel.Provenance, size.Provenance));
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"padding {padding} cuts off the whole {axis}: a kernel of {kernel} with stride {stride} makes {result + 2 * padding} of {size}", nameof(padding))
            {
                Provenance = provenance,
                Wrong = [new(padding, Nearest.Exactly((result + 2 * padding - 1) / 2))],
            });
            return ((Dim)1).Assumed(provenance);
        }
    }
}

public partial interface ILowering<T>
{
    /// <summary>2-D transposed convolution.</summary>
    T ConvTranspose2d(ConvTranspose2dOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>2-D transposed convolution.</summary>
    T ConvTranspose2d(ConvTranspose2dOp op);
}

/// <summary>2-D transposed convolution.</summary>
public sealed record ConvTranspose2dOp(
    Dim InChannels, Dim OutChannels, Extent Kernel, Extent Stride, Extent Padding, Extent OutputPadding, Extent Dilation, Dim Groups, bool Bias,
    Init WeightInit, Init BiasInit) : LayerOp
{
    /// <inheritdoc/>
    public override string Name => "conv_transpose2d";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => Bias
        ? [Weight, StateEntry.Bias(BiasInit, OutChannels)]
        : [Weight];

    /// <summary>What PyTorch takes for the fan-in of the weight: its sizes but for the first.</summary>
    public Dim FanIn => OutChannels / Groups * Kernel.Height * Kernel.Width;

    /// <inheritdoc/>
    public override MacKind MacKind => MacKind.Convolution;

    private StateEntry Weight => StateEntry.Weight(WeightInit, InChannels, OutChannels / Groups, Kernel.Height, Kernel.Width);

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => inputs[0].Shape.Elements * FanIn;

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.OfNewChannels(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.ConvTranspose2d(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.ConvTranspose2d(this);

    internal override Op With(Renumbering to) => this with
    {
        InChannels = to.Size("inChannels", InChannels), OutChannels = to.Size("outChannels", OutChannels), Kernel = to.Extent("kernel", Kernel), Stride = to.Extent("stride", Stride),
        Padding = to.Extent("padding", Padding), OutputPadding = to.Extent("outputPadding", OutputPadding), Dilation = to.Extent("dilation", Dilation), Groups = to.Size("groups", Groups),
        WeightInit = to.Init(WeightInit), BiasInit = to.Init(BiasInit),
    };
}
