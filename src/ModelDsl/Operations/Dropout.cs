namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Sets single elements to zero at random and scales the rest, in training.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="rate">The probability of zero, 0 ≤ rate &lt; 1.</param>
    /// <exception cref="SpecException">The rate is out of range.</exception>
    /// <example><code>x.Dropout(0.1)  // [N, 64, 56, 56]</code></example>
    public static Sym Dropout(this Sym x, [Rate] double rate)
    {
        rate = Checks.Rate(rate, nameof(rate));
        return x.Graph.Add(new DropoutOp(rate), x.Shape, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Dropout of single elements.</summary>
    T Dropout(DropoutOp op, Operands<T> x);
}

/// <summary>Dropout of single elements.</summary>
public sealed record DropoutOp(double Rate) : RateOp(Rate)
{
    /// <inheritdoc/>
    public override string Name => "dropout";

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Dropout(this, x);

    internal override Op With(Renumbering to) => this;
}
