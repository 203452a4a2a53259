namespace ModelDsl.Models;

/// <summary>Attention within overlapping 3×3 patches of stride 2, by weights that are predicted from the patch's mean; results add up where patches overlap (VOLO, arXiv:2106.13112).</summary>
internal static class OutlookAttention
{
    /// <summary>Side of a patch.</summary>
    public const int Kernel = 3;

    /// <summary>Step between two patches.</summary>
    public const int Stride = 2;

    /// <summary>Positions in a patch.</summary>
    public const int Positions = Kernel * Kernel;

    /// <summary>The weights of each position of a patch for each other one, from a map [N, C, H, W] to [N, heads, patches, 9, 9], and the grid of patches.</summary>
    /// <param name="at">Where the linear layer that predicts them belongs.</param>
    /// <param name="map">The map.</param>
    /// <param name="heads">Attention heads; they divide C.</param>
    public static (Sym Weights, Sym Patches) Weights(Scope at, Sym map, int heads)
    {
        Transformer.RequireHeads(heads, map.Channels);
        var scale = Math.Pow((int)map.Channels / heads, -0.5);
        var means = map.AveragePool2d(Stride, ceilMode: true);
        var weights = means
            .Rearrange("b c h w -> b h w c")
            .TransformerLinear(at, Positions * Positions * heads)
            .Rearrange("b h w (k i j) -> b k (h w) i j", ("k", heads), ("i", Positions));
        return ((weights * scale).Softmax(), means);
    }

    /// <summary>The patches put together to a map again, from [N, heads, patches, 9, C/heads] to [N, H, W, C].</summary>
    /// <param name="patches">What each position of a patch yields.</param>
    /// <param name="map">A map of the result's height and width.</param>
    public static Sym Together(Sym patches, Sym map)
    {
        if (!Dim.DividesEvenly(Stride, map.Height) || !Dim.DividesEvenly(Stride, map.Width))
        {
            return patches.Rearrange("b k l i d -> b (k d i) l")
                          .Fold(map.Height, map.Width, Kernel, Stride, padding: 1)
                          .Rearrange("b c h w -> b h w c");
        }

        // The same sum without leaving the order of tokens, in a third of the time.
        var parts = patches.Rearrange("b k (h w) (i j) d -> i j b h w (k d)", ("h", map.Height / Stride), ("i", Kernel));
        var rows = Interleaved(parts, axis: 2);
        return Interleaved(rows, axis: 3).Rearrange("b h p w q c -> b (h p) (w q) c");
    }

    /// <summary>
    /// Sums along one axis, from [3, .., patches, ..] to [.., patches, 2, ..]: patch m has the middle of its three positions at 2m, its
    /// last one at 2m + 1, and there lies the first one of patch m + 1 too.
    /// </summary>
    private static Sym Interleaved(Sym parts, int axis)
    {
        var (first, middle, last) = (parts.Select(0, 0), parts.Select(0, 1), parts.Select(0, 2));
        var inner = first.Shape[axis] - 1;
        var between = (last.Slice(axis, 0, inner) + first.Slice(axis, 1, inner)).Concat(last.Slice(axis, inner, 1), axis);
        return new[] { middle, between }.Stack(axis + 1);
    }
}
