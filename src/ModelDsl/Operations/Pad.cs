using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Adds zeros around the last two axes.</summary>
    /// <param name="x">The tensor [.., H, W].</param>
    /// <param name="left">Columns before the first.</param>
    /// <param name="right">Columns after the last.</param>
    /// <param name="top">Rows above the first.</param>
    /// <param name="bottom">Rows below the last.</param>
    /// <exception cref="SpecException">A number is negative, or there are fewer than two axes.</exception>
    /// <example><code>x.Pad(left: 0, right: 1, top: 0, bottom: 1)  // [N, 64, 57, 57]</code></example>
    public static Sym Pad(this Sym x, Dim left, Dim right, Dim top, Dim bottom)
    {
        if (x.Rank < 2) throw new SpecException(SpecErrors.WrongRank, $"padding works on the last two axes; {x.Shape} has {Dim.Text(x.Rank)}", nameof(x));
        Checks.NotNegative(left, nameof(left));
        Checks.NotNegative(right, nameof(right));
        Checks.NotNegative(top, nameof(top));
        Checks.NotNegative(bottom, nameof(bottom));
        if (left == 0 && right == 0 && top == 0 && bottom == 0) return x;
        var shape = x.Shape.With(-1, x.Shape[-1] + left + right).With(-2, x.Shape[-2] + top + bottom);
        return x.Graph.Add(new PadOp(left, right, top, bottom), "", shape, x.Type, x);
    }

    /// <summary>
    /// Adds zeros so that a kernel has ⌈size/stride⌉ positions in each direction, as TensorFlow's <c>"same"</c> padding does: where
    /// their number is odd, the larger half is right and below. <c>x.PadSame(3, 2).Conv2d(at, channels, 3, stride: 2)</c>.
    /// </summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <exception cref="SpecException">The tensor is not a map, or a kernel is smaller than its stride where the size is fixed only at run time.</exception>
    /// <example><code>x.PadSame(kernel: 3, stride: 2)  // [N, 64, 57, 57]</code></example>
    public static Sym PadSame(this Sym x, Extent kernel, Extent? stride = null)
    {
        Checks.Rank(x, 4, "padding for a kernel", "a map [N, C, H, W]");
        kernel = Checks.Positive(kernel, nameof(kernel));
        stride = Checks.Positive(stride ?? 1, nameof(stride));
        var (width, height) = (MissingFor(x.Width, kernel.Width, stride.Width), MissingFor(x.Height, kernel.Height, stride.Height));
        var (left, top) = (width / 2, height / 2);
        return x.Pad(left, width - left, top, height - top);
    }

    /// <summary>How many positions an axis lacks for a kernel that is put down ⌈size/stride⌉ times.</summary>
    private static Dim MissingFor(Dim size, Dim kernel, Dim stride)
    {
        var missing = (Dim.CeilDivide(size, stride) - 1) * stride + kernel - size;
        if (missing.IsConstant) return missing.Value < 0 ? 0 : missing;
        if ((kernel - stride).Minimum() is < 0)
        {
            throw new SpecException(SpecErrors.NotConstant, $"kernel {kernel} is smaller than its stride {stride}, and the size {size} is fixed only at run time: whether it lacks positions is not known before", nameof(kernel))
            {
                Provenance = Provenance.Join(kernel.Provenance, stride.Provenance), Wrong = [new(kernel, Nearest.Exactly(stride)), new(stride, Nearest.Exactly(kernel))],
            };
        }
        return missing;
    }
}

public partial interface ILowering<T>
{
    /// <summary>Zeros around the last two axes.</summary>
    T Pad(PadOp op, Operands<T> x);
}

/// <summary>Zeros around the last two axes.</summary>
public sealed record PadOp(Dim Left, Dim Right, Dim Top, Dim Bottom) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "pad";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Resized(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Pad(this, x);

    internal override Op With(Renumbering to) => this with { Left = to.Size("left", Left), Right = to.Size("right", Right), Top = to.Size("top", Top), Bottom = to.Size("bottom", Bottom) };
}
