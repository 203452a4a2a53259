namespace ModelDsl.Models;

/// <summary>UPerNet (Xiao et al., "Unified Perceptual Parsing for Scene Understanding", arXiv:1807.10221): pooled pyramid on the coarsest level, then a feature pyramid.</summary>
public static class UperNet
{
    /// <summary>Levels [N, C, H, W] → scores [N, classes, H, W] at the size of the first. Its keys are mmsegmentation's.</summary>
    /// <param name="s">The scope of the head.</param>
    /// <param name="levels">The maps of a backbone, finest first.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="dim">Channels of the pyramid.</param>
    /// <param name="dropout">Dropout before the last layer.</param>
    public static Sym Scores(Scope s, Features levels, int classes, int dim = 512, double dropout = 0.1)
    {
        s.StateOrder("conv_seg", "psp_modules", "bottleneck", "lateral_convs", "fpn_convs", "fpn_bottleneck");
        var maps = levels.Maps.Select(level => level.Map).ToList();
        var top = maps.Count - 1;
        maps[top] = PooledPyramid(s, maps[top], dim);
        for (var i = 0; i < top; i++) maps[i] = Lateral(s / "lateral_convs" / i, maps[i], dim);
        for (var i = top; i > 0; i--) maps[i - 1] += maps[i].ResizeBilinear(maps[i - 1].Height, maps[i - 1].Width);
        for (var i = 0; i < top; i++) maps[i] = ConvModule(s / "fpn_convs" / i, maps[i], dim);
        var finest = maps[0];
        var fused = finest.Concat(maps.Skip(1).Select(map => map.ResizeBilinear(finest.Height, finest.Width)), axis: 1);
        return ConvModule(s / "fpn_bottleneck", fused, dim)
            .Dropout(dropout)
            .Conv2d(s / "conv_seg", classes, kernel: 1, init: Init.Normal(0.01), biasInit: Init.Zeros);
    }

    /// <summary>The map beside its means over grids of several sizes (Zhao et al., arXiv:1612.01105), [N, C, H, W] → [N, dim, H, W].</summary>
    private static Sym PooledPyramid(Scope s, Sym map, int dim)
    {
        int[] sides = [1, 2, 3, 6];
        var means = new List<Sym>();
        for (var i = 0; i < sides.Length; i++)
            means.Add(Means(s / "psp_modules" / i, map, sides[i], dim));
        return ConvModule(s / "bottleneck", map.Concat(means, axis: 1), dim);
    }

    /// <summary>Means over a grid of windows, at the size of the map.</summary>
    [Block]
    private static Sym Means(Scope s, Sym map, int side, int dim) =>
        Lateral(s / 1, map.AdaptiveAveragePool2d(side, side), dim).ResizeBilinear(map.Height, map.Width);

    /// <summary>1×1 convolution, batch norm, ReLU.</summary>
    [Block]
    private static Sym Lateral(Scope s, Sym x, int dim) => x.ConvNorm(s / "conv", s / "bn", dim, kernel: 1).Relu();

    /// <summary>3×3 convolution, batch norm, ReLU.</summary>
    [Block]
    private static Sym ConvModule(Scope s, Sym x, int dim) => x.ConvNorm(s / "conv", s / "bn", dim, kernel: 3).Relu();
}
