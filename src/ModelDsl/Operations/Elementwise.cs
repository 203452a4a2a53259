namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>GELU in its exact form, x·Φ(x); the shape stays.</summary>
    public static Sym Gelu(this Sym x) => Apply(x, Function.Gelu);

    /// <summary>GELU in the form with a hyperbolic tangent, x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))): PyTorch's <c>approximate="tanh"</c>; the shape stays.</summary>
    public static Sym GeluTanh(this Sym x) => Apply(x, Function.GeluTanh);

    /// <summary>max(x, 0); the shape stays.</summary>
    public static Sym Relu(this Sym x) => Apply(x, Function.Relu);

    /// <summary>max(x, 0), but at most 6; the shape stays.</summary>
    public static Sym Relu6(this Sym x) => Apply(x, Function.Relu6);

    /// <summary>x·sigmoid(x); the shape stays.</summary>
    public static Sym Silu(this Sym x) => Apply(x, Function.Silu);

    /// <summary>x·tanh(softplus(x)); the shape stays.</summary>
    public static Sym Mish(this Sym x) => Apply(x, Function.Mish);

    /// <summary>x·HardSigmoid(x), as in MobileNetV3; the shape stays.</summary>
    public static Sym HardSwish(this Sym x) => Apply(x, Function.HardSwish);

    /// <summary>x/6 + 1/2, but at least 0 and at most 1; the shape stays.</summary>
    public static Sym HardSigmoid(this Sym x) => Apply(x, Function.HardSigmoid);

    /// <summary>1/(1 + e⁻ˣ); the shape stays.</summary>
    public static Sym Sigmoid(this Sym x) => Apply(x, Function.Sigmoid);

    /// <summary>The hyperbolic tangent; the shape stays.</summary>
    public static Sym Tanh(this Sym x) => Apply(x, Function.Tanh);

    /// <summary>log(1 + eˣ); the shape stays.</summary>
    public static Sym Softplus(this Sym x) => Apply(x, Function.Softplus);

    /// <summary>|x|; the shape stays.</summary>
    public static Sym Abs(this Sym x) => Apply(x, Function.Abs);

    /// <summary>−x; the shape stays.</summary>
    public static Sym Negate(this Sym x) => Apply(x, Function.Negate);

    /// <summary>−1, 0 or 1; the shape stays.</summary>
    public static Sym Sign(this Sym x) => Apply(x, Function.Sign);

    /// <summary>eˣ; the shape stays.</summary>
    public static Sym Exp(this Sym x) => Apply(x, Function.Exp);

    /// <summary>The natural logarithm; the shape stays.</summary>
    public static Sym Log(this Sym x) => Apply(x, Function.Log);

    /// <summary>The logarithm to base 2; the shape stays.</summary>
    public static Sym Log2(this Sym x) => Apply(x, Function.Log2);

    /// <summary>The square root; the shape stays.</summary>
    public static Sym Sqrt(this Sym x) => Apply(x, Function.Sqrt);

    /// <summary>One divided by the square root; the shape stays.</summary>
    public static Sym Rsqrt(this Sym x) => Apply(x, Function.Rsqrt);

    /// <summary>The sine; the shape stays.</summary>
    public static Sym Sin(this Sym x) => Apply(x, Function.Sin);

    /// <summary>The cosine; the shape stays.</summary>
    public static Sym Cos(this Sym x) => Apply(x, Function.Cos);

    private static Sym Apply(Sym x, Function function) => x.Graph.Add(new UnaryOp(function), x.Shape, x);
}

/// <summary>A function of one number.</summary>
public enum Function
{
    /// <summary>Exact GELU.</summary>
    Gelu,

    /// <summary>GELU with a hyperbolic tangent.</summary>
    GeluTanh,

    /// <summary>Rectified linear unit.</summary>
    Relu,

    /// <summary>Rectified linear unit up to 6.</summary>
    Relu6,

    /// <summary>Sigmoid linear unit.</summary>
    Silu,

    /// <summary>Mish.</summary>
    Mish,

    /// <summary>Hard swish.</summary>
    HardSwish,

    /// <summary>Hard sigmoid.</summary>
    HardSigmoid,

    /// <summary>Logistic function.</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Softplus.</summary>
    Softplus,

    /// <summary>Absolute value.</summary>
    Abs,

    /// <summary>The other sign.</summary>
    Negate,

    /// <summary>Sign.</summary>
    Sign,

    /// <summary>Exponential.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>Binary logarithm.</summary>
    Log2,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>Reciprocal of the square root.</summary>
    Rsqrt,

    /// <summary>Sine.</summary>
    Sin,

    /// <summary>Cosine.</summary>
    Cos,
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
    public override string Name => Function == Function.GeluTanh ? "gelu_tanh" : Function.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Unary(this, x);

    internal override Op With(Renumbering to) => this;
}
