namespace ModelDsl.Models;

/// <summary>
/// FasterViT (Hatamizadeh et al., "FasterViT: Fast Vision Transformers with Hierarchical Attention", arXiv:2306.06189):
/// two convolutional stages, then two stages of window attention in which carrier tokens speak for their windows.
/// </summary>
public static class FasterVit
{
    /// <summary>The licence of the published code and weights: non-commercial.</summary>
    internal const string License = "NVIDIA Source Code License-NC";

    /// <summary>FasterViT-0: 31.4 M parameters.</summary>
    public static FasterVitConfig B0 { get; } = new() { Depths = [2, 3, 6, 5], Dim = 64, StemDim = 64, Heads = [8, 16] };

    /// <summary>FasterViT-1: 53.4 M parameters.</summary>
    public static FasterVitConfig B1 { get; } = new() { Depths = [1, 3, 8, 5], Dim = 80, StemDim = 32, Heads = [8, 16] };

    /// <summary>FasterViT-2: 75.9 M parameters.</summary>
    public static FasterVitConfig B2 { get; } = new() { Depths = [3, 3, 8, 5], Dim = 96, StemDim = 64, Heads = [8, 16] };

    /// <summary>FasterViT-3: 159.5 M parameters.</summary>
    public static FasterVitConfig B3 { get; } = new()
    {
        Depths = [3, 3, 12, 5], Dim = 128, StemDim = 64, Heads = [8, 16], DropPath = 0.3, LayerScale = 1e-5, Propagation = true,
    };

    /// <summary>FasterViT-4: 365.6 M parameters.</summary>
    public static FasterVitConfig B4 { get; } = B3 with { Dim = 196, Heads = [16, 32] };

    /// <summary>FasterViT-5: 957.5 M parameters.</summary>
    public static FasterVitConfig B5 { get; } = B4 with { Dim = 320 };

    /// <summary>FasterViT-6: 1.36 G parameters.</summary>
    public static FasterVitConfig B6 { get; } = B5 with { Depths = [3, 3, 16, 8], DropPath = 0.5 };

    /// <summary>FasterViT-4 as trained on ImageNet-21K: one window for each stage, no carrier tokens, 271.9 M parameters.</summary>
    public static FasterVitConfig B4In21K { get; } = B4 with { Hierarchical = [false, false], Propagation = false, DropPath = 0.42, Windows = [14, 7] };

    /// <summary>The published models for any resolution: padded windows, carrier tokens in the published order, 576×960 unless another size is given.</summary>
    /// <param name="config">The hyper-parameters.</param>
    public static FasterVitConfig AnyResolution(FasterVitConfig config) =>
        config with { AnyResolution = true, CarrierOrder = CarrierOrder.Published, Resolution = (576, 960) };

    /// <summary>
    /// One model for images of any size from 32×32 on, which the published code does not have: where a fixed-size model
    /// exists it computes the same, on grids that are not square the one with <see cref="CarrierOrder.Corrected"/>.
    /// </summary>
    /// <param name="config">The hyper-parameters.</param>
    public static FasterVitConfig AnySize(FasterVitConfig config) => config with { AnyResolution = true, Resolution = ImageSize.Any() };

    /// <summary>Image [N, C, H, W] → logits [N, Classes]; with no classes the pooled features [N, 8·Dim].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, FasterVitConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, FasterVitConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, FasterVitConfig config)
    {
        var x = Maps(s, image, config, keepMaps: false)[^1].BatchNorm2d(s / "norm");
        x = x.AdaptiveAveragePool2d(1, 1).Rearrange("b c 1 1 -> b c");
        return x.Logits(s / "head", config.Classes);
    }

    /// <summary>
    /// Image [N, C, H, W] → the map of each stage before its size is halved: Dim, 2·Dim, 4·Dim and 8·Dim channels at strides 4, 8, 16
    /// and 32, not normalised. Its weights are those of the classifier without <c>norm</c> and <c>head</c>.
    /// </summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, FasterVitConfig config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, FasterVitConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, FasterVitConfig config) =>
        Layers.Stages(Maps(s, image, config, keepMaps: true));

    /// <summary>The published backbones for detection, which take the classifier's weights but compute something else: images of any size from 128×128 on.</summary>
    /// <param name="config">The hyper-parameters of the classifier.</param>
    public static FasterVitConfig ForDetection(FasterVitConfig config) => config with
    {
        Detection = true, AnyResolution = true, CarrierOrder = CarrierOrder.Published, Propagation = false, DropPath = 0.1,
        Resolution = ImageSize.Any(minimum: 128),
    };

