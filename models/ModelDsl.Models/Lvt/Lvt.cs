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
    /// <remarks>The published code mixes tokens of two images in training; this is its forward pass for evaluation.</remarks>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym ClassAttentionClassifier(Scope s, LvtClassifierConfig config)
    {
        s.StateOrder("cls_token", "backbone", "norm", "head", "post_network", "aux_head");
        var last = config.Encoder.Stages[^1];
        var tokens = Stages(s, config.Encoder)[^1].Rearrange("b h w c -> b (h w) c");
        return ClassAttention.Logits(s, tokens, last.Heads, last.MlpRatio, config.Classes);
    }

    /// <summary>Image [N, C, H, W] → logits [N, Classes] of the mean over the last map.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym MeanClassifier(Scope s, LvtClassifierConfig config) =>
        Stages(s, config.Encoder)[^1]
            .LayerNorm(s / "norm")
            .Mean(1, 2)
            .Logits(s / "head", config.Classes);

    /// <summary>Image [N, C, H, W] → one normalised map [N, Dim, H, W] for each stage, strides 4, 8, 16, 32.</summary>
    /// <remarks>As in the published code each stage works on the normalised map of the one before, unlike in the classifiers.</remarks>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Features Backbone(Scope s, LvtConfig config) =>
        Maps(Stages(s, config, (map, i) => map.LayerNorm(s / "downstream_norms" / i)));

    /// <summary>Image [N, C, H, W] → the map of each stage as it is, [N, Dim, H, W], as segmentation and detection take it.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Features PlainBackbone(Scope s, LvtConfig config) => Maps(Stages(s, config));

    private static Features Maps(Sym[] stages) => Layers.Stages([.. stages.Select(map => map.Rearrange("b h w c -> b c h w"))]);

    /// <summary>The last map of each stage, [N, H, W, Dim].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    /// <param name="finish">What is done to the map of a stage before the next one takes it; null for nothing.</param>
    private static Sym[] Stages(Scope s, LvtConfig config, Func<Sym, int, Sym>? finish = null)
    {
        var x = s.Image(config.Resolution, config.InChannels).Rearrange("b c h w -> b h w c");
        var maps = new Sym[config.Stages.Count];
        var rates = DropPathRates.Linear(config.DropPath, [.. config.Stages.Select(stage => stage.Depth)]);
        for (var i = 0; i < maps.Length; i++)
        {
            x = LvtStages.Stage(s / "backbone" / i, x, i, config.Stages[i], rates[i]).Tap($"stage{i + 1}");
            if (finish is not null) x = finish(x, i);
            maps[i] = x;
        }
        return maps;
    }
}
