namespace ModelDsl.Models;

/// <summary>ConvNeXt (Liu et al., "A ConvNet for the 2020s", arXiv:2201.03545), with timm's keys.</summary>
public static partial class ConvNext
{
    private const double Eps = 1e-6;
    private const int Expansion = 4;

    /// <summary>Image [N, C, H, W] → logits [N, Classes].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    /// <param name="blocks">Blocks of other kinds for some stages; absent for ConvNeXt's in all.</param>
    public static Sym Classifier(Scope s, ConvNextConfig config, StageBlocks? blocks = null) => Classifier(s, s.Image(config), config, blocks);

    /// <inheritdoc cref="Classifier(Scope, ConvNextConfig, StageBlocks?)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    /// <param name="blocks">Blocks of other kinds for some stages; absent for ConvNeXt's in all.</param>
    public static Sym Classifier(Scope s, Sym image, ConvNextConfig config, StageBlocks? blocks = null) =>
        Stages(s, image, config, blocks)[^1].Mean(2, 3).LayerNorm(s / "head" / "norm", Eps).Logits(s / "head" / "fc", config.Classes);

    /// <summary>Image [N, C, H, W] → the map of each stage, strides 4, 8, 16, 32. Its weights are those of the classifier without <c>head</c>.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    /// <param name="blocks">Blocks of other kinds for some stages; absent for ConvNeXt's in all.</param>
    public static Features Backbone(Scope s, ConvNextConfig config, StageBlocks? blocks = null) => Backbone(s, s.Image(config), config, blocks);

    /// <inheritdoc cref="Backbone(Scope, ConvNextConfig, StageBlocks?)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    /// <param name="blocks">Blocks of other kinds for some stages; absent for ConvNeXt's in all.</param>
    public static Features Backbone(Scope s, Sym image, ConvNextConfig config, StageBlocks? blocks = null) => Layers.Stages(Stages(s, image, config, blocks));

    private static List<Sym> Stages(Scope s, Sym image, ConvNextConfig config, StageBlocks? blocks)
    {
        Layers.RequireOneEach("Dims", config.Dims.Count, config.Depths.Count);
        var x = Conv(image, s / "stem" / 0, config.Dims[0], 4, stride: 4).LayerNorm2d(s / "stem" / 1, Eps);
        return Layers.Pyramid(x, DropPathRates.Linear(config.DropPath, config.Depths), (map, i, rates) =>
            Stage(s / "stages" / i, map, i, config.Dims[i], halve: i > 0, rates, config, blocks).Tap($"stages.{i}"));
    }

    /// <summary>All but the first halve the size; then blocks.</summary>
    [Block]
    private static Sym Stage(Scope s, Sym x, int stage, int dim, bool halve, IReadOnlyList<double> dropPath, ConvNextConfig config, StageBlocks? blocks)
    {
        if (halve) x = Conv(x.LayerNorm2d(s / "downsample" / 0, Eps), s / "downsample" / 1, dim, kernel: 2, stride: 2);
        if (blocks?.Invoke(s, x, stage, dropPath) is { } map) return map;
        for (var i = 0; i < dropPath.Count; i++) x = ConvNextBlock(s / "blocks" / i, x, dropPath[i], config);
        return x;
    }

    /// <summary>Residual depthwise 7×7 convolution and MLP.</summary>
    [Block]
    private static Sym ConvNextBlock(Scope s, Sym x, double dropPath, ConvNextConfig config)
    {
        var y = Conv(x, s / "conv_dw", x.Channels, kernel: 7, padding: 3, groups: x.Channels);
        y = config.ConvMlp
            ? ConvMlp(s / "mlp", y.LayerNorm2d(s / "norm", Eps))
            : Transformer.Mlp(s / "mlp", y.Rearrange("b c h w -> b h w c").LayerNorm(s / "norm", Eps), Expansion).Rearrange("b h w c -> b c h w");
        if (config.LayerScale is { } init) y *= s.Parameter("gamma", [x.Channels], Init.Constant(init)).Rearrange("c -> 1 c 1 1");
        return x + y.DropPath(dropPath);
    }

    /// <summary>1×1 convolution, GELU, 1×1 convolution.</summary>
    [Block]
    private static Sym ConvMlp(Scope s, Sym x) => Conv(Conv(x, s / "fc1", Expansion * x.Channels, kernel: 1).Gelu(), s / "fc2", x.Channels, kernel: 1);

    private static Sym Conv(Sym x, Scope at, Dim channels, int kernel, int stride = 1, int padding = 0, Dim? groups = null) =>
        x.Conv2d(at, channels, kernel, stride, padding, groups: groups, init: Layers.TransformerInit, biasInit: Init.Zeros);
}
