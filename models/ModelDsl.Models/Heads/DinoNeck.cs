namespace ModelDsl.Models;

/// <summary>
/// What DINO (Zhang et al., arXiv:2203.03605) does between a backbone and its transformer: levels of one number of channels, a further one of
/// half the size, and a code of each position. Keys are those of the published code, where the backbone is <c>backbone.0</c>.
/// </summary>
public static class DinoNeck
{
    /// <summary>
    /// Maps [N, C, H, W] → <c>level1</c> [N, dim, H, W], <c>level1_positions</c> [1, dim, H, W], and so on, then levels of half the size of the one
    /// before. With padding the positions are those within each image, [N, dim, H, W], and <c>level1_padding</c> is Bool [N, H, W].
    /// </summary>
    /// <param name="s">The scope of the detector; the layers are its <c>input_proj</c>.</param>
    /// <param name="maps">The maps of a backbone, finest first: three for DINO's four scales, four for five.</param>
    /// <param name="dim">Channels of the levels, a multiple of 32.</param>
    /// <param name="further">Levels beyond the maps.</param>
    /// <param name="temperature">What the wavelengths of the positions grow towards, in heights or widths of the map: 20 in DINO, 10000 in DETR.</param>
    /// <param name="padding">
    /// Bool [N, H, W] of the images: true where a smaller image of the batch was filled up, below and on the right. Null where all have one size.
    /// </param>
    public static Features Levels(Scope s, Features maps, int dim = 256, int further = 1, double temperature = 20, Sym? padding = null)
    {
        s.StateOrder("input_proj", "backbone");
        var (layers, levels) = (s / "input_proj", new List<Sym>());
        foreach (var (_, map) in maps.Maps) levels.Add(Projected(layers / levels.Count, map, dim));
        // The first further level is made from the backbone's map.
        var coarsest = maps[^1];
        for (var i = 0; i < further; i++) levels.Add(coarsest = Halved(layers / levels.Count, coarsest, dim));
        var results = new Features();
        for (var i = 0; i < levels.Count; i++)
        {
            results.Add($"level{i + 1}", levels[i]);
            if (padding is null)
            {
                results.Add($"level{i + 1}_positions", Positions(s / "positions" / i, levels[i], temperature));
                continue;
            }
            var filled = Resized(padding, levels[i]);
            results.Add($"level{i + 1}_positions", PositionsWithin(s / "positions" / i, filled, dim, temperature)).Add($"level{i + 1}_padding", filled);
        }
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

    /// <summary>What of a level is padding, [N, H, W].</summary>
    private static Sym Resized(Sym padding, Sym level) =>
        padding.ToFloat32().Rearrange("b h w -> b 1 h w").ResizeNearest(level.Height, level.Width).Rearrange("b 1 h w -> b h w").NotEqualTo(0);

    /// <summary>Sines and cosines of the row in the first half of the channels, of the column in the second, [N, C, H, W] → [1, C, H, W]; no weights.</summary>
    private static Sym Positions(Scope s, Sym level, double temperature)
    {
        var (rows, columns) = Turns(s, level.Height).Meshgrid(Turns(s, level.Width));
        return Code(s, rows.Rearrange("h w -> 1 h w"), columns.Rearrange("h w -> 1 h w"), level.Channels, temperature);
    }

    /// <summary>The same within each image, Bool [N, H, W] → [N, C, H, W]: padding counts nothing.</summary>
    private static Sym PositionsWithin(Scope s, Sym padding, int dim, double temperature)
    {
        var (image, height, width) = ((!padding).ToFloat32(), padding.Shape[1], padding.Shape[2]);
        // Times a triangle of ones: sums from the first row or column on.
        var rows = s.CausalMask(height).ToFloat32().MatMul(image);
        var columns = image.MatMul(s.CausalMask(width).ToFloat32().Rearrange("i j -> j i"));
        return Code(s, Turns(rows, rows.Slice(axis: 1, start: height - 1)), Turns(columns, columns.Slice(axis: 2, start: width - 1)), dim, temperature);
    }

    /// <summary>The positions of a line, counted from 1, as angles.</summary>
    private static Sym Turns(Scope s, Dim count) => Turns(s.Arange(1, count + 1), s.Arange(count, count + 1));

    /// <summary>Positions as angles: the last one is the whole circle.</summary>
    private static Sym Turns(Sym positions, Sym last) => positions / (last + 1e-6) * (2 * Math.PI);

    /// <summary>Rows and columns as angles [N, H, W] → the code of each position [N, C, H, W].</summary>
    [Block]
    private static Sym Code(Scope s, Sym rows, Sym columns, Dim channels, double temperature) =>
        Waves(s / "rows", rows, channels / 4, temperature).Concat(Waves(s / "columns", columns, channels / 4, temperature), axis: 1);

    /// <summary>Sine and cosine of angles at wavelengths from 1 towards the temperature, in turn, [N, H, W] → [N, 2·pairs, H, W].</summary>
    [Block]
    private static Sym Waves(Scope s, Sym angles, Dim pairs, double temperature)
    {
        var wavelengths = (s.Arange(0, pairs) * Math.Log(temperature) / pairs).Exp();
        var scaled = angles.Rearrange("b h w -> b 1 h w") / wavelengths.Rearrange("k -> 1 k 1 1");
        return scaled.Sin().StackLast(scaled.Cos()).Rearrange("b k h w t -> b (k t) h w");
    }
}
