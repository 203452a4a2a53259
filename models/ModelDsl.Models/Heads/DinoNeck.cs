namespace ModelDsl.Models;

/// <summary>
/// What DINO (Zhang et al., arXiv:2203.03605) does between a backbone and its transformer: levels of one number of channels, a further one of
/// half the size, and a code of each position. Keys are those of the published code, where the backbone is <c>backbone.0</c>.
/// </summary>
public static class DinoNeck
{
    /// <summary>
    /// Maps [N, C, H, W] → <c>level1</c> [N, dim, H, W], <c>level1_positions</c> [1, dim, H, W], and so on, then levels of half the size of the one
    /// before. All images of a batch have one size: the published code fills up smaller ones and takes the positions from a mask of what is filled.
    /// </summary>
    /// <param name="s">The scope of the detector; the layers are its <c>input_proj</c>.</param>
    /// <param name="maps">The maps of a backbone, finest first: three for DINO's four scales, four for five.</param>
    /// <param name="dim">Channels of the levels, a multiple of 32.</param>
    /// <param name="further">Levels beyond the maps.</param>
    /// <param name="temperature">What the wavelengths of the positions grow towards, in heights or widths of the map: 20 in DINO, 10000 in DETR.</param>
    public static Features Levels(Scope s, Features maps, int dim = 256, int further = 1, double temperature = 20)
    {
        s.StateOrder("input_proj", "backbone");
        var (layers, levels) = (s / "input_proj", new List<Sym>());
        foreach (var (_, map) in maps.Maps) levels.Add(Projected(layers / levels.Count, map, dim));
        // The first further level is made from the backbone's map.
        var coarsest = maps.Maps[^1].Map;
        for (var i = 0; i < further; i++) levels.Add(coarsest = Halved(layers / levels.Count, coarsest, dim));
        var results = new Features();
        for (var i = 0; i < levels.Count; i++)
            results.Add($"level{i + 1}", levels[i]).Add($"level{i + 1}_positions", Positions(s / "positions", levels[i], temperature));
        return results;
    }

    /// <summary>A map with the channels of the levels, normalised in 32 groups.</summary>
    [Block]
    private static Sym Projected(Scope s, Sym x, int dim) =>
        x.Conv2d(s / 0, dim, kernel: 1, init: Init.XavierUniform, biasInit: Init.Zeros).GroupNorm(s / 1, groups: 32);

    /// <summary>The same at half the size.</summary>
    [Block]
    private static Sym Halved(Scope s, Sym x, int dim) =>
        x.Conv2d(s / 0, dim, kernel: 3, stride: 2, padding: 1, init: Init.XavierUniform, biasInit: Init.Zeros).GroupNorm(s / 1, groups: 32);

    /// <summary>Sines and cosines of the row in the first half of the channels, of the column in the second, [N, C, H, W] → [1, C, H, W]; no weights.</summary>
    private static Sym Positions(Scope s, Sym level, double temperature)
    {
        var (rows, columns) = Turns(s, level.Height).Meshgrid(Turns(s, level.Width));
        var pairs = level.Channels / 4;
        return Waves(s, rows, pairs, temperature).Concat(Waves(s, columns, pairs, temperature), axis: 1);
    }

    /// <summary>The positions of a line as angles, counted from 1, so that the last one is the whole circle.</summary>
    private static Sym Turns(Scope s, Dim count) => s.Arange(1, count + 1) / (s.Arange(count, count + 1) + 1e-6) * (2 * Math.PI);

    /// <summary>Sine and cosine of angles at wavelengths from 1 towards the temperature, in turn, [H, W] → [1, 2·pairs, H, W].</summary>
    [Block]
    private static Sym Waves(Scope s, Sym angles, Dim pairs, double temperature)
    {
        var wavelengths = (s.Arange(0, pairs) * Math.Log(temperature) / pairs).Exp();
        var scaled = angles.Rearrange("h w -> 1 1 h w") / wavelengths.Rearrange("k -> 1 k 1 1");
        return scaled.Sin().StackLast(scaled.Cos()).Rearrange("b k h w t -> b (k t) h w");
    }
}
