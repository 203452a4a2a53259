using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Overlapping patches as columns, [N, C, H, W] → [N, C·kernel², positions]; channels outermost, positions row by row.</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Side of a patch.</param>
    /// <param name="stride">Step between two patches.</param>
    /// <param name="padding">Zeros added on each side.</param>
    /// <exception cref="SpecException">The patch does not fit.</exception>
    /// <example><code>x.Unfold(kernel: 3, padding: 1)  // [N, 576, 3136]</code></example>
    public static Sym Unfold(this Sym x, Dim kernel, Dim? stride = null, Dim? padding = null)
    {
        Checks.Rank(x, 4, "unfold", "a map [N, C, H, W]");
        (kernel, stride, padding) = Patches.Checked(kernel, stride, padding);
        var positions = Patches.Positions(kernel, stride, padding, x.Height, x.Width);
        var shape = new Shape(x.Shape[0], x.Channels * kernel * kernel, positions);
        return x.Graph.Add(new UnfoldOp(Checks.Fixed(kernel), Checks.Fixed(stride), Checks.Fixed(padding)), shape, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Patches as columns.</summary>
    T Unfold(UnfoldOp op, Operands<T> x);
}

/// <summary>Patches as columns.</summary>
public sealed record UnfoldOp(Dim Kernel, Dim Stride, Dim Padding) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "unfold";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == 0 ? inputs[0].Axis(0) : null);

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Unfold(this, x);

    internal override Op With(Renumbering to) => this with { Kernel = to.Size("kernel", Kernel), Stride = to.Size("stride", Stride), Padding = to.Size("padding", Padding) };
}
