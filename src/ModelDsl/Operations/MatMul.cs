using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Matrix product over the last two axes, […, m, k] × […, k, n] → […, m, n]; the axes before them are broadcast.</summary>
    /// <param name="x">The left factor.</param>
    /// <param name="other">The right factor.</param>
    /// <exception cref="SpecException">The inner sizes differ, or the outer axes cannot be broadcast.</exception>
    /// <example><code>q.MatMul(k.Transpose(-1, -2))  // [N, 8, 49, 49]</code></example>
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
        var outer = Broadcasting.Of(x.Shape, other.Shape, "matmul", inner: 2);
        var shape = new Shape([.. outer, x.Shape[-2], other.Shape[-1]]);
        return x.Graph.Add(new MatMulOp(), shape, x, other);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Matrix product.</summary>
    T MatMul(MatMulOp op, Operands<T> x);
}

/// <summary>Matrix product of two activations.</summary>
public sealed record MatMulOp : Op
{
    /// <inheritdoc/>
    public override string Name => "matmul";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [];

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

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.MatMul(this, x);

    internal override Op With(Renumbering to) => this;
}
