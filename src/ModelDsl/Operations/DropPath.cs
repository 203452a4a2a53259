namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Stochastic depth: sets whole samples (axis 0) to zero at random and scales the rest, in training.</summary>
    /// <param name="x">The branch that may be dropped.</param>
    /// <param name="rate">The probability of zero, 0 ≤ rate &lt; 1.</param>
    /// <exception cref="SpecException">The rate is out of range.</exception>
    /// <example><code>x.DropPath(0.1)  // [N, 64, 56, 56]</code></example>
    public static Sym DropPath(this Sym x, [Rate] double rate)
    {
        rate = Checks.Rate(rate, nameof(rate));
        return x.Graph.Add(new DropPathOp(rate), x.Shape, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Dropout of whole samples.</summary>
    T DropPath(DropPathOp op, Operands<T> x);
}

/// <summary>Dropout of whole samples.</summary>
public sealed record DropPathOp(double Rate) : RateOp(Rate)
{
    /// <inheritdoc/>
    public override string Name => "drop_path";

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.DropPath(this, x);

    internal override Op With(Renumbering to) => this;
}
