using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Normalisation layers.</summary>
public static class Normalization
{
    /// <summary>Batch norm over the channels of a map; the shape stays.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> [C] and <c>num_batches_tracked</c> belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">Share of a new batch in the running statistics.</param>
    /// <exception cref="SpecException">The tensor is no map, or its channels are fixed only at run time.</exception>
    public static Sym BatchNorm2d(this Sym x, Scope at, double eps = 1e-5, double momentum = 0.1)
    {
        Checks.Rank(x, 4, "a 2-D batch norm", "a map [N, C, H, W]");
        return x.Graph.Add(new BatchNorm2dOp(Checks.Constant(x.Channels, nameof(x)), eps, momentum), at.Path, x.Shape, ElementType.Float32, x);
    }

    /// <summary>Layer norm over the last axis; the shape stays.</summary>
    /// <param name="x">The tensor […, C].</param>
    /// <param name="at">Where <c>weight</c> and <c>bias</c> [C] belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The last axis is fixed only at run time.</exception>
    public static Sym LayerNorm(this Sym x, Scope at, double eps = 1e-5) =>
        x.Graph.Add(new LayerNormOp(Checks.Constant(x.Features, nameof(x)), eps), at.Path, x.Shape, ElementType.Float32, x);

    /// <summary>Layer norm over the channels of a map, at each position by itself (timm's <c>LayerNorm2d</c>); the shape stays.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where <c>weight</c> and <c>bias</c> [C] belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The tensor is no map, or its channels are fixed only at run time.</exception>
    public static Sym LayerNorm2d(this Sym x, Scope at, double eps = 1e-6) =>
        x.Move("b c h w -> b h w c").LayerNorm(at, eps).Move("b h w c -> b c h w");
}

/// <summary>Batch norm over channels.</summary>
public sealed record BatchNorm2dOp(long Channels, double Eps, double Momentum) : LayerOp
{
    /// <inheritdoc/>
    public override string Name => "batch_norm2d";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State =>
    [
        StateEntry.Weight(Init.Ones, Channels),
        StateEntry.Bias(Init.Zeros, Channels),
        new("running_mean", [Channels], ElementType.Float32, StateKind.Buffer, Init.Zeros),
        new("running_var", [Channels], ElementType.Float32, StateKind.Buffer, Init.Ones),
        new("num_batches_tracked", [], ElementType.Int64, StateKind.Buffer, Init.Zeros),
    ];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;
}

/// <summary>Layer norm over the last axis.</summary>
public sealed record LayerNormOp(long Features, double Eps) : LayerOp
{
    /// <inheritdoc/>
    public override string Name => "layer_norm";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [StateEntry.Weight(Init.Ones, Features), StateEntry.Bias(Init.Zeros, Features)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.InOrder;
}
