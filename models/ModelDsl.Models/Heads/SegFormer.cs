namespace ModelDsl.Models;

/// <summary>The decoder of SegFormer (Xie et al., arXiv:2105.15203) as LVT uses it: all levels as vectors of one size, at the size of the finest, then one 1×1 convolution.</summary>
public static class SegFormer
{
    // The published files carry a layer that the decoder never uses, for maps of so many channels.
    private const int UnusedChannels = 128;

    /// <summary>Levels [N, C, H, W] → scores [N, classes, H, W] at the size of the first. Its keys are mmsegmentation's.</summary>
    /// <param name="s">The scope of the head.</param>
    /// <param name="levels">The maps of a backbone, finest first.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="dim">Size of the vectors.</param>
    /// <param name="dropout">Dropout before the last layer.</param>
    public static Sym Scores(Scope s, Features levels, int classes, int dim = 256, double dropout = 0.1)
    {
        _ = (s / "conv_seg").Parameter("weight", [classes, UnusedChannels, 1, 1], Init.Normal(0.01));
        _ = (s / "conv_seg").Parameter("bias", [classes], Init.Zeros);
        var maps = levels.Maps.Select(level => level.Map).ToList();
        var parts = new List<Sym>();
        for (var i = maps.Count - 1; i >= 0; i--)
        {
            var part = Projection(s / $"linear_c{i + 1}", maps[i], dim);
            parts.Add(i == 0 ? part : part.ResizeBilinear(maps[0].Height, maps[0].Width));
        }
        return parts.Concat(axis: 1)
            .ConvNorm(s / "linear_fuse" / "conv", s / "linear_fuse" / "bn", dim, kernel: 1)
            .Relu()
            .Dropout(dropout)
            .Conv2d(s / "linear_pred", classes, kernel: 1);
    }

    /// <summary>A linear layer at each position, [N, C, H, W] → [N, dim, H, W].</summary>
    [Block]
    private static Sym Projection(Scope s, Sym x, int dim) =>
        x.Rearrange("b c h w -> b h w c").Linear(s / "proj", dim).Rearrange("b h w c -> b c h w");
}
