namespace ModelDsl.Models;

/// <summary>Convolutional self-attention: each 3×3 patch attends within itself, by weights predicted from its mean; overlapping results add up.</summary>
internal static class PatchAttentions
{
    private const int Kernel = OutlookAttention.Kernel;
    private const int Positions = OutlookAttention.Positions;

    /// <summary>[N, H, W, C] → the same shape.</summary>
    [Block]
    public static Sym PatchAttention(Scope s, Sym x, int heads)
    {
        s.StateOrder("attn", "weight", "proj");
        var map = x.Rearrange("b h w c -> b c h w");
        var (weights, patches) = OutlookAttention.Weights(s / "attn", map, heads);

        // One matrix for each position in the patch: a 1×1 convolution in as many groups, over the map of patches. The
        // published code makes each patch its own image; the numbers are the same, at a fraction of the speed.
        var values = map.Unfold(Kernel, OutlookAttention.Stride, padding: 1)
            .Rearrange("b (c j) (h w) -> b (j c) h w", ("j", Positions), ("h", patches.Height))
            .Conv2d(s / "weight", Positions * x.Features, kernel: 1, groups: Positions, bias: false, init: LvtStages.FanOut(Kernel, (int)x.Features))
            .Rearrange("b (j k d) h w -> b k (h w) j d", ("j", Positions), ("k", heads));

        return OutlookAttention.Together(weights.MatMul(values), map).TransformerLinear(s / "proj", x.Features);
    }
}
