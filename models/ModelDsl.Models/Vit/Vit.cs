namespace ModelDsl.Models;

/// <summary>Vision transformer (Dosovitskiy et al., "An Image is Worth 16x16 Words", arXiv:2010.11929), with timm's keys.</summary>
public static partial class Vit
{
    private const double Eps = 1e-6;

    /// <summary>Image [N, C, H, W] → logits [N, Classes] of the class token.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, VitConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, VitConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, VitConfig config)
    {
        Layers.RequireTiles("patches", config.Patch, config.Patch, image.Height, image.Width);
        var x = image.Conv2d(s / "patch_embed" / "proj", config.Dim, config.Patch, config.Patch).Rearrange("b c h w -> b (h w) c");
        x = s.Parameter("cls_token", [1, 1, config.Dim], Init.Normal(1e-6)).Rearrange("1 1 c -> b 1 c", ("b", x.Shape[0])).Concat(x, axis: 1);
        x += s.Parameter("pos_embed", [1, x.Shape[1], config.Dim], Layers.TransformerInit);
        var rates = DropPathRates.Linear(config.DropPath, [config.Depth])[0];
        for (var i = 0; i < rates.Length; i++)
            x = Transformer.TransformerBlock(s / "blocks" / i, x, config.Heads, config.MlpRatio, rates[i], Eps).Tap($"blocks.{i}");
        return x.LayerNorm(s / "norm", Eps).Select(1, 0).Logits(s / "head", config.Classes);
    }
}
