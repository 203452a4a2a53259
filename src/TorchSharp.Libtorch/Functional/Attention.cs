using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Functional;

/// <summary>Scaled dot-product attention: libtorch's own where it has one (2.0 and later), else in its four steps.</summary>
internal static class Attention
{
    internal static Tensor Compute(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
    {
        if (p < 0) throw new ArgumentException("Dropout probability must be greater than or equal to zero.");
        if (causal && mask is not null) throw new ArgumentException("Casual attention masking cannot pass a mask.");
        return Ops.scaled_dot_product_attention.Exists
            ? Ops.scaled_dot_product_attention.Call(query, key, value, mask, p, causal)
            : Composed(query, key, value, mask, p, causal);
    }

    private static Tensor Composed(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
    {
        using var scope = NewDisposeScope();
        var scores = query.mul(1 / Math.Sqrt(query.size(-1))).matmul(key.mT);
        if (causal)
        {
            var allowed = ones(scores.size(-2), scores.size(-1), ScalarType.Bool, scores.device).tril();
            scores = scores.masked_fill(allowed.logical_not(), double.NegativeInfinity);
        }
        else if (mask is not null)
        {
            scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores.add(mask);
        }
        var weights = scores.softmax(-1);
        if (p > 0) weights = nn.functional.dropout(weights, p);
        return weights.matmul(value).MoveToOuterDisposeScope();
    }
}
