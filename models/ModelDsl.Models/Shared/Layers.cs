namespace ModelDsl.Models;

/// <summary>What begins and ends the networks, and pairs of layers that all of them have.</summary>
internal static class Layers
{
    /// <summary>How the linear layers of transformers start: a normal distribution of deviation 0.02, cut off at ±2.</summary>
    public static Init TransformerInit { get; } = Init.TruncatedNormal(0.02);

    /// <summary>The input image, [N, channels, H, W], of the whole model.</summary>
    public static Sym Image(this Scope s, ImageSize size, int channels) => s.Root.Input("image", Dim.Batch, channels, size.Height, size.Width);

    /// <summary>The input image, [N, channels, H, W], of a classifier or backbone.</summary>
    public static Sym Image(this Scope s, ClassifierConfig config) => s.Image(config.Resolution, config.InChannels);

    /// <summary>A convolution without bias that keeps the size, or divides it by its stride, then batch norm.</summary>
    /// <param name="x">The map.</param>
    /// <param name="conv">Where the convolution's weights belong.</param>
    /// <param name="norm">Where the norm's weights belong.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="groups">Groups of channels that do not see each other; 1 where absent.</param>
    /// <param name="init">How the convolution starts; <see cref="Init.FanOutNormal"/> where absent.</param>
    /// <param name="normInit">How the norm's weight starts; at one where absent.</param>
    public static Sym ConvNorm(
        this Sym x, Scope conv, Scope norm, Dim channels, int kernel, int stride = 1, Dim? groups = null, Init? init = null, Init? normInit = null) =>
        x.Conv2d(conv, channels, kernel, stride, padding: kernel / 2, groups: groups, bias: false, init: init ?? Init.FanOutNormal)
         .BatchNorm2d(norm, init: normInit);

    /// <summary>A convolution that keeps the size, or divides it by its stride.</summary>
    /// <param name="x">The map.</param>
    /// <param name="at">Where the weights belong.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Side of the kernel, odd.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="groups">Groups of channels that do not see each other; 1 where absent.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="isSame">Whether what is missing is added as TensorFlow does, the larger half on the right and below; else both sides get the same.</param>
    public static Sym Conv(this Sym x, Scope at, Dim channels, int kernel, int stride = 1, Dim? groups = null, bool bias = true, bool isSame = false)
    {
        // Where nothing is skipped, both are the same.
        var (map, padding) = isSame && stride > 1 ? (x.PadSame(kernel, stride), 0) : (x, kernel / 2);
        return map.Conv2d(at, channels, kernel, stride, padding, groups: groups, bias: bias, init: Init.FanOutNormal, biasInit: Init.Zeros);
    }

    /// <summary>The map itself; where it has another number of channels, after a 1×1 convolution.</summary>
    /// <param name="x">The map.</param>
    /// <param name="at">Where the convolution's weights belong.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public static Sym Expanded(this Sym x, Scope at, Dim channels, bool bias) => x.Channels == channels ? x : x.Conv(at, channels, kernel: 1, bias: bias);

    /// <summary>Patches as vectors: a convolution with stride, then layer norm, [N, C, H, W] → [N, H', W', dim]; keys <c>proj</c>, <c>norm</c>.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">The map.</param>
    /// <param name="dim">Size of the vectors.</param>
    /// <param name="kernel">Side of the patches.</param>
    /// <param name="stride">Step between two patches; where they overlap, zeros are added around the map.</param>
    /// <param name="init">How the convolution starts.</param>
    /// <param name="biasInit">How its bias starts.</param>
    [Block]
    public static Sym PatchEmbed(Scope s, Sym x, int dim, int kernel, int stride, Init init, Init biasInit) =>
        x.Conv2d(s / "proj", dim, kernel, stride, padding: kernel > stride ? kernel / 2 : 0, init: init, biasInit: biasInit)
         .Rearrange("b c h w -> b h w c")
         .LayerNorm(s / "norm");

    /// <summary>A linear layer that starts as those of transformers do.</summary>
    public static Sym TransformerLinear(this Sym x, Scope at, Dim features, bool bias = true) =>
        x.Linear(at, features, bias, TransformerInit, Init.Zeros);

