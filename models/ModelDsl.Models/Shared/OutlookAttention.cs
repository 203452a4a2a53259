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
    public static Sym Together(Sym patches, Sym map) =>
        patches.Rearrange("b k l i d -> b (k d i) l")
               .Fold(map.Height, map.Width, Kernel, Stride, padding: 1)
               .Rearrange("b c h w -> b h w c");
}
