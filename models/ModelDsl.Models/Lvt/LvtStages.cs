namespace ModelDsl.Models;

/// <summary>What the stages of an LVT are made of, apart from attention.</summary>
internal static class LvtStages
{
    /// <summary>Patch embedding, then blocks, [N, H, W, C] → [N, H', W', Dim].</summary>
    [Block]
    public static Sym Stage(Scope s, Sym x, int index, LvtStage stage, IReadOnlyList<double> dropPath, TokenMix? mix)
    {
        var (kernel, stride) = index == 0 ? (7, 4) : (3, 2);
        x = Layers.PatchEmbed(s / 0, x.Rearrange("b h w c -> b c h w"), stage.Dim, kernel, stride, Init.FanOutNormal, Init.Zeros);
        if (mix is not null) x = mix.Applied(x);
        for (var i = 0; i < dropPath.Count; i++) x = TransformerBlock(s / 1 / i, x, stage, dropPath[i]);
        return x;
    }

    /// <summary>Attention, then an MLP, both residual.</summary>
    [Block]
    private static Sym TransformerBlock(Scope s, Sym x, LvtStage stage, double dropPath)
    {
        var y = x.LayerNorm(s / "norm1");
        y = stage.Attention switch
        {
            ConvolutionalAttention => PatchAttentions.PatchAttention(s / "attn", y, stage.Heads),
            GlobalAttention attention => AtrousAttentions.AtrousAttention(s / "attn", y, stage.Heads, attention),
            _ => throw new ArgumentException($"an LVT knows no {stage.Attention}", nameof(stage)),
        };
        x += y.DropPath(dropPath);
        y = x.LayerNorm(s / "norm2");
        y = stage.DepthwiseMlp ? DepthwiseMlp(s / "mlp", y, stage.MlpRatio) : Transformer.Mlp(s / "mlp", y, stage.MlpRatio);
        return x + y.DropPath(dropPath);
    }

    /// <summary>1×1 convolution, depthwise 3×3 convolution, GELU, 1×1 convolution.</summary>
    [Block]
    private static Sym DepthwiseMlp(Scope s, Sym x, double ratio)
    {
        s.StateOrder("fc1", "depconv", "fc2");
        var hidden = (int)((int)x.Features * ratio);
        return x.Rearrange("b h w c -> b c h w")
                .Conv2d(s / "fc1", hidden, kernel: 1)
                .Conv2d(s / "depconv", hidden, kernel: 3, padding: 1, groups: hidden)
                .Gelu()
                .Conv2d(s / "fc2", x.Features, kernel: 1)
                .Rearrange("b c h w -> b h w c");
    }

    /// <summary>Normal with the deviation that keeps the variance of gradients: √(2/(kernel²·channels per group)).</summary>
    internal static Init FanOut(int kernel, int channels) => Init.Normal(Math.Sqrt(2.0 / (kernel * kernel * channels)));
}
