namespace ModelDsl.Models;

/// <summary>Tokens that come from another image of the batch (Jiang et al., "All Tokens Matter", arXiv:2104.10858).</summary>
/// <param name="Partners">The number of each image's partner, [N].</param>
/// <param name="Mixed">Where tokens of the last map are the partner's, [h, w].</param>
internal sealed record TokenMix(Sym Partners, Sym Mixed)
{
    /// <summary>A map [N, H, W, C] in which the mixed tokens are the partner's; H and W are multiples of h and w.</summary>
    /// <param name="map">The map.</param>
    public Sym Applied(Sym map)
    {
        var partner = map.Rearrange("b h w c -> b (h w c)").TakeRows(Partners).Rearrange("b (h w c) -> b h w c", ("h", map.Shape[1]), ("w", map.Shape[2]));
        var (rows, columns) = (map.Shape[1] / Mixed.Shape[0], map.Shape[2] / Mixed.Shape[1]);
        return Mixed.Rearrange("h w -> (h p) (w q) 1", ("p", rows), ("q", columns)).Where(partner, map);
    }
}
