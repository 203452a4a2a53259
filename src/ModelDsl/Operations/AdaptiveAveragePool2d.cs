using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The mean over a grid of windows of the given number, whatever the map's size, [N, C, H, W] → [N, C, height, width].</summary>
    /// <param name="x">The map.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <exception cref="SpecException">A size is below 1.</exception>
    /// <example><code>x.AdaptiveAveragePool2d(7, 7)  // [N, 64, 7, 7]</code></example>
    public static Sym AdaptiveAveragePool2d(this Sym x, Dim height, Dim width)
    {
        Checks.Rank(x, 4, "pooling", "a map [N, C, H, W]");
        (height, width) = (Checks.Positive(height, nameof(height)), Checks.Positive(width, nameof(width)));
        return x.Graph.Add(new AdaptiveAveragePool2dOp(height, width), new Shape(x.Shape[0], x.Channels, height, width), x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Average pooling to a given size.</summary>
    T AdaptiveAveragePool2d(AdaptiveAveragePool2dOp op, Operands<T> x);
}

/// <summary>Average pooling to a given size.</summary>
public sealed record AdaptiveAveragePool2dOp(Dim Height, Dim Width) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "adaptive_avg_pool2d";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.AdaptiveAveragePool2d(this, x);

    internal override Op With(Renumbering to) => this with { Height = to.Size("height", Height), Width = to.Size("width", Width) };
}
