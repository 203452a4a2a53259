namespace ModelDsl.Models;

/// <summary>The parts of vision transformers (Dosovitskiy et al., arXiv:2010.11929) that the families share.</summary>
internal static class Transformer
{
    /// <summary>Attention among all tokens, then an MLP, both residual, [N, n, C] → the same shape.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="heads">Attention heads; they divide C.</param>
    /// <param name="mlpRatio">Hidden size of the MLP, as a multiple of C.</param>
    /// <param name="dropPath">Rate of stochastic depth.</param>
    /// <param name="eps">Added to the variance in both norms.</param>
    /// <param name="qkvBias">Whether queries, keys and values have a bias.</param>
    [Block]
    public static Sym TransformerBlock(Scope s, Sym x, int heads, double mlpRatio, double dropPath, double eps, bool qkvBias = true)
    {
        x += SelfAttention(s / "attn", x.LayerNorm(s / "norm1", eps), heads, qkvBias).DropPath(dropPath);
        return x + Mlp(s / "mlp", x.LayerNorm(s / "norm2", eps), mlpRatio).DropPath(dropPath);
    }

    /// <summary>Linear, GELU, linear, […, C] → the same shape; keys <c>fc1</c>, <c>fc2</c>.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="ratio">Hidden size, as a multiple of C.</param>
    /// <param name="init">How the weights start; as those of transformers where absent.</param>
    /// <param name="biasInit">How the biases start; at zero where absent.</param>
    /// <param name="tanh">Whether it is GELU's approximation by a hyperbolic tangent.</param>
    [Block]
    public static Sym Mlp(Scope s, Sym x, double ratio, Init? init = null, Init? biasInit = null, bool tanh = false)
    {
        (init, biasInit) = (init ?? Layers.TransformerInit, biasInit ?? Init.Zeros);
        var hidden = x.Linear(s / "fc1", (int)((int)x.Features * ratio), init: init, biasInit: biasInit);
        return (tanh ? hidden.GeluTanh() : hidden.Gelu()).Linear(s / "fc2", x.Features, init: init, biasInit: biasInit);
    }

    /// <summary>Attention among the tokens of each group, such as a window, [N, groups, n, C] → the same shape; keys <c>qkv</c>, <c>proj</c>.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="heads">Attention heads; they divide C.</param>
    /// <param name="bias">Added to the scaled products, [heads, n, n] or [groups, heads, n, n].</param>
    /// <param name="init">How the weights start.</param>
    /// <param name="isByHead">Whether the result of <c>qkv</c> has queries, keys and values of each head side by side, not those of all heads.</param>
    public static Sym GroupAttention(Scope s, Sym x, int heads, Sym bias, Init init, bool isByHead = false)
    {
        RequireHeads(heads, x.Features);
        var qkv = x.Linear(s / "qkv", 3 * x.Features, init: init, biasInit: Init.Zeros)
                   .Rearrange(isByHead ? "b g n (k t d) -> t b g k n d" : "b g n (t k d) -> t b g k n d", ("t", 3), ("k", heads));
        return qkv.Select(0, 0).Attention(qkv.Select(0, 1), qkv.Select(0, 2), bias)
                  .Rearrange("b g k n d -> b g n (k d)")
                  .Linear(s / "proj", x.Features, init: init, biasInit: Init.Zeros);
    }

    /// <summary>The rule of all attentions.</summary>
    public static void RequireHeads(int heads, Dim channels) => Require.Divides(heads, channels, $"{heads} heads do not divide {channels} channels");

    /// <summary>How many heads of a size the channels make.</summary>
    public static int HeadsOf(int headDim, Dim channels)
    {
        Require.Divides(headDim, channels, $"heads of {headDim} channels do not make {channels} channels");
        return (int)channels / headDim;
    }

    /// <summary>Attention among all tokens, [N, n, C] → the same shape.</summary>
    [Block]
    private static Sym SelfAttention(Scope s, Sym x, int heads, bool qkvBias)
    {
        RequireHeads(heads, x.Features);
        var qkv = x.TransformerLinear(s / "qkv", 3 * x.Features, qkvBias).Rearrange("b n (t k d) -> t b k n d", ("t", 3), ("k", heads));
        return qkv.Select(0, 0).Attention(qkv.Select(0, 1), qkv.Select(0, 2)).Rearrange("b k n d -> b n (k d)").TransformerLinear(s / "proj", x.Features);
    }
}
