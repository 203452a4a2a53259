namespace ModelDsl.Models;

/// <summary>Feature pyramid (Lin et al., arXiv:1612.03144) and the semantic head of Panoptic FPN on it (Kirillov et al., arXiv:1901.02446).</summary>
public static class FeaturePyramid
{
    /// <summary>Levels [N, C, H, W] → as many maps [N, dim, H, W] and one of half the last one's size. Its keys are mmdetection's.</summary>
    /// <param name="s">The scope of the neck.</param>
    /// <param name="levels">The maps of a backbone, finest first.</param>
    /// <param name="dim">Channels of the pyramid.</param>
    public static Features Neck(Scope s, Features levels, int dim = 256)
    {
        var maps = levels.Maps.Select(level => level.Map).ToList();
        for (var i = 0; i < maps.Count; i++) maps[i] = Lateral(s / "lateral_convs" / i, maps[i], dim);
        for (var i = maps.Count - 1; i > 0; i--) maps[i - 1] += maps[i].ResizeNearest(maps[i - 1].Height, maps[i - 1].Width);
        for (var i = 0; i < maps.Count; i++) maps[i] = Smoothed(s / "fpn_convs" / i, maps[i], dim);
        maps.Add(maps[^1].MaxPool2d(1, stride: 2));
        return Layers.Stages(maps);
    }

    /// <summary>The first four maps of a pyramid → scores [N, classes, H, W] at the size of the first. Its keys are mmdetection's.</summary>
    /// <param name="s">The scope of the head.</param>
    /// <param name="pyramid">The maps, each of half the size of the one before.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="dim">Channels of the head.</param>
    /// <param name="groups">Groups of its norms; they divide <paramref name="dim"/>.</param>
    public static Sym SemanticScores(Scope s, Features pyramid, int classes, int dim = 128, int groups = 32)
    {
        var sum = Upsampled(s / "conv_upsample_layers" / 0, pyramid[0], 0, dim, groups);
        for (var i = 1; i < 4; i++) sum += Upsampled(s / "conv_upsample_layers" / i, pyramid[i], i, dim, groups);
        return sum.Conv2d(s / "conv_logits", classes, kernel: 1, init: Init.Normal(0.01), biasInit: Init.Zeros);
    }

    /// <summary>Convolutions, each followed by twice the size: <paramref name="doublings"/> of them, or one that keeps the size.</summary>
    [Block]
    private static Sym Upsampled(Scope s, Sym x, int doublings, int dim, int groups)
    {
        for (var i = 0; i < Math.Max(doublings, 1); i++)
        {
            x = ConvModule(s / "conv" / i, x, dim, groups);
            if (doublings > 0) x = x.ResizeBilinear(2 * x.Height, 2 * x.Width);
        }
        return x;
    }

    /// <summary>Convolution, group norm, ReLU.</summary>
    [Block]
    private static Sym ConvModule(Scope s, Sym x, int dim, int groups) =>
        x.Conv2d(s / "conv", dim, kernel: 3, padding: 1, bias: false, init: Init.FanOutNormal).GroupNorm(s / "gn", groups).Relu();

    /// <summary>A level with the channels of the pyramid.</summary>
    [Block]
    private static Sym Lateral(Scope s, Sym x, int dim) => x.Conv2d(s / "conv", dim, kernel: 1, init: Init.XavierUniform, biasInit: Init.Zeros);

    /// <summary>A level after the coarser ones were added.</summary>
    [Block]
    private static Sym Smoothed(Scope s, Sym x, int dim) => x.Conv2d(s / "conv", dim, kernel: 3, padding: 1, init: Init.XavierUniform, biasInit: Init.Zeros);
}
