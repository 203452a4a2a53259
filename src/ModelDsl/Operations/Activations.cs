namespace ModelDsl;

/// <summary>Functions applied to each element, and softmax. The shape stays.</summary>
public static class Activations
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

    /// <summary>eˣ along an axis, divided by its sum there.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">The axis does not exist.</exception>
    public static Sym Softmax(this Sym x, int axis = -1) => x.Graph.Add(new SoftmaxOp(Checks.Axis(x, axis)), x.Shape, x);

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

/// <summary>A function applied to each element.</summary>
public sealed record UnaryOp(Function Function) : PointwiseOp
{
    /// <inheritdoc/>
    public override string Name => Function.ToString().ToLowerInvariant();
}

/// <summary>Softmax along one axis.</summary>
public sealed record SoftmaxOp(int Axis) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    internal override ResultOrder Order => ResultOrder.InOrder;
}
