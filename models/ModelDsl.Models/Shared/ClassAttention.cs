namespace ModelDsl.Models;

/// <summary>A class token that reads the last map in blocks in which it alone attends, after CaiT and VOLO.</summary>
internal static class ClassAttention
{
    /// <summary>
    /// Tokens [N, n, C] → logits [N, classes]: those of the class token, and half of the largest ones over all tokens.
    /// Keys <c>cls_token</c>, <c>post_network</c>, <c>norm</c>, <c>head</c>, <c>aux_head</c>.
    /// </summary>
    /// <param name="s">The scope.</param>
    /// <param name="tokens">The last map.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="mlpRatio">Hidden size of the MLPs, as a multiple of C.</param>
    /// <param name="classes">Classes; 0 leaves the two heads out.</param>
    public static Sym Logits(Scope s, Sym tokens, int heads, double mlpRatio, int classes) => Joined(BothLogits(s, tokens, heads, mlpRatio, classes));

    /// <summary>The logits in evaluation, [N, classes]: those of the class token, and half of the largest ones over all tokens.</summary>
    public static Sym Joined((Sym OfClass, Sym OfTokens) logits) => logits.OfClass + logits.OfTokens.Max(1) * 0.5;

    /// <summary>Tokens [N, n, C] → the logits of the class token [N, classes], and those of each token [N, n, classes].</summary>
    public static (Sym OfClass, Sym OfTokens) BothLogits(Scope s, Sym tokens, int heads, double mlpRatio, int classes)
    {
        var token = s.Parameter("cls_token", [1, 1, tokens.Features], Layers.TransformerInit);
        var x = token.Rearrange("1 1 c -> b 1 c", ("b", tokens.Shape[0])).Concat(tokens, axis: 1);
        for (var i = 0; i < 2; i++) x = ClassBlock(s / "post_network" / i, x, heads, mlpRatio);
        x = x.LayerNorm(s / "norm");
        return (x.Select(1, 0).Logits(s / "head", classes), x.Slice(1, 1).Logits(s / "aux_head", classes));
    }

    /// <summary>Updates the first token from all; the others pass, [N, 1 + n, C] → the same shape.</summary>
    [Block]
    private static Sym ClassBlock(Scope s, Sym x, int heads, double mlpRatio)
    {
        var token = x.Slice(1, 0, 1);
        token += Attention(s / "attn", x.LayerNorm(s / "norm1"), heads);
        token += Transformer.Mlp(s / "mlp", token.LayerNorm(s / "norm2"), mlpRatio);
        return token.Concat(x.Slice(1, 1), axis: 1);
    }

    /// <summary>Attention of the first token to all, [N, 1 + n, C] → [N, 1, C].</summary>
    [Block]
    private static Sym Attention(Scope s, Sym x, int heads)
    {
        s.StateOrder("kv", "q", "proj");
        Transformer.RequireHeads(heads, x.Features);
        var scale = Math.Pow((int)x.Features / heads, -0.5);
        var kv = x.TransformerLinear(s / "kv", 2 * x.Features, bias: false).Rearrange("b n (t k d) -> t b k n d", ("t", 2), ("k", heads));
        var q = x.Slice(1, 0, 1).TransformerLinear(s / "q", x.Features, bias: false).Rearrange("b n (k d) -> b k n d", ("k", heads));
        var weights = (q * scale).MatMul(kv.Select(0, 0).Rearrange("b k n d -> b k d n")).Softmax();
        return weights.MatMul(kv.Select(0, 1)).Rearrange("b k n d -> b n (k d)").TransformerLinear(s / "proj", x.Features);
    }
}
