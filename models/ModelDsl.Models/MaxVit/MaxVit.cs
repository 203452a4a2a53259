namespace ModelDsl.Models;

/// <summary>MaxViT (Tu et al., "MaxViT: Multi-Axis Vision Transformer", arXiv:2204.01697), with timm's keys.</summary>
public static partial class MaxVit
{
    private const int Expansion = 4;

    /// <summary>Image [N, C, H, W] → logits [N, Classes].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, MaxVitConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, MaxVitConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, MaxVitConfig config)
    {
        var x = Stages(s, image, config)[^1];
        x = config.Form.IsTensorflow
            ? x.Mean(2, 3).LayerNorm(s / "head" / "norm", config.Form.Eps).Linear(s / "head" / "pre_logits" / "fc", config.Dims[^1]).Tanh()
            : x.LayerNorm2d(s / "norm", config.Form.Eps).Mean(2, 3);
        return x.Logits(s / "head" / "fc", config.Classes, Init.FanInUniform, Init.FanInUniform);
    }

    /// <summary>Image [N, C, H, W] → the map of each stage, strides 4, 8, 16, 32. Its weights are those of the classifier without <c>norm</c> and <c>head</c>.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, MaxVitConfig config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, MaxVitConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, MaxVitConfig config) => Layers.Stages(Stages(s, image, config));

    private static List<Sym> Stages(Scope s, Sym image, MaxVitConfig config)
    {
        Layers.RequireOneEach("Dims", config.Dims.Count, config.Depths.Count);
        var (form, stem) = (config.Form, s / "stem");
        var x = image.Conv(stem / "conv1", config.StemDims.First, 3, stride: 2, bias: form.IsTensorflow, isSame: form.IsTensorflow);
        x = NormAct(x, stem / "norm1", form).Conv(stem / "conv2", config.StemDims.Second, 3, bias: form.IsTensorflow);
        return Layers.Pyramid(x, DropPathRates.Linear(config.DropPath, config.Depths, least: 1), (map, i, rates) =>
            Stage(s / "stages" / i, map, config.Dims[i], rates, config).Tap($"stages.{i}"));
    }

    /// <summary>Blocks, the first of which halves the size.</summary>
    [Block]
    private static Sym Stage(Scope s, Sym x, int dim, IReadOnlyList<double> dropPath, MaxVitConfig config)
    {
        for (var i = 0; i < dropPath.Count; i++) x = MaxVitBlock(s / "blocks" / i, x, dim, stride: i == 0 ? 2 : 1, dropPath[i], config);
        return x;
    }

    /// <summary>A convolution block, attention within windows and attention within grids.</summary>
    [Block]
    private static Sym MaxVitBlock(Scope s, Sym x, int dim, int stride, double dropPath, MaxVitConfig config)
    {
        x = MbConv(s / "conv", x, dim, stride, dropPath, config.Form);
        x = PartitionAttention(s / "attn_block", x, isGrid: false, dropPath, config);
        return PartitionAttention(s / "attn_grid", x, isGrid: true, dropPath, config);
    }

    /// <summary>Inverted residual block with squeeze-and-excitation.</summary>
    [Block]
    private static Sym MbConv(Scope s, Sym x, int dim, int stride, double dropPath, MaxVitForm form)
    {
        var shortcut = stride == 1 ? x : Downsample(s / "shortcut", x, dim, form.IsTensorflow);
        var hidden = Expansion * (form.IsTensorflow ? dim : x.Channels);
        var y = x.BatchNorm2d(s / "pre_norm", form.BatchNormEps).Conv(s / "conv1_1x1", hidden, 1, bias: false);
        y = NormAct(y, s / "norm1", form).Conv(s / "conv2_kxk", hidden, 3, stride, groups: hidden, bias: false, isSame: form.IsTensorflow);
        y = Layers.SqueezeExcite(s / "se", NormAct(y, s / "norm2", form), hidden / 16);
        return shortcut + y.Conv(s / "conv3_1x1", dim, 1, bias: form.IsTensorflow).DropPath(dropPath);
    }

    /// <summary>Half the size; where the number of channels changes, projected.</summary>
    [Block]
    private static Sym Downsample(Scope s, Sym x, int dim, bool isTensorflow) => (isTensorflow ? x.PadSame(2, 2) : x).AveragePool2d(2).Expanded(s / "expand", dim, bias: isTensorflow);

    /// <summary>Attention within windows, or among positions that lie as far apart as there are windows; then an MLP, both residual, [N, C, H, W] → the same shape.</summary>
    [Block]
    private static Sym PartitionAttention(Scope s, Sym x, bool isGrid, double dropPath, MaxVitConfig config)
    {
        var (rows, columns) = (config.Window ?? config.Resolution.Height / 32, config.Window ?? config.Resolution.Width / 32);
        Layers.RequireTiles("windows", rows, columns, x.Height, x.Width);
        var y = isGrid ? x.ToGrids(rows, columns) : x.ToWindows(rows, columns);
        y += WindowAttention(s / "attn", y.LayerNorm(s / "norm1", config.Form.Eps), config.HeadDim, rows, columns, config.Form.IsTensorflow).DropPath(dropPath);
        y += Transformer.Mlp(s / "mlp", y.LayerNorm(s / "norm2", config.Form.Eps), Expansion, Init.XavierUniform, Init.Normal(1e-6), config.Form.IsTensorflow).DropPath(dropPath);
        return isGrid ? y.FromGrids(rows, x.Height) : y.FromWindows(rows, x.Height);
    }

    /// <summary>Attention within each group of tokens, with a bias for each relative position, [N, groups, tokens, C] → the same shape.</summary>
    [Block]
    private static Sym WindowAttention(Scope s, Sym x, int headDim, Dim rows, Dim columns, bool isTensorflow)
    {
        s.StateOrder("qkv", "rel_pos", "proj");
        var heads = Transformer.HeadsOf(headDim, x.Features);
        return Transformer.GroupAttention(s, x, heads, RelativePositions.BiasModule(s / "rel_pos", heads, rows, columns, isTensorflow), Init.XavierUniform, isByHead: !isTensorflow);
    }

    private static Sym NormAct(Sym x, Scope at, MaxVitForm form) => form.IsTensorflow ? x.BatchNorm2d(at, form.BatchNormEps).GeluTanh() : x.BatchNorm2d(at, form.BatchNormEps).Silu();
}
