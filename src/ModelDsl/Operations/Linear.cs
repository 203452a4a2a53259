using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Linear layer on the last axis, […, in] → […, features].</summary>
    /// <param name="x">The tensor […, in].</param>
    /// <param name="at">Where the weights belong: <c>weight</c> [features, in] and <c>bias</c> [features].</param>
    /// <param name="features">Size of the last axis afterwards.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="init">How the weight starts; PyTorch's default where absent.</param>
    /// <param name="biasInit">How the bias starts; PyTorch's default where absent.</param>
    /// <exception cref="SpecException">The sizes do not fit.</exception>
    /// <example><code>tokens.Linear(s / "fc1", 4 * tokens.Features)  // [N, 49, 256]</code></example>
    public static Sym Linear(this Sym x, Scope at, Dim features, bool bias = true, Init? init = null, Init? biasInit = null)
    {
        features = Checks.Positive(x.Graph.Features(at, features), nameof(features));
        var op = new LinearOp(
            Checks.Constant(x.Features, nameof(x)), Checks.Constant(features, nameof(features)), bias,
            init ?? Init.FanInUniform, biasInit ?? Init.FanInUniform);
        return x.Graph.Add(op, at.Path, x.Shape.With(-1, features), ElementType.Float32, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Linear layer.</summary>
    T Linear(LinearOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>Linear layer.</summary>
    T Linear(LinearOp op);
}

/// <summary>Linear layer on the last axis.</summary>
public sealed record LinearOp(Dim InFeatures, Dim OutFeatures, bool Bias, Init WeightInit, Init BiasInit) : LayerOp
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override MacKind MacKind => MacKind.Linear;

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => Bias
        ? [StateEntry.Weight(WeightInit, OutFeatures, InFeatures), StateEntry.Bias(BiasInit, OutFeatures)]
        : [StateEntry.Weight(WeightInit, OutFeatures, InFeatures)];

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => output.Shape.Elements * InFeatures;

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i < shape.Rank - 1 ? inputs[0].Axis(i) : null);

    internal override ResultOrder Order => ResultOrder.Rows;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Linear(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.Linear(this);

    internal override Op With(Renumbering to) => this with
    {
        InFeatures = to.Size("inFeatures", InFeatures), OutFeatures = to.Size("outFeatures", OutFeatures), WeightInit = to.Init(WeightInit), BiasInit = to.Init(BiasInit),
    };
}
