using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The nearest element, [N, C, H, W] → [N, C, height, width].</summary>
    /// <param name="x">The map.</param>
    /// <param name="height">Height of the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <exception cref="SpecException">A size is below 1.</exception>
    /// <example><code>x.ResizeNearest(2 * x.Height, 2 * x.Width)  // [N, 64, 112, 112]</code></example>
    public static Sym ResizeNearest(this Sym x, Dim height, Dim width) => Resize(x, height, width, ResizeKind.Nearest);

    /// <summary>Bilinear interpolation between pixel centres (PyTorch's <c>align_corners=False</c>), [N, C, H, W] → [N, C, height, width].</summary>
    /// <param name="x">The map.</param>
    /// <param name="height">Height of the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <exception cref="SpecException">A size is below 1.</exception>
    /// <example><code>x.ResizeBilinear(2 * x.Height, 2 * x.Width)  // [N, 64, 112, 112]</code></example>
    public static Sym ResizeBilinear(this Sym x, Dim height, Dim width) => Resize(x, height, width, ResizeKind.Bilinear);

    private static Sym Resize(Sym x, Dim height, Dim width, ResizeKind kind)
    {
        Checks.Rank(x, 4, "resizing", "a map [N, C, H, W]");
        (height, width) = (Checks.Positive(height, nameof(height)), Checks.Positive(width, nameof(width)));
        return x.Graph.Add(new ResizeOp(kind, height, width), new Shape(x.Shape[0], x.Channels, height, width), x);
    }
}

/// <summary>How a map is interpolated.</summary>
public enum ResizeKind
{
    /// <summary>The nearest element.</summary>
    Nearest,

    /// <summary>Linear in both directions.</summary>
    Bilinear,
}

public partial interface ILowering<T>
{
    /// <summary>Interpolation to a given size.</summary>
    T Resize(ResizeOp op, Operands<T> x);
}

/// <summary>Interpolation to a given size.</summary>
public sealed record ResizeOp(ResizeKind Kind, Dim Height, Dim Width) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        ResizeKind.Nearest => "resize_nearest",
        ResizeKind.Bilinear => "resize_bilinear",
    };

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Resize(this, x);

    internal override Op With(Renumbering to) => this with { Height = to.Size("height", Height), Width = to.Size("width", Width) };
}
