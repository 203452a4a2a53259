using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Layer norm over the last axis; the shape stays.</summary>
    /// <param name="x">The tensor […, C].</param>
    /// <param name="at">Where <c>weight</c> and <c>bias</c> [C] belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The last axis is fixed only at run time.</exception>
    /// <example><code>tokens.LayerNorm(s / "norm")  // [N, 49, 64]</code></example>
    public static Sym LayerNorm(this Sym x, Scope at, double eps = 1e-5) =>
        x.Graph.Add(new LayerNormOp(Checks.Constant(x.Features, nameof(x)), Checks.NotNegative(eps, nameof(eps))), at.Path, x.Shape, ElementType.Float32, x);

    /// <summary>Layer norm over the channels of a map, at each position by itself (timm's <c>LayerNorm2d</c>); the shape stays.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where <c>weight</c> and <c>bias</c> [C] belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The tensor is not a map, or its channels are fixed only at run time.</exception>
    /// <example><code>x.LayerNorm2d(s / "norm")  // [N, 64, 56, 56]</code></example>
    public static Sym LayerNorm2d(this Sym x, Scope at, double eps = 1e-6) =>
        x.Move("b c h w -> b h w c").LayerNorm(at, eps).Move("b h w c -> b c h w");
}

public partial interface ILowering<T>
{
    /// <summary>Layer norm over the last axis.</summary>
    T LayerNorm(LayerNormOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>Layer norm over the last axis.</summary>
    T LayerNorm(LayerNormOp op);
}

/// <summary>Layer norm over the last axis.</summary>
public sealed record LayerNormOp(Dim Features, double Eps) : NormOp
{
    /// <inheritdoc/>
    public override string Name => "layer_norm";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [StateEntry.Weight(Init.Ones, Features), StateEntry.Bias(Init.Zeros, Features)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.Rows;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.LayerNorm(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.LayerNorm(this);

    internal override Op With(Renumbering to) => this with { Features = to.Size("features", Features) };
}
