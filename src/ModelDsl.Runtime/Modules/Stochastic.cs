using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>What acts in training only.</summary>
public static class Stochastic
{
    /// <summary>Sets whole samples to zero with the given probability and scales the rest so that the mean stays (stochastic depth, as in timm).</summary>
    /// <param name="x">The branch, samples along axis 0.</param>
    /// <param name="rate">The probability.</param>
    /// <param name="training">Whether it acts; if not, the branch comes back under its own handle.</param>
    public static Tensor DropPath(Tensor x, double rate, bool training)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!training || rate == 0) return x.alias();
        var shape = new long[x.ndim];
        Array.Fill(shape, 1);
        shape[0] = x.shape[0];
        // Dropout of ones is the mask: zero or 1/(1 - rate).
        using var ones = torch.ones(shape, dtype: x.dtype, device: x.device);
        using var kept = nn.functional.dropout(ones, rate, true);
        return x.mul(kept);
    }

    /// <summary>Sets single elements to zero with the given probability and scales the rest.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="rate">The probability.</param>
    /// <param name="training">Whether it acts; if not, the tensor comes back under its own handle.</param>
    public static Tensor Dropout(Tensor x, double rate, bool training)
    {
        ArgumentNullException.ThrowIfNull(x);
        return training && rate > 0 ? nn.functional.dropout(x, rate, true) : x.alias();
    }
}
