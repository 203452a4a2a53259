using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Cutting a map into overlapping patches and adding them up again.</summary>
public static class Unfolding
{
    /// <summary>Overlapping patches as columns, [N, C, H, W] → [N, C·kernel², positions]; channels outermost, positions row by row.</summary>
    /// <param name="x">The map.</param>
    /// <param name="kernel">Side of a patch.</param>
    /// <param name="stride">Step between two patches.</param>
    /// <param name="padding">Zeros added on each side.</param>
    /// <exception cref="SpecException">The patch does not fit.</exception>
    public static Sym Unfold(this Sym x, Dim kernel, Dim? stride = null, Dim? padding = null)
    {
        Checks.Rank(x, 4, "unfold", "a map [N, C, H, W]");
        (kernel, stride, padding) = Checked(kernel, stride, padding);
        var positions = Positions(kernel, stride, padding, x.Height, x.Width);
        var shape = new Shape(x.Shape[0], x.Channels * kernel * kernel, positions);
        return x.Graph.Add(new UnfoldOp(kernel.Value, stride.Value, padding.Value), shape, x);
    }

    /// <summary>Adds up overlapping patches to a map, [N, C·kernel², positions] → [N, C, height, width].</summary>
    /// <param name="x">The patches as <see cref="Unfold"/> lays them out.</param>
    /// <param name="height">Height of the map.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="kernel">Side of a patch.</param>
    /// <param name="stride">Step between two patches.</param>
    /// <param name="padding">Rows and columns around the map that are cut off.</param>
    /// <exception cref="SpecException">The number of patches or channels does not fit.</exception>
    public static Sym Fold(this Sym x, Dim height, Dim width, Dim kernel, Dim? stride = null, Dim? padding = null)
    {
        Checks.Rank(x, 3, "fold", "patches [N, C·kernel², positions]");
        (kernel, stride, padding) = Checked(kernel, stride, padding);
        (height, width) = (Checks.Positive(height, nameof(height)), Checks.Positive(width, nameof(width)));
        var positions = Positions(kernel, stride, padding, height, width);
        if (positions != x.Shape[2])
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"a {height}×{width} map has {positions} patches of {kernel}×{kernel}, but the tensor {x.Shape} holds {x.Shape[2]}", nameof(height))
            {
                Provenance = Provenance.Join(Provenance.Join(height.Provenance, width.Provenance), x.Shape[2].Provenance),
                Wrong = [new(height, Nearest.Exactly(width)), new(width, Nearest.Exactly(height)), new(x.Shape[2], Nearest.Exactly(positions))],
            });
        }
        Checks.Divides(kernel * kernel, x.Shape[1], $"patches of {kernel}×{kernel} do not divide axis 1 of {x.Shape}", nameof(kernel));
        var shape = new Shape(x.Shape[0], Dim.CeilDivide(x.Shape[1], kernel * kernel), height, width);
        return x.Graph.Add(new FoldOp(height, width, kernel.Value, stride.Value, padding.Value), shape, x);
    }

    private static (Dim Kernel, Dim Stride, Dim Padding) Checked(Dim kernel, Dim? stride, Dim? padding) =>
        (Checks.Positive(kernel, nameof(kernel)), Checks.Positive(stride ?? 1, nameof(stride)), Checks.NotNegative(padding ?? 0, nameof(padding)));

    private static Dim Positions(Dim kernel, Dim stride, Dim padding, Dim height, Dim width)
    {
        var window = new SlidingWindow(kernel, stride, padding, 1);
        return window.Over(height, "height") * window.Over(width, "width");
    }
}

/// <summary>Patches as columns.</summary>
public sealed record UnfoldOp(long Kernel, long Stride, long Padding) : Op
{
    /// <inheritdoc/>
    public override string Name => "unfold";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == 0 ? inputs[0].Axis(0) : null);

    internal override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>Columns as patches, added up.</summary>
public sealed record FoldOp(Dim Height, Dim Width, long Kernel, long Stride, long Padding) : Op
{
    /// <inheritdoc/>
    public override string Name => "fold";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == 0 ? inputs[0].Axis(0) : null);

    internal override ResultOrder Order => ResultOrder.InOrder;
}
