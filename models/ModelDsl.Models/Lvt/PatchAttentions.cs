namespace ModelDsl.Models;

/// <summary>Convolutional self-attention: each 3×3 patch attends within itself, by weights predicted from its mean; overlapping results add up.</summary>
internal static class PatchAttentions
{
    private const int Kernel = 3;
    private const int Stride = 2;
    private const int Positions = Kernel * Kernel;

    /// <summary>[N, H, W, C] → the same shape.</summary>
    [Block]
    public static Sym PatchAttention(Scope s, Sym x, int heads)
    {
        s.StateOrder("attn", "weight", "proj");
        Require.Divides(heads, x.Features, $"{heads} heads do not divide {x.Features} channels");
        var scale = Math.Pow((int)x.Features / heads, -0.5);
        var map = x.Rearrange("b h w c -> b c h w");

        var means = map.AveragePool2d(Stride, ceilMode: true);
        var weights = means
            .Rearrange("b c h w -> b h w c")
            .Linear(s / "attn", Positions * Positions * heads, init: Lvt.Weights, biasInit: Init.Zeros)
            .Rearrange("b h w (k i j) -> b k (h w) i j", ("k", heads), ("i", Positions));
        weights = (weights * scale).Softmax();

        // One matrix for each position in the patch: a 1×1 convolution in as many groups, over the map of patches. The
        // published code makes each patch an image of its own; the numbers are the same, at a fraction of the speed.
        var values = map.Unfold(Kernel, Stride, padding: 1)
            .Rearrange("b (c j) (h w) -> b (j c) h w", ("j", Positions), ("h", means.Height))
            .Conv2d(s / "weight", Positions * x.Features, kernel: 1, groups: Positions, bias: false, init: LvtStages.FanOut(Kernel, (int)x.Features))
            .Rearrange("b (j k d) h w -> b k (h w) j d", ("j", Positions), ("k", heads));

        return weights.MatMul(values)
            .Rearrange("b k l i d -> b (k d i) l")
            .Fold(map.Height, map.Width, Kernel, Stride, padding: 1)
            .Rearrange("b c h w -> b h w c")
            .Linear(s / "proj", x.Features, init: Lvt.Weights, biasInit: Init.Zeros);
    }
}
