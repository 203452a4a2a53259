namespace ModelDsl.Models;

/// <summary>EfficientFormer (Li et al., "Vision Transformers at MobileNet Speed", arXiv:2206.01191), with timm's keys.</summary>
public static partial class EfficientFormer
{
    private const int Heads = 8;
    private const int KeyDim = 32;
    private const int ValueDim = 4 * KeyDim;

    /// <summary>Image [N, C, H, W] → logits [N, Classes], the mean of those of the head and of the one that was distilled.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, EfficientFormerConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, EfficientFormerConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, EfficientFormerConfig config)
    {
        var x = Stages(s, image, config)[^1].LayerNorm(s / "norm").Mean(1);
        return config.Classes == 0 ? x : (x.Logits(s / "head", config.Classes) + x.Logits(s / "head_dist", config.Classes)) / 2;
    }

    /// <summary>
    /// Image [N, C, H, W] → the map of each stage, strides 4, 8, 16, 32. Its weights are those of the classifier without <c>norm</c>,
    /// <c>head</c> and <c>head_dist</c>.
    /// </summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, EfficientFormerConfig config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, EfficientFormerConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, EfficientFormerConfig config)
    {
        var maps = Stages(s, image, config);
        return Layers.Stages([.. maps.SkipLast(1), maps[^1].Rearrange("b (h w) c -> b c h w", ("h", Dim.CeilDivide(maps[^2].Height, 2)))]);
    }

    /// <summary>The map of each stage; the last one as tokens [N, n, C].</summary>
    private static List<Sym> Stages(Scope s, Sym image, EfficientFormerConfig config)
    {
        Layers.RequireOneEach("Dims", config.Dims.Count, config.Depths.Count);
        var x = ConvNorm(image, s / "stem" / "conv1", s / "stem" / "norm1", config.Dims[0] / 2, 3, 2).Relu();
        x = ConvNorm(x, s / "stem" / "conv2", s / "stem" / "norm2", config.Dims[0], 3, 2).Relu();
        return Layers.Pyramid(x, DropPathRates.Linear(config.DropPath, config.Depths), (map, i, rates) =>
            Stage(s / "stages" / i, map, config.Dims[i], halve: i > 0, isLast: i == config.Depths.Count - 1, rates, config).Tap($"stages.{i}"));
    }

    /// <summary>All but the first halve the size; then pooling blocks, and at the end of the last stage transformers over its positions.</summary>
    [Block]
    private static Sym Stage(Scope s, Sym x, int dim, bool halve, bool isLast, IReadOnlyList<double> dropPath, EfficientFormerConfig config)
    {
        if (halve) x = ConvNorm(x, s / "downsample" / "conv", s / "downsample" / "norm", dim, 3, 2);
        var pooling = isLast ? Math.Max(dropPath.Count - config.Transformers, 0) : dropPath.Count;
        for (var i = 0; i < pooling; i++) x = PoolingBlock(s / "blocks" / i, x, dropPath[i], config);
        if (!isLast) return x;
        var (rows, columns) = (x.Height, x.Width);
        x = x.Rearrange("b c h w -> b (h w) c");
        // In the published code this rearrangement is a block too, and has a number.
        for (var i = pooling; i < dropPath.Count; i++) x = AttentionBlock(s / "blocks" / (i + 1), x, rows, columns, dropPath[i], config);
        return x;
    }

    /// <summary>What the mean of the neighbours differs by, then an MLP of 1×1 convolutions, both residual.</summary>
    [Block]
    private static Sym PoolingBlock(Scope s, Sym x, double dropPath, EfficientFormerConfig config)
    {
        x += Layers.LayerScale(s / "ls1", x.AveragePool2d(3, stride: 1, padding: 1, countPadding: false) - x, config.LayerScale).DropPath(dropPath);
        var mlp = s / "mlp";
        var y = ConvNorm(x, mlp / "fc1", mlp / "norm1", (int)((int)x.Channels * config.MlpRatio), 1).Gelu();
        return x + Layers.LayerScale(s / "ls2", ConvNorm(y, mlp / "fc2", mlp / "norm2", x.Channels, 1), config.LayerScale).DropPath(dropPath);
    }

    /// <summary>Attention among all positions, then an MLP, both residual, [N, n, C] → the same shape.</summary>
    [Block]
    private static Sym AttentionBlock(Scope s, Sym x, Dim rows, Dim columns, double dropPath, EfficientFormerConfig config)
    {
        s.StateOrder("norm1", "token_mixer", "norm2", "mlp", "ls1", "ls2");
        x += Layers.LayerScale(s / "ls1", BiasedAttention(s / "token_mixer", x.LayerNorm(s / "norm1"), rows, columns), config.LayerScale).DropPath(dropPath);
        return x + Layers.LayerScale(s / "ls2", Transformer.Mlp(s / "mlp", x.LayerNorm(s / "norm2"), config.MlpRatio), config.LayerScale).DropPath(dropPath);
    }

    /// <summary>Attention with a bias for each distance.</summary>
    [Block]
    private static Sym BiasedAttention(Scope s, Sym x, Dim rows, Dim columns)
    {
        var biases = s.Parameter("attention_biases", [Heads, rows * columns], Init.Zeros);
        var bias = RelativePositions.LookUp(biases.Rearrange("k n -> n k"), s.Buffer("attention_bias_idxs", RelativePositions.Distance(s, rows, columns)));
        var parts = x.TransformerLinear(s / "qkv", Heads * (2 * KeyDim + ValueDim)).Rearrange("b n (k d) -> b k n d", ("k", Heads)).Split(3, KeyDim, KeyDim, ValueDim);
        return parts[0].Attention(parts[1], parts[2], bias).Rearrange("b k n d -> b n (k d)").TransformerLinear(s / "proj", x.Features);
    }

    private static Sym ConvNorm(Sym x, Scope conv, Scope norm, Dim channels, int kernel, int stride = 1) =>
        x.Conv2d(conv, channels, kernel, stride, padding: kernel / 2).BatchNorm2d(norm);
}
