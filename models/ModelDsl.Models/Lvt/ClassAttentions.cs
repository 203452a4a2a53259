namespace ModelDsl.Models;

/// <summary>Blocks in which only the class token attends, after CaiT and VOLO.</summary>
internal static class ClassAttentions
{
    /// <summary>Updates the first token from all; the others pass, [N, 1 + n, C] → the same shape.</summary>
    [Block]
    public static Sym ClassBlock(Scope s, Sym x, LvtStage stage)
    {
        var token = x.Slice(1, 0, 1);
        token += ClassAttention(s / "attn", x.LayerNorm(s / "norm1"), stage.Heads);
        token += LvtStages.Mlp(s / "mlp", token.LayerNorm(s / "norm2"), stage.MlpRatio);
        return token.Concat(x.Slice(1, 1), axis: 1);
    }

    /// <summary>Attention of the first token to all, [N, 1 + n, C] → [N, 1, C].</summary>
    [Block]
    private static Sym ClassAttention(Scope s, Sym x, int heads)
    {
        s.StateOrder("kv", "q", "proj");
        Require.Divides(heads, x.Features, $"{heads} heads do not divide {x.Features} channels");
        var scale = Math.Pow((int)x.Features / heads, -0.5);
        var kv = x.Linear(s / "kv", 2 * x.Features, bias: false, init: Lvt.Weights)
                  .Rearrange("b n (t k d) -> t b k n d", ("t", 2), ("k", heads));
        var q = x.Slice(1, 0, 1).Linear(s / "q", x.Features, bias: false, init: Lvt.Weights)
                 .Rearrange("b n (k d) -> b k n d", ("k", heads));
        var weights = (q * scale).MatMul(kv.Select(0, 0).Rearrange("b k n d -> b k d n")).Softmax();
        return weights.MatMul(kv.Select(0, 1))
                      .Rearrange("b k n d -> b n (k d)")
                      .Linear(s / "proj", x.Features, init: Lvt.Weights, biasInit: Init.Zeros);
    }
}
