using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Batch norm over the channels of a map; the shape stays.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> [C] and <c>num_batches_tracked</c> belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">Share of a new batch in the running statistics.</param>
    /// <param name="init">How the weight starts; at one where absent. At zero the last norm of a residual branch lets the block start as the identity.</param>
    /// <exception cref="SpecException">The tensor is not a map, or its channels are fixed only at run time.</exception>
    /// <example><code>x.BatchNorm2d(s / "norm")  // [N, 64, 56, 56]</code></example>
    public static Sym BatchNorm2d(this Sym x, Scope at, double eps = 1e-5, double momentum = 0.1, Init? init = null)
    {
        Checks.Rank(x, 4, "a 2-D batch norm", "a map [N, C, H, W]");
        return x.Graph.Add(new BatchNorm2dOp(Checks.Constant(x.Channels, nameof(x)), Checks.NotNegative(eps, nameof(eps)), Checks.Share(momentum, nameof(momentum)), init ?? Init.Ones), at.Path, x.Shape, ElementType.Float32, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Batch norm over channels.</summary>
    T BatchNorm2d(BatchNorm2dOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>Batch norm over channels.</summary>
    T BatchNorm2d(BatchNorm2dOp op);
}

/// <summary>Batch norm over channels.</summary>
public sealed record BatchNorm2dOp(Dim Channels, double Eps, double Momentum, Init WeightInit) : NormOp
{
    /// <inheritdoc/>
    public override string Name => "batch_norm2d";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State =>
    [
        StateEntry.Weight(WeightInit, Channels),
        StateEntry.Bias(Init.Zeros, Channels),
        new("running_mean", new(Channels), ElementType.Float32, StateKind.Buffer, Init.Zeros),
        new("running_var", new(Channels), ElementType.Float32, StateKind.Buffer, Init.Ones),
        new("num_batches_tracked", new(), ElementType.Int64, StateKind.Buffer, Init.Zeros),
    ];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.BatchNorm2d(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.BatchNorm2d(this);

    internal override Op With(Renumbering to) => this with { Channels = to.Size("channels", Channels), WeightInit = to.Init(WeightInit) };
}
