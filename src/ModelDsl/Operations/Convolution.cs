using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Convolution.</summary>
public static class Convolution
{
    /// <summary>2-D convolution, [N, C, H, W] → [N, channels, H', W'] with H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where the weights belong: <c>weight</c> [channels, C/groups, kernel, kernel] and <c>bias</c> [channels].</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="padding">Zeros added on each side.</param>
    /// <param name="dilation">Distance between two elements of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see each other; C means depthwise.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="init">How the weight starts; PyTorch's default where absent.</param>
    /// <param name="biasInit">How the bias starts; PyTorch's default where absent.</param>
    /// <exception cref="SpecException">The sizes do not fit.</exception>
    public static Sym Conv2d(
        this Sym x, Scope at, Dim channels, Dim kernel, Dim? stride = null, Dim? padding = null, Dim? dilation = null,
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
            Checks.Constant(stride, nameof(stride)), padding.Value, dilation.Value, groups.Value, bias,
            init ?? Init.FanInUniform, biasInit ?? Init.FanInUniform);
        var window = new SlidingWindow(kernel, stride, padding, dilation);
        var shape = new Shape(x.Shape[0], channels, window.Over(x.Height, "height"), window.Over(x.Width, "width"));
        return x.Graph.Add(op, at.Path, shape, ElementType.Float32, x);
    }
}

/// <summary>Where a kernel is put down along one axis.</summary>
internal sealed record SlidingWindow(Dim Kernel, Dim Stride, Dim Padding, Dim Dilation, bool CeilMode = false)
{
    /// <summary>Whether it is the gaps rather than the elements that make the kernel large.</summary>
    private bool IsWide => Kernel.IsConstant && Dilation.IsConstant && Dilation.Value > Kernel.Value;

    /// <summary>How many positions there are along an axis of the given size.</summary>
    public Dim Over(Dim size, string axis)
    {
        var room = size + 2 * Padding - Dilation * (Kernel - 1) - 1;
        var least = room.IsConstant ? room.Value : Kernel.IsConstant && Dilation.IsConstant ? room.Minimum() : null;
        // A last, partial window may be the only one.
        if (least is < 0 && !(CeilMode && Stride.IsConstant && least > -Stride.Value))
        {
            var reach = IsWide ? Provenance.Join(Dilation.Provenance, Kernel.Provenance) : Provenance.Join(Kernel.Provenance, Dilation.Provenance);
            var provenance = Provenance.Join(reach, Provenance.Join(size.Provenance, Padding.Provenance));
            Problem.Report(new SpecException(
                SpecErrors.KernelTooLarge,
                $"kernel {Kernel}{(Dilation == 1 ? "" : $" with dilation {Dilation}")} does not fit into a {axis} of {size}{(size.IsConstant ? "" : $", which can be {size.Minimum()},")} with padding {Padding}", "kernel")
            {
                Provenance = provenance,
                Wrong =
                [
                    new(Dilation, Kernel == 1 ? [] : Nearest.Exactly((size + 2 * Padding - 1) / (Kernel - 1))), new(Kernel, Nearest.Exactly((size + 2 * Padding - 1) / Dilation + 1)), new(size, Nearest.Exactly(size - room)),
                    new(Padding, Nearest.Exactly(Padding - room / 2)),
                ],
            });
            return ((Dim)1).Assumed(provenance);
        }
        if (!CeilMode) return room / Stride + 1;
        // As in PyTorch, the last window has to start inside the map or its left padding. One that is at least as long as
        // the step and the padding does.
        return (Kernel - Stride - Padding).Minimum() is >= 0 ? Dim.CeilDivide(room, Stride) + 1 : (size + Padding - 1) / Stride + 1;
    }
}

/// <summary>2-D convolution with square kernel, stride, padding and dilation.</summary>
public sealed record Conv2dOp(
    long InChannels, long OutChannels, long Kernel, long Stride, long Padding, long Dilation, long Groups, bool Bias,
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

    private StateEntry Weight => StateEntry.Weight(WeightInit, OutChannels, InChannels / Groups, Kernel, Kernel);

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => output.Shape.Elements * (InChannels / Groups * Kernel * Kernel);

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.AsMap(inputs[0], AxisNames.Of(shape, i => i == 1 ? null : AxisNames.Resized(inputs[0], i, shape[i])));

    internal override ResultOrder Order => ResultOrder.AsMap;
}
