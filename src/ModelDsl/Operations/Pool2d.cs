using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
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
        return x.Graph.Add(new Pool2dOp(kind, kernel.Height, kernel.Width, stride.Height, stride.Width, Checks.Fixed(padding), ceilMode), shape, x);
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
public sealed record Pool2dOp(
    PoolKind Kind, Dim KernelHeight, Dim KernelWidth, Dim StrideHeight, Dim StrideWidth, Dim Padding, bool CeilMode) : PlainOp
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
        KernelHeight = to.Size("kernelHeight", KernelHeight), KernelWidth = to.Size("kernelWidth", KernelWidth), StrideHeight = to.Size("strideHeight", StrideHeight),
        StrideWidth = to.Size("strideWidth", StrideWidth), Padding = to.Size("padding", Padding),
    };
}
