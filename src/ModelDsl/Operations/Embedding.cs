using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>A trained row for each number, […] → […, features].</summary>
    /// <param name="x">Numbers of rows, 64-bit integers from 0 to <paramref name="count"/> − 1: an input of <see cref="ElementType.Int64"/>, or a table.</param>
    /// <param name="at">Where <c>weight</c> [count, features] belongs.</param>
    /// <param name="count">How many rows there are: the size of the vocabulary.</param>
    /// <param name="features">The size of a row.</param>
    /// <param name="init">How the weight starts; normal with a deviation of 1 where absent, as in PyTorch.</param>
    /// <exception cref="SpecException">The numbers are not integers or not those of rows, or a size is not positive.</exception>
    /// <example><code>words.Embedding(s / "embed", count: 1000, features: 64)  // [N, 6, 64]</code></example>
    public static Sym Embedding(this Sym x, Scope at, Dim count, Dim features, Init? init = null)
    {
        (count, features) = (Checks.Constant(count, nameof(count)), Checks.Constant(features, nameof(features)));
        Checks.Rows(x, count, nameof(count));
        return x.Graph.Add(new EmbeddingOp(count, features, init ?? Init.Normal(1)), at.Path, new Shape([.. x.Shape, features]), ElementType.Float32, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>A row for each number.</summary>
    T Embedding(EmbeddingOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>A row for each number.</summary>
    T Embedding(EmbeddingOp op);
}

/// <summary>A trained row for each number.</summary>
public sealed record EmbeddingOp(Dim Count, Dim Features, Init WeightInit) : LayerOp
{
    /// <inheritdoc/>
    public override string Name => "embedding";

    /// <inheritdoc/>
    public override MacKind MacKind => MacKind.None;

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [StateEntry.Weight(WeightInit, Count, Features)];

    internal override ResultOrder Order => ResultOrder.InOrder;

    internal override bool Takes(int operand, ElementType type) => type == ElementType.Int64;

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) => 0;

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i < inputs[0].Rank ? inputs[0].Axis(i) : null);

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Embedding(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.Embedding(this);

    internal override Op With(Renumbering to) => this with { Count = to.Size("count", Count), Features = to.Size("features", Features), WeightInit = to.Init(WeightInit) };
}
