using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelDsl.Benchmarks;

/// <summary>
/// FasterViT-0 at 224×224 as one would write it by hand against the backend's functions, on the weights of a
/// state_dict: the yardstick for the overhead of generated code. For inference; position biases come precomputed.
/// </summary>
internal sealed class HandWritten(IReadOnlyDictionary<string, Tensor> weights)
{
    private static readonly Scalar s_scale = Math.Pow(32, -0.5);
    private static readonly long[] s_one = [1, 1];
    private static readonly long[] s_two = [2, 2];

    public Tensor Forward(Tensor image)
    {
        var x = ConvNormRelu("patch_embed.conv_down.0", "patch_embed.conv_down.1", image);
        x = Replace(x, ConvNormRelu("patch_embed.conv_down.3", "patch_embed.conv_down.4", x));
        for (var level = 0; level < 2; level++)
        {
            for (var i = 0; i < 2 + level; i++) x = Replace(x, ConvBlock($"levels.{level}.blocks.{i}", x));
            x = Replace(x, Downsample($"levels.{level}.downsample", x));
        }
        x = Replace(x, HierarchicalLevel("levels.2", x));
        x = Replace(x, Downsample("levels.2.downsample", x));
        x = Replace(x, LocalLevel("levels.3", x));
        x = Replace(x, BatchNorm("norm", x, 1e-5));
        x = Replace(x, functional.adaptive_avg_pool2d(x, [1, 1]));
        x = Replace(x, x.reshape(-1, 512));
        return Replace(x, Linear("head", x));
    }

    private Tensor HierarchicalLevel(string path, Tensor x)
    {
        using var positions = functional.conv2d(x, weights[$"{path}.global_tokenizer.pos_embed.weight"], weights[$"{path}.global_tokenizer.pos_embed.bias"], s_one, s_one, s_one, 256);
        using var pooled = functional.avg_pool2d(positions, 5L, 3L);
        var carriers = Reorder(pooled, [-1, 256, 2, 2, 2, 2], [0, 2, 4, 3, 5, 1], [-1, 16, 256]);
        var windows = Reorder(x, [-1, 256, 2, 7, 2, 7], [0, 2, 4, 3, 5, 1], [-1, 49, 256]);
        for (var i = 0; i < 6; i++)
        {
            var block = $"{path}.blocks.{i}";
            windows = Replace(windows, windows.add(weights[$"{block}.pos_embed.relative_bias"]));
            carriers = Replace(carriers, Reorder(carriers, [-1, 2, 2, 2, 2, 256], [0, 1, 3, 2, 4, 5], [-1, 16, 256]));
            carriers = Replace(carriers, carriers.add(weights[$"{block}.hat_pos_embed.relative_bias"]));
            carriers = Replace(carriers, Residual(carriers, Attention($"{block}.hat_attn", $"{block}.hat_norm1", carriers, 16, 8)));
            carriers = Replace(carriers, Residual(carriers, Mlp($"{block}.hat_mlp", $"{block}.hat_norm2", carriers)));
            carriers = Replace(carriers, Reorder(carriers, [-1, 2, 2, 2, 2, 256], [0, 1, 3, 2, 4, 5], [-1, 4, 256]));
            windows = Replace(windows, cat([carriers, windows], 1));
            windows = Replace(windows, Residual(windows, Attention($"{block}.attn", $"{block}.norm1", windows, 53, 8)));
            windows = Replace(windows, Residual(windows, Mlp($"{block}.mlp", $"{block}.norm2", windows)));
            carriers.Dispose();
            using var first = windows.narrow(1, 0, 4);
            carriers = first.reshape(-1, 16, 256);
            windows = Replace(windows, windows.narrow(1, 4, 49));
        }
        carriers.Dispose();
        return Replace(windows, Reorder(windows, [-1, 2, 2, 7, 7, 256], [0, 5, 1, 3, 2, 4], [-1, 256, 14, 14]));
    }

