using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Products: linear layers and matrix products of activations.</summary>
public static class Products
{
    /// <summary>Linear layer on the last axis, […, in] → […, features].</summary>
    /// <param name="x">The tensor […, in].</param>
    /// <param name="at">Where the weights belong: <c>weight</c> [features, in] and <c>bias</c> [features].</param>
    /// <param name="features">Size of the last axis afterwards.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="init">How the weight starts; PyTorch's default where absent.</param>
    /// <param name="biasInit">How the bias starts; PyTorch's default where absent.</param>
    /// <exception cref="SpecException">The sizes do not fit.</exception>
    public static Sym Linear(this Sym x, Scope at, Dim features, bool bias = true, Init? init = null, Init? biasInit = null)
    {
        features = Checks.Positive(features, nameof(features));
        var op = new LinearOp(
            Checks.Constant(x.Features, nameof(x)), Checks.Constant(features, nameof(features)), bias,
            init ?? Init.FanInUniform, biasInit ?? Init.FanInUniform);
        return x.Graph.Add(op, at.Path, x.Shape.With(-1, features), ElementType.Float32, x);
    }

    /// <summary>Matrix product over the last two axes, […, m, k] × […, k, n] → […, m, n]; the axes before them are broadcast.</summary>
    /// <param name="x">The left factor.</param>
    /// <param name="other">The right factor.</param>
    /// <exception cref="SpecException">The inner sizes differ, or the outer axes cannot be broadcast.</exception>
    public static Sym MatMul(this Sym x, Sym other)
    {
        if (x.Rank < 2 || other.Rank < 2)
            throw new SpecException(SpecErrors.WrongRank, $"a matrix product takes at least two axes on both sides, not {x.Shape} and {other.Shape}", nameof(other));
        if (x.Shape[-1] != other.Shape[-2])
        {
            Problem.Report(new SpecException(
                SpecErrors.ShapeMismatch, $"the matrix product of {x.Shape} and {other.Shape} needs {x.Shape[-1]} (last axis of the left) = {other.Shape[-2]} (last but one of the right)", nameof(other))
            {
                Provenance = Provenance.Difference(other.Shape[-2].Provenance, x.Shape[-1].Provenance),
                Wrong = [new(other.Shape[-2], Nearest.Exactly(x.Shape[-1])), new(x.Shape[-1], Nearest.Exactly(other.Shape[-2]))],
            });
        }
        var outer = Arithmetic.Broadcast(x.Shape.Without(-1).Without(-1), other.Shape.Without(-1).Without(-1), "matmul");
        var shape = new Shape([.. outer, x.Shape[-2], other.Shape[-1]]);
        return x.Graph.Add(new MatMulOp(), shape, x, other);
    }
}

/// <summary>Linear layer on the last axis.</summary>
public sealed record LinearOp(long InFeatures, long OutFeatures, bool Bias, Init WeightInit, Init BiasInit) : LayerOp
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

    internal override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>Matrix product of two activations.</summary>
public sealed record MatMulOp : Op
{
    /// <inheritdoc/>
    public override string Name => "matmul";

    /// <inheritdoc/>
    public override MacKind MacKind => MacKind.MatMul;

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => output.Shape.Elements * inputs[0].Shape[-1];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs)
    {
        var (x, other) = (inputs[0], inputs[1]);
        ValueList<AxisFactor>? Outer(int fromEnd) => fromEnd <= x.Rank && x.Shape[-fromEnd] != 1 ? x.Axis(x.Rank - fromEnd)
            : fromEnd <= other.Rank ? other.Axis(other.Rank - fromEnd) : null;
        return AxisNames.Of(shape, i => i == shape.Rank - 1 ? other.Axis(other.Rank - 1) : i == shape.Rank - 2 ? x.Axis(x.Rank - 2) : Outer(shape.Rank - i));
    }

    internal override ResultOrder Order => ResultOrder.InOrder;
}
