using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Adds up overlapping patches to a map, [N, C·kernel², positions] → [N, C, height, width].</summary>
    /// <param name="x">The patches as <see cref="Unfold"/> lays them out.</param>
    /// <param name="height">Height of the map.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="kernel">Side of a patch.</param>
    /// <param name="stride">Step between two patches.</param>
    /// <param name="padding">Rows and columns around the map that are cut off.</param>
    /// <exception cref="SpecException">The number of patches or channels does not fit.</exception>
    /// <example><code>x.Unfold(kernel: 3, padding: 1).Fold(56, 56, kernel: 3, padding: 1)  // [N, 64, 56, 56]</code></example>
    public static Sym Fold(this Sym x, Dim height, Dim width, Dim kernel, Dim? stride = null, Dim? padding = null)
    {
        Checks.Rank(x, 3, "fold", "patches [N, C·kernel², positions]");
        (kernel, stride, padding) = Patches.Checked(kernel, stride, padding);
        (height, width) = (Checks.Positive(height, nameof(height)), Checks.Positive(width, nameof(width)));
        var positions = Patches.Positions(kernel, stride, padding, height, width);
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
        return x.Graph.Add(new FoldOp(height, width, Checks.Fixed(kernel), Checks.Fixed(stride), Checks.Fixed(padding)), shape, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Columns as patches, added up.</summary>
    T Fold(FoldOp op, Operands<T> x);
}

/// <summary>Columns as patches, added up.</summary>
public sealed record FoldOp(Dim Height, Dim Width, Dim Kernel, Dim Stride, Dim Padding) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "fold";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == 0 ? inputs[0].Axis(0) : null);

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Fold(this, x);

    internal override Op With(Renumbering to) => this with
    {
        Height = to.Size("height", Height), Width = to.Size("width", Width), Kernel = to.Size("kernel", Kernel),
        Stride = to.Size("stride", Stride), Padding = to.Size("padding", Padding),
    };
}
