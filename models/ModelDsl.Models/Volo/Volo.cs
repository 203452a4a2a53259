namespace ModelDsl.Models;

/// <summary>VOLO (Yuan et al., "Vision Outlooker for Visual Recognition", arXiv:2106.13112), with timm's keys.</summary>
public static partial class Volo
{
    private const double Eps = 1e-5;

    /// <summary>Image [N, C, H, W] → logits [N, Classes] of a class token, to which half of the largest logits over the map are added.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, VoloConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, VoloConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, VoloConfig config)
    {
        s.StateOrder("pos_embed", "cls_token", "patch_embed", "network", "post_network", "aux_head", "norm", "head");
        return ClassAttention.Logits(s, Maps(s, image, config)[^1].Rearrange("b h w c -> b (h w) c"), config.Heads[1], config.MlpRatio, config.Classes);
    }

    /// <summary>Image [N, C, H, W] → the map of the outlookers [N, Dim, H/8, W/8] and the last one [N, 2·Dim, H/16, W/16].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, VoloConfig config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, VoloConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, VoloConfig config) => Layers.StagesOfTokens(Maps(s, image, config));

    private static List<Sym> Maps(Scope s, Sym image, VoloConfig config)
    {
        Require.That(config.Heads.Count == 2, $"Heads has {config.Heads.Count} entries; it needs one for the outlookers and one for the transformers", config.Heads.Count);
        var x = Stem(s / "patch_embed", image, config);
        for (var i = 0; i < config.Depths[0]; i++) x = Outlooker(s / "network" / 0 / i, x, config.Heads[0], config.MlpRatio);
        var outlook = x;
        x = Downsample(s / "network" / 1, x);
        x += s.Parameter("pos_embed", [1, x.Shape[1], x.Shape[2], x.Features], Layers.TransformerInit);
        var rows = x.Shape[1];
        x = x.Rearrange("b h w c -> b (h w) c");
        var rates = DropPathRates.Linear(config.DropPath, config.Depths);
        for (var group = 1; group < rates.Length; group++)
        {
            for (var i = 0; i < rates[group].Length; i++)
                x = Transformer.TransformerBlock(s / "network" / (group + 1) / i, x, config.Heads[1], config.MlpRatio, rates[group][i], Eps, qkvBias: false);
        }
        return [outlook, x.Rearrange("b (h w) c -> b h w c", ("h", rows))];
    }

    /// <summary>Three convolutions, then patches of 4×4, [N, C, H, W] → [N, H/8, W/8, Dim].</summary>
    [Block]
    private static Sym Stem(Scope s, Sym x, VoloConfig config)
    {
        for (var i = 0; i < 9; i += 3)
            x = x.ConvNorm(s / "conv" / i, s / "conv" / (i + 1), config.StemDim, kernel: i == 0 ? 7 : 3, stride: i == 0 ? 2 : 1, init: Init.FanInUniform).Relu();
        return x.Conv2d(s / "proj", config.Dim, 4, 4).Rearrange("b c h w -> b h w c");
    }

    /// <summary>Half the size and twice the channels, [N, H, W, C] → [N, H/2, W/2, 2C].</summary>
    [Block]
    private static Sym Downsample(Scope s, Sym x) =>
        x.Rearrange("b h w c -> b c h w").Conv2d(s / "proj", 2 * x.Features, 2, 2).Rearrange("b c h w -> b h w c");

    /// <summary>Outlook attention, then an MLP, both residual, [N, H, W, C] → the same shape.</summary>
    [Block]
    private static Sym Outlooker(Scope s, Sym x, int heads, double mlpRatio)
    {
        x += Outlook(s / "attn", x.LayerNorm(s / "norm1", Eps), heads);
        return x + Transformer.Mlp(s / "mlp", x.LayerNorm(s / "norm2", Eps), mlpRatio);
    }

    /// <summary>Attention within patches, [N, H, W, C] → the same shape.</summary>
    [Block]
    private static Sym Outlook(Scope s, Sym x, int heads)
    {
        s.StateOrder("v", "attn", "proj");
        var map = x.Rearrange("b h w c -> b c h w");
        var (weights, patches) = OutlookAttention.Weights(s / "attn", map, heads);
        var values = x.TransformerLinear(s / "v", x.Features, bias: false)
            .Rearrange("b h w c -> b c h w")
            .Unfold(OutlookAttention.Kernel, OutlookAttention.Stride, padding: 1)
            .Rearrange("b (k d j) (h w) -> b k (h w) j d", ("k", heads), ("j", OutlookAttention.Positions), ("h", patches.Height));
        return OutlookAttention.Together(weights.MatMul(values), map).TransformerLinear(s / "proj", x.Features);
    }
}
