using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Each row divided by its root mean square and scaled, x/√(mean(x²) + eps)·weight (Zhang and Sennrich, 2019); the shape stays.</summary>
    /// <param name="x">The tensor […, C].</param>
    /// <param name="at">Where <c>weight</c> [C] belongs.</param>
    /// <param name="eps">Added to the mean of the squares; PyTorch's own default is 1.19e-7, that of most models 1e-6 or 1e-5.</param>
    /// <exception cref="SpecException">The last axis is fixed only at run time.</exception>
    /// <example><code>tokens.RmsNorm(s / "norm")  // [N, 49, 64]</code></example>
    public static Sym RmsNorm(this Sym x, Scope at, double eps = 1e-6) =>
        x.Graph.Add(new RmsNormOp(Checks.Constant(x.Features, nameof(x)), Checks.NotNegative(eps, nameof(eps))), at.Path, x.Shape, ElementType.Float32, x);
}

public partial interface ILowering<T>
{
    /// <summary>Root mean square norm over the last axis.</summary>
    T RmsNorm(RmsNormOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>Root mean square norm over the last axis.</summary>
    T RmsNorm(RmsNormOp op);
}

/// <summary>Root mean square norm over the last axis.</summary>
public sealed record RmsNormOp(Dim Features, double Eps) : NormOp
{
    /// <inheritdoc/>
    public override string Name => "rms_norm";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [StateEntry.Weight(Init.Ones, Features)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsOperands;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.RmsNorm(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.RmsNorm(this);

    internal override Op With(Renumbering to) => this with { Features = to.Size("features", Features) };
}
