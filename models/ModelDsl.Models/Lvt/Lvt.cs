namespace ModelDsl.Models;

/// <summary>
/// LVT (Yang et al., "Lite Vision Transformer with Enhanced Self-Attention", arXiv:2112.10809): convolutional
/// self-attention on low-level features, recursive atrous self-attention on high-level ones. Tensors are
/// channels-last between modules.
/// </summary>
public static class Lvt
{
    /// <summary>The published encoder: 3.4 M parameters.</summary>
    public static LvtConfig Encoder { get; } = new()
    {
        Stages =
        [
            new() { Depth = 2, Dim = 64, Heads = 2, MlpRatio = 4, DepthwiseMlp = false, Attention = new ConvolutionalAttention() },
            new() { Depth = 2, Dim = 64, Heads = 2, MlpRatio = 8, Attention = new GlobalAttention { Reduction = 4, AtrousRates = [1, 3, 5], Recursion = 2 } },
            new() { Depth = 2, Dim = 160, Heads = 5, MlpRatio = 4, Attention = new GlobalAttention { Reduction = 2, AtrousRates = [1, 3, 5], Recursion = 2 } },
            new() { Depth = 2, Dim = 256, Heads = 8, MlpRatio = 4, Attention = new GlobalAttention { AtrousRates = [1, 3, 5], Recursion = 2 } },
        ],
    };

    /// <summary>The licence of the published code and weights: non-commercial.</summary>
    internal const string License = "Adobe Source Code License for Lite Vision Transformer";

    /// <summary>The published classifier.</summary>
    public static LvtClassifierConfig Published { get; } = new() { Encoder = Encoder };

    /// <summary>
    /// This project's own scaling to the size of a ResNet-50, 25.6 M parameters: twice the channels and heads, and three
    /// more blocks in the third stage, where large backbones put them.
    /// </summary>
    public static LvtClassifierConfig R50 { get; } = new()
    {
        Encoder = new()
        {
            Stages =
            [
                new() { Depth = 2, Dim = 128, Heads = 4, MlpRatio = 4, DepthwiseMlp = false, Attention = new ConvolutionalAttention() },
                new() { Depth = 2, Dim = 128, Heads = 4, MlpRatio = 8, Attention = new GlobalAttention { Reduction = 4, AtrousRates = [1, 3, 5], Recursion = 2 } },
                new() { Depth = 5, Dim = 320, Heads = 10, MlpRatio = 4, Attention = new GlobalAttention { Reduction = 2, AtrousRates = [1, 3, 5], Recursion = 2 } },
                new() { Depth = 2, Dim = 512, Heads = 16, MlpRatio = 4, Attention = new GlobalAttention { AtrousRates = [1, 3, 5], Recursion = 2 } },
            ],
            DropPath = 0.1,
        },
    };

    /// <summary>
    /// Image [N, C, H, W] → logits [N, Classes]: a class token attends to the last map in two blocks; to its logits
    /// half of the largest logits over the map are added.
    /// </summary>
    /// <remarks>This is the forward pass for evaluation; <see cref="TokenLabelling"/> is the published one for training.</remarks>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym ClassAttentionClassifier(Scope s, LvtClassifierConfig config) => ClassAttentionClassifier(s, Image(s, config.Encoder), config);

    /// <inheritdoc cref="ClassAttentionClassifier(Scope, LvtClassifierConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym ClassAttentionClassifier(Scope s, Sym image, LvtClassifierConfig config) => ClassAttention.Joined(ClassAttentionLogits(s, image, config));