    private Tensor LocalLevel(string path, Tensor x)
    {
        var windows = Reorder(x, [-1, 512, 1, 7, 1, 7], [0, 2, 4, 3, 5, 1], [-1, 49, 512]);
        for (var i = 0; i < 5; i++)
        {
            var block = $"{path}.blocks.{i}";
            windows = Replace(windows, windows.add(weights[$"{block}.pos_embed.relative_bias"]));
            windows = Replace(windows, Residual(windows, Attention($"{block}.attn", $"{block}.norm1", windows, 49, 16)));
            windows = Replace(windows, Residual(windows, Mlp($"{block}.mlp", $"{block}.norm2", windows)));
        }
        return Replace(windows, Reorder(windows, [-1, 1, 1, 7, 7, 512], [0, 5, 1, 3, 2, 4], [-1, 512, 7, 7]));
    }

    private Tensor Attention(string path, string norm, Tensor x, long tokens, long heads)
    {
        using var normed = LayerNorm(norm, x, 1e-5);
        using var projected = Linear($"{path}.qkv", normed);
        using var split = projected.view(-1, tokens, 3, heads, 32);
        using var qkv = split.permute(2, 0, 3, 1, 4);
        using var q = qkv.select(0, 0);
        using var k = qkv.select(0, 1);
        using var v = qkv.select(0, 2);
        using var kt = k.permute(0, 1, 3, 2);
        using var products = q.matmul(kt);
        using var logits = products.mul(s_scale);
        using var biased = logits.add(weights[$"{path}.pos_emb_funct.relative_bias"]);
        using var attention = functional.softmax(biased, -1);
        using var mixed = attention.matmul(v);
        using var permuted = mixed.permute(0, 2, 1, 3);
        using var merged = permuted.reshape(-1, tokens, heads * 32);
        return Linear($"{path}.proj", merged);
    }

    private Tensor Mlp(string path, string norm, Tensor x)
    {
        using var normed = LayerNorm(norm, x, 1e-5);
        using var hidden = Linear($"{path}.fc1", normed);
        using var active = functional.gelu(hidden);
        return Linear($"{path}.fc2", active);
    }

    private Tensor ConvBlock(string path, Tensor x)
    {
        using var conv1 = Conv($"{path}.conv1", x, s_one);
        using var norm1 = BatchNorm($"{path}.norm1", conv1, 1e-5);
        using var active = functional.gelu(norm1);
        using var conv2 = Conv($"{path}.conv2", active, s_one);
        using var norm2 = BatchNorm($"{path}.norm2", conv2, 1e-5);
        return x.add(norm2);
    }

    private Tensor Downsample(string path, Tensor x)
    {
        using var last = x.permute(0, 2, 3, 1);
        using var normed = LayerNorm($"{path}.norm", last, 1e-6);
        using var first = normed.permute(0, 3, 1, 2);
        return Conv($"{path}.reduction.0", first, s_two);
    }

    private Tensor ConvNormRelu(string conv, string norm, Tensor x)
    {
        using var convolved = Conv(conv, x, s_two);
        using var normed = BatchNorm(norm, convolved, 1e-4);
        return functional.relu(normed);
    }

    private static Tensor Residual(Tensor x, Tensor branch)
    {
        using (branch) return x.add(branch);
    }

    private static Tensor Reorder(Tensor x, long[] view, long[] order, long[] shape)
    {
        using var split = x.view(view);
        using var permuted = split.permute(order);
        return permuted.reshape(shape);
    }

    private static Tensor Replace(Tensor old, Tensor next)
    {
        old.Dispose();
        return next;
    }

    private Tensor Conv(string path, Tensor x, long[] stride) =>
        functional.conv2d(x, weights[$"{path}.weight"], weights.GetValueOrDefault($"{path}.bias"), stride, s_one, s_one);

    private Tensor Linear(string path, Tensor x) => functional.linear(x, weights[$"{path}.weight"], weights[$"{path}.bias"]);

    private Tensor BatchNorm(string path, Tensor x, double eps) => functional.batch_norm(
        x, weights[$"{path}.running_mean"], weights[$"{path}.running_var"], weights[$"{path}.weight"], weights[$"{path}.bias"], false, 0.1, eps);

    private Tensor LayerNorm(string path, Tensor x, double eps) =>
        functional.layer_norm(x, [x.shape[^1]], weights[$"{path}.weight"], weights[$"{path}.bias"], eps);
}
