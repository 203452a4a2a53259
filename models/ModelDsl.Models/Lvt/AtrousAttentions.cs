namespace ModelDsl.Models;

/// <summary>Global self-attention; queries may pass one depthwise kernel at several dilations, and the whole may recur with the same weights.</summary>
internal static class AtrousAttentions
{
    /// <summary>[N, H, W, C] → the same shape.</summary>
    [Block]
    public static Sym AtrousAttention(Scope s, Sym x, int heads, GlobalAttention attention)
    {
        s.StateOrder("q", "kv", "proj", "sr", "norm", "ds");
        Require.Divides(heads, x.Features, $"{heads} heads do not divide {x.Features} channels");
        Require.That(attention.Recursion > 0, $"Recursion is {attention.Recursion}; the attention is applied at least once", attention.Recursion);
        var y = Once(s, x, heads, attention);
        if (attention.Recursion == 1) return y;

        // Each step sees its own input again beside its result.
        y = y.Silu();
        for (var i = 1; i < attention.Recursion; i++)
        {
            x = y + x;
            y = Once(s, x, heads, attention).Silu();
        }
        return y;
    }

    private static Sym Once(Scope s, Sym x, int heads, GlobalAttention attention)
    {
        var channels = x.Features;
        var q = x.TransformerLinear(s / "q", channels, bias: false);
        if (attention.AtrousRates.Count > 0)
        {
            var map = q.Rearrange("b h w c -> b c h w");
            Sym? sum = null;
            foreach (var rate in attention.AtrousRates)
            {
                var scale = map.Conv2d(s / "ds", channels, kernel: 3, padding: rate, dilation: rate, groups: channels, bias: false, init: Init.KaimingUniform).Silu();
                sum = sum is null ? scale : sum + scale;
            }
            q = sum!.Rearrange("b (k d) h w -> b k (h w) d", ("k", heads));
        }
        else
        {
            q = q.Rearrange("b h w (k d) -> b k (h w) d", ("k", heads));
        }

        var source = x;
        if (attention.Reduction > 1)
        {
            source = x.Rearrange("b h w c -> b c h w")
                .Conv2d(s / "sr", channels, attention.Reduction, attention.Reduction, init: LvtStages.FanOut(attention.Reduction, (int)channels), biasInit: Init.Zeros)
                .Rearrange("b c h w -> b h w c")
                .LayerNorm(s / "norm");
        }
        var kv = source.TransformerLinear(s / "kv", 2 * channels, bias: false)
                       .Rearrange("b h w (t k d) -> t b k (h w) d", ("t", 2), ("k", heads));
        // The published code scales the products; the queries are fewer numbers.
        q *= Math.Pow((int)channels / heads, -0.5);
        var weights = q.MatMul(kv.Select(0, 0).Rearrange("b k n d -> b k d n")).Softmax();
        return weights.MatMul(kv.Select(0, 1))
                      .Rearrange("b k (h w) d -> b h w (k d)", ("h", x.Shape[1]))
                      .TransformerLinear(s / "proj", channels);
    }
}
