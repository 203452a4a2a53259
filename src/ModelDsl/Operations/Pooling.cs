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
        Checks.Rank(x, 4, "pooling", "a map [N, C, H, W]");
        kernel = Checks.Positive(kernel, nameof(kernel));
        (stride, padding) = (Checks.Positive(stride ?? kernel, nameof(stride)), Checks.NotNegative(padding, nameof(padding)));
        if (kernel.IsConstant && padding.IsConstant && 2 * padding.Value > kernel.Value)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"padding {padding} is more than half the kernel {kernel}", nameof(padding))
            {
                Provenance = padding.Provenance,
                Wrong = [new(padding, [kernel.Value / 2]), new(kernel, [2 * padding.Value])],
            });
        }
        var window = new SlidingWindow(kernel, stride, padding, 1, ceilMode);
        var shape = new Shape(x.Shape[0], x.Channels, window.Over(x.Height, "height"), window.Over(x.Width, "width"));
        return x.Graph.Add(new Pool2dOp(kind, kernel.Value, stride.Value, padding.Value, ceilMode), shape, x);
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

/// <summary>Pooling with a square window.</summary>
public sealed record Pool2dOp(PoolKind Kind, long Kernel, long Stride, long Padding, bool CeilMode) : Op
{
    /// <inheritdoc/>
    public override string Name => Kind == PoolKind.Average ? "avg_pool2d" : "max_pool2d";
}

/// <summary>Average pooling to a given size.</summary>
public sealed record AdaptiveAveragePool2dOp(Dim Height, Dim Width) : Op
{
    /// <inheritdoc/>
    public override string Name => "adaptive_avg_pool2d";
}
