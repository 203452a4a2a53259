using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// Functions of tensors that TorchSharp lacks, or has only with numbers that it frees while native code reads them
/// (<see cref="Scalars"/>), or under names that its own functions hide.
/// </summary>
public static class Functions
{
    /// <summary>A number minus each element.</summary>
    /// <param name="number">The number.</param>
    /// <param name="x">The tensor.</param>
    public static Tensor Subtract(Scalar number, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var negative = x.neg();
        return negative.add(number, Scalars.One);
    }

    /// <summary>A number divided by each element; as in PyTorch the product of the number and one divided by the element.</summary>
    /// <param name="number">The number.</param>
    /// <param name="x">The tensor.</param>
    public static Tensor Divide(Scalar number, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var inverse = x.reciprocal();
        return inverse.mul(number);
    }

    /// <summary>GELU in the form with a hyperbolic tangent.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor GeluTanh(Tensor x) => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh);

    /// <summary>log(1 + eˣ) of each element.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Softplus(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        // log(1 + eˣ) = −log(1/(1 + eˣ)), which libtorch computes without an overflow.
        using var negative = x.neg();
        using var logarithm = nn.functional.logsigmoid(negative);
        return logarithm.neg();
    }

    /// <summary>x·tanh(softplus(x)) of each element.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Mish(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var softplus = Softplus(x);
        using var gate = softplus.tanh();
        return x.mul(gate);
    }
}
