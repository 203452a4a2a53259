namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>GELU in its exact form, x·Φ(x).</summary>
    public static Sym Gelu(this Sym x) => Apply(x, Function.Gelu);

    /// <summary>max(x, 0).</summary>
    public static Sym Relu(this Sym x) => Apply(x, Function.Relu);

    /// <summary>x·sigmoid(x).</summary>
    public static Sym Silu(this Sym x) => Apply(x, Function.Silu);

    /// <summary>1/(1 + e⁻ˣ).</summary>
    public static Sym Sigmoid(this Sym x) => Apply(x, Function.Sigmoid);

    /// <summary>|x|.</summary>
    public static Sym Abs(this Sym x) => Apply(x, Function.Abs);

    /// <summary>−1, 0 or 1.</summary>
    public static Sym Sign(this Sym x) => Apply(x, Function.Sign);

    /// <summary>The logarithm to base 2.</summary>
    public static Sym Log2(this Sym x) => Apply(x, Function.Log2);

    private static Sym Apply(Sym x, Function function) => x.Graph.Add(new UnaryOp(function), x.Shape, x);
}

/// <summary>A function of one number.</summary>
public enum Function
{
    /// <summary>Exact GELU.</summary>
    Gelu,

    /// <summary>Rectified linear unit.</summary>
    Relu,

    /// <summary>Sigmoid linear unit.</summary>
    Silu,

    /// <summary>Logistic function.</summary>
    Sigmoid,

    /// <summary>Absolute value.</summary>
    Abs,

    /// <summary>Sign.</summary>
    Sign,

    /// <summary>Binary logarithm.</summary>
    Log2,
}

public partial interface ILowering<T>
{
    /// <summary>A function of each element.</summary>
    T Unary(UnaryOp op, Operands<T> x);
}

/// <summary>A function applied to each element.</summary>
public sealed record UnaryOp(Function Function) : PointwiseOp
{
    /// <inheritdoc/>
    public override string Name => Function.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Unary(this, x);

    internal override Op With(Renumbering to) => this;
}
