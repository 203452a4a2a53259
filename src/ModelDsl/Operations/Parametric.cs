namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>x where it is positive, else slope·x.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="slope">The factor below zero.</param>
    /// <example><code>x.LeakyRelu(0.2)  // [N, 64, 56, 56]</code></example>
    public static Sym LeakyRelu(this Sym x, double slope = 0.01) => Apply(x, ParametricFunction.LeakyRelu, Checks.Number(slope, nameof(slope)));

    /// <summary>x where it is positive, else alpha·(eˣ − 1).</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="alpha">How far below zero it goes.</param>
    /// <example><code>x.Elu()  // [N, 64, 56, 56]</code></example>
    public static Sym Elu(this Sym x, double alpha = 1) => Apply(x, ParametricFunction.Elu, Checks.Number(alpha, nameof(alpha)));

    /// <summary>Each element raised to a power.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="exponent">The exponent.</param>
    /// <example><code>x.Power(2)  // [N, 64, 56, 56]</code></example>
    public static Sym Power(this Sym x, double exponent) => Apply(x, ParametricFunction.Power, Checks.Number(exponent, nameof(exponent)));

    private static Sym Apply(Sym x, ParametricFunction function, double number) => x.Graph.Add(new ParametricOp(function, number), x.Shape, x);
}

/// <summary>A function of each element in which a number is open.</summary>
public enum ParametricFunction
{
    /// <summary>Rectified linear unit with a slope below zero.</summary>
    LeakyRelu,

    /// <summary>Exponential linear unit, with how far it goes below zero.</summary>
    Elu,

    /// <summary>A power, with its exponent.</summary>
    Power,
}

public partial interface ILowering<T>
{
    /// <summary>A function of each element in which a number is open.</summary>
    T Parametric(ParametricOp op, Operands<T> x);
}

/// <summary>A function of each element in which a number is open.</summary>
public sealed record ParametricOp(ParametricFunction Function, double Number) : PointwiseOp
{
    /// <summary>What stands for the number in a class whose instances have different ones; null for the number itself.</summary>
    internal string? Symbol { get; init; }

    /// <inheritdoc/>
    public override string Name => Function switch
    {
        ParametricFunction.LeakyRelu => "leaky_relu",
        ParametricFunction.Elu => "elu",
        ParametricFunction.Power => "pow",
    };

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Parametric(this, x);

    internal override Op With(Renumbering to)
    {
        var (number, symbol) = to.Number(Function switch
        {
            ParametricFunction.LeakyRelu => "slope",
            ParametricFunction.Elu => "alpha",
            ParametricFunction.Power => "exponent",
        }, Number);
        return this with { Number = number, Symbol = symbol };
    }
}