    /// <summary>
    /// The published forward pass for training, after VOLO's: image [N, C, H, W] → logits of the image [N, Classes], and of each token of the
    /// last map [N, tokens, Classes]. Behind the first patch embedding the tokens in a part of each image are those of its partner in the batch;
    /// the tokens' logits are put back. Its weights are those of <see cref="ClassAttentionClassifier(Scope, LvtClassifierConfig)"/>.
    /// </summary>
    /// <remarks>Inputs <c>partners</c> [N], the number of each image's partner, and <c>mixed</c> [H/32, W/32], where the last map is the partners'.</remarks>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; the sizes of the image are multiples of what the stages divide them by.</param>
    public static (Sym ClassLogits, Sym TokenLogits) TokenLabelling(Scope s, LvtClassifierConfig config)
    {
        var (image, size, scale) = (Image(s, config.Encoder), config.Encoder.Resolution, 2 << config.Encoder.Stages.Count);
        Layers.RequireTiles("tokens", scale, scale, size.Height, size.Width);
        var mix = new TokenMix(
            s.Root.Input(ElementType.Int64, "partners", Dim.Batch), s.Root.Input(ElementType.Bool, "mixed", size.Height / scale, size.Width / scale));
        var (ofClass, ofTokens) = ClassAttentionLogits(s, image, config, mix);
        var map = ofTokens.Rearrange("b (h w) k -> b h w k", ("h", size.Height / scale));
        return (ofClass, mix.Applied(map).Rearrange("b h w k -> b (h w) k"));
    }

    private static (Sym OfClass, Sym OfTokens) ClassAttentionLogits(Scope s, Sym image, LvtClassifierConfig config, TokenMix? mix = null)
    {
        s.StateOrder("cls_token", "backbone", "norm", "head", "post_network", "aux_head");
        var last = config.Encoder.Stages[^1];
        var tokens = Stages(s, image, config.Encoder, mix: mix)[^1].Rearrange("b h w c -> b (h w) c");
        return ClassAttention.BothLogits(s, tokens, last.Heads, last.MlpRatio, config.Classes);
    }

    /// <summary>Image [N, C, H, W] → logits [N, Classes] of the mean over the last map.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym MeanClassifier(Scope s, LvtClassifierConfig config) => MeanClassifier(s, Image(s, config.Encoder), config);

    /// <inheritdoc cref="MeanClassifier(Scope, LvtClassifierConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym MeanClassifier(Scope s, Sym image, LvtClassifierConfig config) =>
        Stages(s, image, config.Encoder)[^1]
            .LayerNorm(s / "norm")
            .Mean(1, 2)
            .Logits(s / "head", config.Classes);

    /// <summary>Image [N, C, H, W] → one normalised map [N, Dim, H, W] for each stage, strides 4, 8, 16, 32.</summary>
    /// <remarks>As in the published code each stage works on the normalised map of the one before, unlike in the classifiers.</remarks>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Features Backbone(Scope s, LvtConfig config) => Backbone(s, Image(s, config), config);

    /// <inheritdoc cref="Backbone(Scope, LvtConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, LvtConfig config) =>
        Layers.StagesOfTokens(Stages(s, image, config, (map, i) => map.LayerNorm(s / "downstream_norms" / i)));

    /// <summary>Image [N, C, H, W] → the map of each stage as it is, [N, Dim, H, W], as segmentation and detection take it.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Features PlainBackbone(Scope s, LvtConfig config) => PlainBackbone(s, Image(s, config), config);

    /// <inheritdoc cref="PlainBackbone(Scope, LvtConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features PlainBackbone(Scope s, Sym image, LvtConfig config) => Layers.StagesOfTokens(Stages(s, image, config));

    private static Sym Image(Scope s, LvtConfig config) => s.Image(config.Resolution, config.InChannels);

    /// <summary>The last map of each stage, [N, H, W, Dim].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="image">The image.</param>
    /// <param name="config">The hyper-parameters.</param>
    /// <param name="finish">What is done to the map of a stage before the next one takes it; null for nothing.</param>
    /// <param name="mix">Which tokens of the first patch embedding are another image's; null for none.</param>
    private static Sym[] Stages(Scope s, Sym image, LvtConfig config, Func<Sym, int, Sym>? finish = null, TokenMix? mix = null)
    {
        var x = image.Rearrange("b c h w -> b h w c");
        var maps = new Sym[config.Stages.Count];
        var rates = DropPathRates.Linear(config.DropPath, [.. config.Stages.Select(stage => stage.Depth)]);
        for (var i = 0; i < maps.Length; i++)
        {
            x = LvtStages.Stage(s / "backbone" / i, x, i, config.Stages[i], rates[i], i == 0 ? mix : null).Tap($"stage{i + 1}");
            if (finish is not null) x = finish(x, i);
            maps[i] = x;
        }
        return maps;
    }
}