    /// <summary>
    /// Image [N, C, H, W] → the maps that the published code for detection yields: those of <see cref="Backbone(Scope, FasterVitConfig)"/> from a stage on, each with its
    /// own batch norm. Keys are those of the classifier, and <c>norm0</c> … <c>norm3</c>.
    /// </summary>
    /// <param name="s">The scope of the backbone.</param>
    /// <param name="config">The hyper-parameters: see <see cref="ForDetection"/>.</param>
    /// <param name="first">The first stage whose map is yielded, from 0 on: 1 for DINO's four scales, 0 for five.</param>
    public static Features DetectionBackbone(Scope s, FasterVitConfig config, int first = 1) =>
        DetectionBackbone(s, s.Image(config), config, first);

    /// <inheritdoc cref="DetectionBackbone(Scope, FasterVitConfig, int)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    /// <param name="first">The first stage whose map is yielded, from 0 on: 1 for DINO's four scales, 0 for five.</param>
    public static Features DetectionBackbone(Scope s, Sym image, FasterVitConfig config, int first = 1)
    {
        var levels = new Features();
        foreach (var (name, map) in Backbone(s, image, config).Maps.Skip(first)) levels.Add(name, map.BatchNorm2d(s / $"norm{first + levels.Maps.Count}"));
        return levels;
    }

    /// <summary>
    /// Hierarchical attention as the blocks of a stage in any network, [N, C, H, W] → the same shape: attention within windows, in which
    /// carrier tokens speak for the other windows. Keys <c>blocks</c>, <c>global_tokenizer</c>.
    /// </summary>
    /// <param name="s">The scope of the stage.</param>
    /// <param name="x">The map.</param>
    /// <param name="stage">The number of the stage, from 0 on, for messages.</param>
    /// <param name="heads">Attention heads; they divide C.</param>
    /// <param name="window">Side of the windows; they tile the map unless <see cref="FasterVitConfig.AnyResolution"/> is set.</param>
    /// <param name="dropPath">Rates of stochastic depth, one for each block.</param>
    /// <param name="like">The network whose attention it is: carrier tokens, MLPs, dropout, scales. Its stages have no meaning here.</param>
    public static Sym HierarchicalAttention(Scope s, Sym x, int stage, int heads, int window, IReadOnlyList<double> dropPath, FasterVitConfig like) =>
        HierarchicalStage.Attend(s, x, stage, heads, window, isHierarchical: true, dropPath, like);

    /// <summary>The map of each stage before its size is halved; the last one only where the others are not kept.</summary>
    private static IReadOnlyList<Sym> Maps(Scope s, Sym image, FasterVitConfig config, bool keepMaps)
    {
        Require.That(config.Depths.Count == 4, $"Depths has {config.Depths.Count} entries; there are four stages", config.Depths.Count);
        Require.That(config.Heads.Count == 2, $"Heads has {config.Heads.Count} entries; it needs one for stage 3 and one for stage 4", config.Heads.Count);
        Require.That(config.Windows.Count == 2, $"Windows has {config.Windows.Count} entries; it needs one for stage 3 and one for stage 4", config.Windows.Count);
        Require.That(config.Hierarchical.Count == 2, $"Hierarchical has {config.Hierarchical.Count} entries; it needs one for stage 3 and one for stage 4", config.Hierarchical.Count);

        var x = Stem(s / "patch_embed", image, config.StemDim, config.Dim).Tap("patch_embed");
        var maps = new List<Sym>();
        var rates = DropPathRates.Linear(config.DropPath, config.Depths);
        for (var stage = 0; stage < 4; stage++)
        {
            var (output, map) = stage < 2
                ? ConvStage.Level(s / "levels" / stage, x, rates[stage], keepMaps, config)
                : HierarchicalStage.Level(s / "levels" / stage, x, stage, rates[stage], keepMaps, config);
            x = output.Tap($"level{stage + 1}");
            if (map is not null) maps.Add(map);
        }
        maps.Add(x);
        return maps;
    }

    /// <summary>Two convolutions of stride 2, [N, C, H, W] → [N, Dim, H/4, W/4].</summary>
    [Block]
    private static Sym Stem(Scope s, Sym x, int stemDim, int dim) =>
        x.Conv2d(s / "conv_down" / 0, stemDim, kernel: 3, stride: 2, padding: 1, bias: false)
         .BatchNorm2d(s / "conv_down" / 1, eps: 1e-4)
         .Relu()
         .Conv2d(s / "conv_down" / 3, dim, kernel: 3, stride: 2, padding: 1, bias: false)
         .BatchNorm2d(s / "conv_down" / 4, eps: 1e-4)
         .Relu();

    /// <summary>Half the size and twice the channels, [N, C, H, W] → [N, 2C, H/2, W/2].</summary>
    [Block]
    internal static Sym Downsample(Scope s, Sym x) =>
        x.LayerNorm2d(s / "norm")
         .Conv2d(s / "reduction" / 0, 2 * x.Channels, kernel: 3, stride: 2, padding: 1, bias: false);
}
