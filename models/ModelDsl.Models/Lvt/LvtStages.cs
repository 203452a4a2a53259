namespace ModelDsl.Models;

/// <summary>What the stages of an LVT are made of, apart from attention.</summary>
internal static class LvtStages
{
    /// <summary>Patch embedding, then blocks, [N, H, W, C] → [N, H', W', Dim].</summary>
    [Block]
    public static Sym Stage(Scope s, Sym x, int index, LvtStage stage, IReadOnlyList<double> dropPath)
    {
        x = index == 0 ? PatchEmbed(s / 0, x, 7, 4, stage.Dim) : PatchEmbed(s / 0, x, 3, 2, stage.Dim);
        for (var i = 0; i < dropPath.Count; i++) x = TransformerBlock(s / 1 / i, x, stage, dropPath[i]);
        return x;
    }

    /// <summary>An overlapping convolution with stride, then layer norm.</summary>
    [Block]
    private static Sym PatchEmbed(Scope s, Sym x, int kernel, int stride, int dim) =>
        x.Rearrange("b h w c -> b c h w")
         .Conv2d(s / "proj", dim, kernel, stride, padding: kernel / 2, init: FanOut(kernel, dim), biasInit: Init.Zeros)
         .Rearrange("b c h w -> b h w c")
         .LayerNorm(s / "norm");

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
        y = stage.DepthwiseMlp ? DepthwiseMlp(s / "mlp", y, stage.MlpRatio) : Mlp(s / "mlp", y, stage.MlpRatio);
        return x + y.DropPath(dropPath);
    }

    /// <summary>Linear, GELU, linear.</summary>
    [Block]
    internal static Sym Mlp(Scope s, Sym x, double ratio) =>
        x.Linear(s / "fc1", (int)((int)x.Features * ratio), init: Lvt.Weights, biasInit: Init.Zeros)
         .Gelu()
         .Linear(s / "fc2", x.Features, init: Lvt.Weights, biasInit: Init.Zeros);

    /// <summary>The same with 1×1 convolutions and a depthwise 3×3 convolution after the first.</summary>
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
