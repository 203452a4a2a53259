using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The mean of each window, [N, C, H, W] → [N, C, H', W'].</summary>
    /// <remarks>A number for a kernel, stride or padding is that of both directions; <c>(1, 7)</c> is height and width.</remarks>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="stride">Step between two windows; the kernel where absent.</param>
    /// <param name="padding">Rows and columns of zeros around the map; at most half the kernel.</param>
    /// <param name="ceilMode">Whether a last, partial window counts; its mean is over what lies inside the map and its padding.</param>
    /// <param name="countPadding">Whether the zeros of the padding count in the mean, as they do in PyTorch where nothing is said.</param>
    /// <exception cref="SpecException">The window does not fit.</exception>
    /// <example><code>x.AveragePool2d(kernel: 2)  // [N, 64, 28, 28]</code></example>
    public static Sym AveragePool2d(this Sym x, Extent kernel, Extent? stride = null, Extent? padding = null, bool ceilMode = false, bool countPadding = true) =>
        Pool(x, kernel, stride, padding, ceilMode, countPadding, PoolKind.Average);

    /// <summary>The largest element of each window, [N, C, H, W] → [N, C, H', W'].</summary>
    /// <remarks>A number for a kernel, stride or padding is that of both directions; <c>(1, 7)</c> is height and width.</remarks>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="stride">Step between two windows; the kernel where absent.</param>
    /// <param name="padding">Rows and columns around the map that never win; at most half the kernel.</param>
    /// <param name="ceilMode">Whether a last, partial window counts.</param>
    /// <exception cref="SpecException">The window does not fit.</exception>
    /// <example><code>x.MaxPool2d(kernel: 3, stride: 2, padding: 1)  // [N, 64, 28, 28]</code></example>
    public static Sym MaxPool2d(this Sym x, Extent kernel, Extent? stride = null, Extent? padding = null, bool ceilMode = false) =>
        Pool(x, kernel, stride, padding, ceilMode, true, PoolKind.Max);

    private static Sym Pool(Sym x, Extent kernel, Extent? stride, Extent? padding, bool ceilMode, bool countPadding, PoolKind kind)
    {
        Checks.Rank(x, 4, "pooling", "a map [N, C, H, W]");
        kernel = Checks.Positive(kernel, nameof(kernel));
        stride = Checks.Positive(stride ?? kernel, nameof(stride));
        padding = Checks.NotNegative(padding ?? 0, nameof(padding));
        CheckHalf(padding.Height, kernel.Height);
        if (!padding.IsSquare || !kernel.IsSquare) CheckHalf(padding.Width, kernel.Width);
        var (height, width) = SlidingWindow.Over(x, kernel, stride, padding, 1, ceilMode);
        return x.Graph.Add(new Pool2dOp(kind, kernel, stride, Checks.Fixed(padding), ceilMode, countPadding), new Shape(x.Shape[0], x.Channels, height, width), x);
    }

    private static void CheckHalf(Dim padding, Dim kernel)
    {
        if (!kernel.IsConstant || !padding.IsConstant || 2 * padding.Value <= kernel.Value) return;
        Problem.Report(new SpecException(SpecErrors.WrongSize, $"padding {padding} is more than half the kernel {kernel}", nameof(padding))
        {
            Provenance = padding.Provenance,
            Wrong = [new(padding, [kernel.Value / 2]), new(kernel, [2 * padding.Value])],
        });
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

public partial interface ILowering<T>
{
    /// <summary>Pooling with a window.</summary>
    T Pool2d(Pool2dOp op, Operands<T> x);
}

/// <summary>Pooling with a window.</summary>
/// <param name="Kind">What a window yields.</param>
/// <param name="Kernel">Its height and width.</param>
/// <param name="Stride">The step between two windows.</param>
/// <param name="Padding">Rows and columns around the map.</param>
/// <param name="CeilMode">Whether a last, partial window counts.</param>
/// <param name="CountPadding">Whether the padding counts in a mean.</param>
public sealed record Pool2dOp(PoolKind Kind, Extent Kernel, Extent Stride, Extent Padding, bool CeilMode, bool CountPadding) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        PoolKind.Average => "avg_pool2d",
        PoolKind.Max => "max_pool2d",
    };

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Pool2d(this, x);

    internal override Op With(Renumbering to) => this with
    {
        Kernel = to.Extent("kernel", Kernel), Stride = to.Extent("stride", Stride), Padding = to.Extent("padding", Padding),
    };
}