    /// <summary>The logits of a classifier, [N, C] → [N, classes]; without classes the features as they are.</summary>
    /// <param name="x">The pooled features.</param>
    /// <param name="at">Where the weights belong.</param>
    /// <param name="classes">Classes; 0 for none.</param>
    /// <param name="init">How the weight starts; as those of transformers where absent.</param>
    /// <param name="biasInit">How the bias starts; at zero where absent.</param>
    public static Sym Logits(this Sym x, Scope at, int classes, Init? init = null, Init? biasInit = null) =>
        classes == 0 ? x : x.Linear(at, classes, init: init ?? TransformerInit, biasInit: biasInit ?? Init.Zeros);

    /// <summary>The map of each stage, where a stage takes that of the one before.</summary>
    /// <param name="x">What the first stage takes.</param>
    /// <param name="dropPath">The rates of stochastic depth of each stage's blocks.</param>
    /// <param name="stage">A stage: what it takes, its number from 0 on, its rates.</param>
    public static List<Sym> Pyramid(Sym x, double[][] dropPath, Func<Sym, int, double[], Sym> stage)
    {
        var maps = new List<Sym>();
        for (var i = 0; i < dropPath.Length; i++) maps.Add(x = stage(x, i, dropPath[i]));
        return maps;
    }

    /// <summary>The rule of a list that has an entry for each stage.</summary>
    /// <param name="name">What the list is called.</param>
    /// <param name="count">Its length.</param>
    /// <param name="expected">How many stages there are.</param>
    public static void RequireOneEach(string name, int count, int expected) =>
        Require.That(count == expected, $"{name} has {count} entries; there are {expected} stages", count, expected);

    /// <summary>The rule of the numbers of blocks.</summary>
    /// <param name="depths">Blocks of each stage.</param>
    /// <param name="least">How many a stage has at least: one where the first block has the stride.</param>
    public static void RequireBlocks(IReadOnlyList<int> depths, int least)
    {
        for (var i = 0; i < depths.Count; i++) Require.That(depths[i] >= least, $"Depths[{i}] is {depths[i]}; it must be at least {least}", depths[i]);
    }

    /// <summary>The rule of what cuts a map into equal parts.</summary>
    /// <param name="parts">What the parts are: <c>windows</c>.</param>
    /// <param name="rows">Rows of a part.</param>
    /// <param name="columns">Columns of a part.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    public static void RequireTiles(string parts, Dim rows, Dim columns, Dim height, Dim width)
    {
        Require.Divides(rows, height, $"{parts} of {rows}×{columns} do not tile the {height}×{width} map");
        Require.Divides(columns, width, $"{parts} of {rows}×{columns} do not tile the {height}×{width} map");
    }

    /// <summary>A branch times a learned factor for each channel (Touvron et al., arXiv:2103.17239), [N, C, H, W] or […, C] → the same shape; key <c>gamma</c>.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">The branch.</param>
    /// <param name="init">The first value of the factors.</param>
    [Block]
    public static Sym LayerScale(Scope s, Sym x, double init) => x.Rank == 4
        ? x * s.Parameter("gamma", [x.Channels], Init.Constant(init)).Rearrange("c -> 1 c 1 1")
        : x * s.Parameter("gamma", [x.Features], Init.Constant(init));

    /// <summary>Channels weighed by what their means say (Hu et al., arXiv:1709.01507), [N, C, H, W] → the same shape; keys <c>fc1</c>, <c>fc2</c>.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">The map.</param>
    /// <param name="hidden">Channels between the two layers.</param>
    [Block]
    public static Sym SqueezeExcite(Scope s, Sym x, Dim hidden) => x * x.Mean([2, 3], keepAxes: true)
        .Conv(s / "fc1", hidden, kernel: 1)
        .Silu()
        .Conv(s / "fc2", x.Channels, kernel: 1)
        .Sigmoid();

    /// <summary>The maps of a backbone, finest first: <c>stage1</c>, <c>stage2</c>, …</summary>
    public static Features Stages(IReadOnlyList<Sym> maps)
    {
        var features = new Features();
        for (var i = 0; i < maps.Count; i++) features.Add($"stage{i + 1}", maps[i]);
        return features;
    }

    /// <summary>The same of maps whose channels lie last, [N, H, W, C]: those of the backbone are [N, C, H, W].</summary>
    public static Features StagesOfTokens(IReadOnlyList<Sym> maps) => Stages([.. maps.Select(map => map.Rearrange("b h w c -> b c h w"))]);
}
