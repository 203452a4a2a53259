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

    /// <summary>The rows of a table that numbers name, [count, features] and [...] → [..., features].</summary>
    /// <param name="table">The table.</param>
    /// <param name="numbers">64-bit integers.</param>
    public static Tensor Rows(Tensor table, Tensor numbers)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(numbers);
        using var flat = numbers.reshape(-1);
        using var rows = table.index_select(0, flat);
        return rows.reshape([.. numbers.shape, table.shape[1]]);
    }

    /// <summary>Scaled dot product attention with its own scale, softmax(scale·query·keyᵀ + mask)·value.</summary>
    /// <param name="query">[.., tokens, features].</param>
    /// <param name="key">[.., others, features].</param>
    /// <param name="value">[.., others, values].</param>
    /// <param name="mask">Truth values, or numbers that are added; null for none.</param>
    /// <param name="causal">Whether a token sees only those up to its own position.</param>
    /// <param name="scale">The factor of the products.</param>
    public static Tensor Attention(Tensor query, Tensor key, Tensor value, Tensor? mask, bool causal, Scalar scale)
    {
        ArgumentNullException.ThrowIfNull(query);
        // The function divides by √features; the queries are multiplied with it before.
        using var root = Math.Sqrt(query.shape[^1]).ToScalar();
        using var scaled = query.mul(scale);
        using var rooted = scaled.mul(root);
        return nn.functional.scaled_dot_product_attention(rooted, key, value, mask, 0, causal);
    }

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
