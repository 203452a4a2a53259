namespace ModelDsl.Models;

/// <summary>Pyramid vision transformer, version 2 (Wang et al., "PVT v2: Improved Baselines", arXiv:2106.13797), with timm's keys.</summary>
public static partial class PvtV2
{
    private const double Eps = 1e-6;

    /// <summary>Image [N, C, H, W] → logits [N, Classes].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, PvtV2Config config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, PvtV2Config)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, PvtV2Config config) => Stages(s, image, config)[^1].Mean(2, 3).Logits(s / "head", config.Classes);

    /// <summary>Image [N, C, H, W] → the map of each stage, strides 4, 8, 16, 32. Its weights are those of the classifier without <c>head</c>.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, PvtV2Config config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, PvtV2Config)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, PvtV2Config config) => Layers.Stages(Stages(s, image, config));

    private static List<Sym> Stages(Scope s, Sym image, PvtV2Config config)
    {
        Layers.RequireOneEach("Dims", config.Dims.Count, config.Depths.Count);
        Layers.RequireOneEach("Heads", config.Heads.Count, config.Depths.Count);
        Layers.RequireOneEach("Reductions", config.Reductions.Count, config.Depths.Count);
        Layers.RequireOneEach("MlpRatios", config.MlpRatios.Count, config.Depths.Count);
        var x = Layers.PatchEmbed(s / "patch_embed", image, config.Dims[0], 7, 4, Init.FanOutNormal, Init.Zeros);
        return Layers.Pyramid(x, DropPathRates.Linear(config.DropPath, config.Depths), (map, i, rates) =>
            Stage(s / "stages" / i, map, i, rates, config).Tap($"stages.{i}"));
    }

    /// <summary>All but the first halve the size; then blocks on [N, H, W, C], and norm. The result is a map [N, C, H, W].</summary>
    [Block]
    private static Sym Stage(Scope s, Sym x, int index, IReadOnlyList<double> dropPath, PvtV2Config config)
    {
        if (index > 0) x = Layers.PatchEmbed(s / "downsample", x, config.Dims[index], 3, 2, Init.FanOutNormal, Init.Zeros);
        for (var i = 0; i < dropPath.Count; i++)
            x = PvtBlock(s / "blocks" / i, x, config.Heads[index], config.Reductions[index], config.MlpRatios[index], dropPath[i]);
        return x.LayerNorm(s / "norm", Eps).Rearrange("b h w c -> b c h w");
    }

    /// <summary>Attention to a reduced map, then a convolutional MLP, both residual.</summary>
    [Block]
    private static Sym PvtBlock(Scope s, Sym x, int heads, int reduction, double mlpRatio, double dropPath)
    {
        x += ReducedAttention(s / "attn", x.LayerNorm(s / "norm1", Eps), heads, reduction).DropPath(dropPath);
        return x + DepthwiseMlp(s / "mlp", x.LayerNorm(s / "norm2", Eps), mlpRatio).DropPath(dropPath);
    }

    /// <summary>Attention of all positions to patches of the map, [N, H, W, C] → the same shape.</summary>
    [Block]
    private static Sym ReducedAttention(Scope s, Sym x, int heads, int reduction)
    {
        s.StateOrder("q", "kv", "proj", "sr", "norm");
        Transformer.RequireHeads(heads, x.Features);
        var q = x.TransformerLinear(s / "q", x.Features).Rearrange("b h w (k d) -> b k (h w) d", ("k", heads));
        var source = x;
        if (reduction > 1)
        {
            source = x.Rearrange("b h w c -> b c h w")
                .Conv2d(s / "sr", x.Features, reduction, reduction, init: Init.FanOutNormal, biasInit: Init.Zeros)
                .Rearrange("b c h w -> b h w c")
                .LayerNorm(s / "norm");
        }
        var kv = source.TransformerLinear(s / "kv", 2 * x.Features).Rearrange("b h w (t k d) -> t b k (h w) d", ("t", 2), ("k", heads));
        return q.Attention(kv.Select(0, 0), kv.Select(0, 1))
                .Rearrange("b k (h w) d -> b h w (k d)", ("h", x.Shape[1]))
                .TransformerLinear(s / "proj", x.Features);
    }

    /// <summary>Linear, depthwise 3×3 convolution, GELU, linear.</summary>
    [Block]
    private static Sym DepthwiseMlp(Scope s, Sym x, double ratio)
    {
        var map = x.TransformerLinear(s / "fc1", (int)((int)x.Features * ratio)).Rearrange("b h w c -> b c h w");
        return map.Conv(s / "dwconv", map.Channels, kernel: 3, groups: map.Channels).Gelu().Rearrange("b c h w -> b h w c").TransformerLinear(s / "fc2", x.Features);
    }
}
