using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Pooling over a map.</summary>
public static class Pooling
{
    /// <summary>The mean of each window, [N, C, H, W] → [N, C, H', W'].</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="stride">Step between two windows; the kernel where absent.</param>
    /// <param name="ceilMode">Whether a last, partial window counts; its mean is over what lies inside the map.</param>
    /// <exception cref="SpecException">The window does not fit.</exception>
    public static Sym AveragePool2d(this Sym x, Dim kernel, Dim? stride = null, bool ceilMode = false) =>
        Pool(x, kernel, stride, 0, ceilMode, PoolKind.Average);

    /// <summary>The mean of each window, [N, C, H, W] → [N, C, H', W'].</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="stride">Steps between two windows, downwards and to the right.</param>
    /// <exception cref="SpecException">The window does not fit.</exception>
    public static Sym AveragePool2d(this Sym x, (Dim Height, Dim Width) kernel, (Dim Height, Dim Width) stride) =>
        Pool(x, kernel, stride, 0, false, PoolKind.Average);

    /// <summary>The largest element of each window, [N, C, H, W] → [N, C, H', W'].</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="stride">Step between two windows; the kernel where absent.</param>
    /// <param name="padding">Rows and columns around the map that never win.</param>
    /// <param name="ceilMode">Whether a last, partial window counts.</param>
    /// <exception cref="SpecException">The window does not fit.</exception>
    public static Sym MaxPool2d(this Sym x, Dim kernel, Dim? stride = null, Dim? padding = null, bool ceilMode = false) =>
        Pool(x, kernel, stride, padding ?? 0, ceilMode, PoolKind.Max);

    /// <summary>The mean over a grid of windows of the given number, whatever the map's size, [N, C, H, W] → [N, C, height, width].</summary>
    /// <param name="x">The map.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <exception cref="SpecException">A size is below 1.</exception>
    public static Sym AdaptiveAveragePool2d(this Sym x, Dim height, Dim width)
    {
        Checks.Rank(x, 4, "pooling", "a map [N, C, H, W]");
        (height, width) = (Checks.Positive(height, nameof(height)), Checks.Positive(width, nameof(width)));
        return x.Graph.Add(new AdaptiveAveragePool2dOp(height, width), new Shape(x.Shape[0], x.Channels, height, width), x);
    }

    private static Sym Pool(Sym x, Dim kernel, Dim? stride, Dim padding, bool ceilMode, PoolKind kind)
    {
        kernel = Checks.Positive(kernel, nameof(kernel));
        padding = Checks.NotNegative(padding, nameof(padding));
        if (kernel.IsConstant && padding.IsConstant && 2 * padding.Value > kernel.Value)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"padding {padding} is more than half the kernel {kernel}", nameof(padding))
            {
                Provenance = padding.Provenance,
                Wrong = [new(padding, [kernel.Value / 2]), new(kernel, [2 * padding.Value])],
            });
        }
        return Pool(x, (kernel, kernel), (stride ?? kernel, stride ?? kernel), padding, ceilMode, kind);
    }

    private static Sym Pool(Sym x, (Dim Height, Dim Width) kernel, (Dim Height, Dim Width) stride, Dim padding, bool ceilMode, PoolKind kind)
    {
        Checks.Rank(x, 4, "pooling", "a map [N, C, H, W]");
        kernel = (Checks.Positive(kernel.Height, nameof(kernel)), Checks.Positive(kernel.Width, nameof(kernel)));
        stride = (Checks.Positive(stride.Height, nameof(stride)), Checks.Positive(stride.Width, nameof(stride)));
        var shape = new Shape(
            x.Shape[0], x.Channels,
            new SlidingWindow(kernel.Height, stride.Height, padding, 1, ceilMode).Over(x.Height, "height"),
            new SlidingWindow(kernel.Width, stride.Width, padding, 1, ceilMode).Over(x.Width, "width"));
        return x.Graph.Add(new Pool2dOp(kind, kernel.Height, kernel.Width, stride.Height, stride.Width, padding.Value, ceilMode), shape, x);
    }
}

/// <summary>What a window yields.</summary>
public enum PoolKind
{
    /// <summary>Its mean.</summary>
    Average,

    /// <summary>Its largest element.</summary>
    Max,
}

/// <summary>Pooling with a window.</summary>
public sealed record Pool2dOp(
    PoolKind Kind, Dim KernelHeight, Dim KernelWidth, Dim StrideHeight, Dim StrideWidth, long Padding, bool CeilMode) : Op
{
    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        PoolKind.Average => "avg_pool2d",
        PoolKind.Max => "max_pool2d",
    };

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;
}

/// <summary>Average pooling to a given size.</summary>
public sealed record AdaptiveAveragePool2dOp(Dim Height, Dim Width) : Op
{
    /// <inheritdoc/>
    public override string Name => "adaptive_avg_pool2d";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.InOrder;
}
