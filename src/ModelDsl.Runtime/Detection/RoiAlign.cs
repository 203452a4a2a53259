using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// Cuts regions out of maps, each to one size: RoI align (Mask R-CNN, arXiv:1703.06870, section 3), with the numbers of torchvision's
/// <c>roi_align</c> and mmdetection's <c>SingleRoIExtractor</c>. Gradients go to the maps; the regions are read on the CPU.
/// </summary>
public static class RoiAlign
{
    // As mmdetection guards its logarithm.
    private const double Guard = 1e-6;

    /// <summary>Cuts regions out of one map.</summary>
    /// <param name="map">The map [N, C, H, W].</param>
    /// <param name="regions">The regions [R, 5]: which image, then left, top, right, bottom in pixels of the image.</param>
    /// <param name="size">The size that each becomes.</param>
    /// <param name="scale">The size of the map as a share of the image's: 1/8 for a stride of 8.</param>
    /// <param name="samples">How many values are averaged along each side of a cell; 0 for as many as the cell has positions of the map.</param>
    /// <param name="isAligned">Whether positions are the centres of pixels; false for half a pixel further, as before Detectron2.</param>
    /// <returns>The regions [R, C, rows, columns], in their order; zeros where one lies outside of the map.</returns>
    /// <exception cref="ArgumentException">A shape or number is not one of these, or a region names an image that is not there.</exception>
    public static Tensor Cut(Tensor map, Tensor regions, (int Rows, int Columns) size, double scale, int samples = 0, bool isAligned = true)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(regions);
        return Cut([map], [scale], _ => 0, regions, size, samples, isAligned);
    }

    /// <summary>Cuts each region out of the level of a pyramid that suits its size: ⌊log₂(√area / finest)⌋, the first level for smaller ones (FPN, arXiv:1612.03144, equation 1).</summary>
    /// <param name="maps">The levels [N, C, H, W], finest first.</param>
    /// <param name="strides">Their strides.</param>
    /// <param name="regions">The regions [R, 5]: which image, then left, top, right, bottom in pixels of the image.</param>
    /// <param name="size">The size that each becomes.</param>
    /// <param name="finest">The side in pixels of the regions that begin on the first level.</param>
    /// <param name="samples">How many values are averaged along each side of a cell; 0 for as many as the cell has positions of the map.</param>
    /// <param name="isAligned">Whether positions are the centres of pixels; false for half a pixel further, as before Detectron2.</param>
    /// <returns>The regions [R, C, rows, columns], in their order.</returns>
    /// <exception cref="ArgumentException">A shape or number is not one of these, or a region names an image that is not there.</exception>
    public static Tensor CutFromPyramid(
        IReadOnlyList<Tensor> maps, IReadOnlyList<int> strides, Tensor regions, (int Rows, int Columns) size, int finest = 56, int samples = 0, bool isAligned = true)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(strides);
        ArgumentNullException.ThrowIfNull(regions);
        if (maps.Count == 0 || maps.Count != strides.Count) throw new ArgumentException($"there are {maps.Count} maps and {strides.Count} strides; expected one stride for each map, at least one");
        if (finest < 1) throw new ArgumentException($"the finest regions have a side of {finest}; expected at least 1", nameof(finest));
        return Cut(maps, [.. strides.Select(s => 1.0 / s)], LevelOf, regions, size, samples, isAligned);

        int LevelOf(Region region) => (int)Math.Clamp(Math.Floor(Math.Log2(Math.Sqrt(Math.Max(region.Area, 0)) / finest + Guard)), 0, maps.Count - 1);
    }

    private static Tensor Cut(
        IReadOnlyList<Tensor> maps, IReadOnlyList<double> scales, Func<Region, int> levelOf, Tensor regions, (int Rows, int Columns) size, int samples, bool isAligned)
    {
        if (size is not { Rows: > 0, Columns: > 0 }) throw new ArgumentException($"regions cannot become {size.Rows}x{size.Columns}; expected at least 1x1", nameof(size));
        if (samples < 0) throw new ArgumentException($"{samples} samples; expected 0 or more", nameof(samples));
        foreach (var (map, scale) in maps.Zip(scales))
        {
            if (map.shape.Length != 4) throw new ArgumentException($"the map is [{string.Join(", ", map.shape)}]; expected [N, C, H, W]");
            if (map.shape[0] != maps[0].shape[0] || map.shape[1] != maps[0].shape[1]) throw new ArgumentException($"the maps [{string.Join(", ", maps[0].shape)}] and [{string.Join(", ", map.shape)}] differ in images or channels");
            if (!(scale > 0) || !double.IsFinite(scale)) throw new ArgumentException($"a map of {scale} times the image's size; expected a number above 0, such as 0.125");
        }
        using var scope = NewDisposeScope();
        var parts = new List<Tensor> { empty([0, maps[0].shape[1], size.Rows, size.Columns], maps[0].dtype, maps[0].device) };
        var order = new List<int>();
        // What is sampled alike on one map of one image is sampled together.
        foreach (var group in Read(regions, maps[0].shape[0]).GroupBy(r => (Level: levelOf(r), r.Image)))
        {
            var map = maps[group.Key.Level].narrow(0, group.Key.Image, 1);
            foreach (var alike in group.Select(r => Sampling.Of(r, scales[group.Key.Level], size, samples, isAligned)).GroupBy(s => (s.Rows, s.Columns)))
            {
                order.AddRange(alike.Select(s => s.Region.Index));
                parts.Add(Sample(map, [.. alike], size));
            }
        }
        var places = new long[order.Count];
        for (var i = 0; i < order.Count; i++) places[order[i]] = i;
        return cat(parts, 0).index_select(0, tensor(places, device: maps[0].device)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Region> Read(Tensor regions, long images)
    {
        if (regions.shape is not [_, 5]) throw new ArgumentException($"the regions are [{string.Join(", ", regions.shape)}]; expected [R, 5]: image, left, top, right, bottom", nameof(regions));
        if (regions.shape[0] == 0) return [];
        using var plain = regions.detach().to(float32).cpu().contiguous();
        var values = plain.data<float>().ToArray();
        for (var i = 0; i < values.Length; i += 5)
        {
            if (!(values[i] >= 0 && values[i] < images)) throw new ArgumentException($"region {i / 5} is of image {values[i]}; there are {images}", nameof(regions));
            if (!values.AsSpan(i + 1, 4).ToArray().All(float.IsFinite)) throw new ArgumentException($"region {i / 5} has corners that are not finite", nameof(regions));
        }
        return Enumerable.Range(0, values.Length / 5).Select(i => new Region(i, (int)values[5 * i], values[5 * i + 1], values[5 * i + 2], values[5 * i + 3], values[5 * i + 4]));
    }

    /// <summary>Samples regions of one image: [1, C, H, W] → [regions, C, rows, columns].</summary>
    private static Tensor Sample(Tensor map, IReadOnlyList<Sampling> regions, (int Rows, int Columns) size)
    {
        var (channels, height, width) = (map.shape[1], map.shape[2], map.shape[3]);
        var (rows, columns) = (regions[0].Rows, regions[0].Columns);
        if (rows == 0 || columns == 0) return zeros([regions.Count, channels, size.Rows, size.Columns], map.dtype, map.device);
        var (down, across) = (size.Rows * rows, size.Columns * columns);
        var grid = new float[regions.Count * down * across * 2];
        var inside = new float[regions.Count * down * across];
        var at = 0;
        foreach (var region in regions)
        {
            var xs = Enumerable.Range(0, across).Select(region.Left.At).ToArray();
            for (var row = 0; row < down; row++)
            {
                var y = region.Top.At(row);
                foreach (var x in xs)
                {
                    // Within a pixel of the border its value holds; further out there is nothing.
                    inside[at] = y >= -1 && y <= height && x >= -1 && x <= width ? 1 : 0;
                    (grid[2 * at], grid[2 * at + 1]) = ((2 * x + 1) / width - 1, (2 * y + 1) / height - 1);
                    at++;
                }
            }
        }
        var places = tensor(grid, [1, regions.Count * down, across, 2]).to(map.dtype, map.device);
        var sampled = nn.functional.grid_sample(map, places, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
        if (Array.Exists(inside, i => i == 0)) sampled = sampled * tensor(inside, [1, 1, regions.Count * down, across]).to(map.dtype, map.device);
        return sampled.reshape(channels, regions.Count, size.Rows, rows, size.Columns, columns).mean([3, 5]).permute(1, 0, 2, 3);
    }

    /// <summary>A region in pixels of its image.</summary>
    private sealed record Region(int Index, int Image, float Left, float Top, float Right, float Bottom)
    {
        public double Area => (double)(Right - Left) * (Bottom - Top);
    }

    /// <summary>Where the samples of a region lie, and how many there are in a cell.</summary>
    private sealed record Sampling(Region Region, int Rows, int Columns, Axis Left, Axis Top)
    {
        public static Sampling Of(Region region, double scale, (int Rows, int Columns) size, int samples, bool isAligned)
        {
            var (factor, offset) = ((float)scale, isAligned ? 0.5f : 0f);
            var (left, top) = (region.Left * factor - offset, region.Top * factor - offset);
            var (width, height) = (region.Right * factor - offset - left, region.Bottom * factor - offset - top);
            if (!isAligned) (width, height) = (Math.Max(width, 1), Math.Max(height, 1));
            var (rows, columns) = (CountOf(height, size.Rows), CountOf(width, size.Columns));
            return new Sampling(region, rows, columns, new Axis(left, width / size.Columns, columns), new Axis(top, height / size.Rows, rows));

            int CountOf(float length, int cells) => samples > 0 ? samples : Math.Max(0, (int)Math.Ceiling(length / cells));
        }
    }

    /// <summary>Samples along a side: in each cell as many, evenly spaced.</summary>
    private readonly record struct Axis(float Start, float Cell, int Samples)
    {
        public float At(int sample) => Start + sample / Samples * Cell + (sample % Samples + 0.5f) * Cell / Samples;
    }
}
