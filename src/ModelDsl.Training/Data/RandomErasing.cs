namespace ModelDsl.Training;

/// <summary>Random erasing (arXiv:1708.04896) as in timm's mode "pixel": a rectangle of a normalised image becomes normal noise.</summary>
internal static class RandomErasing
{
    private const int Attempts = 10;
    private const double LeastArea = 0.02;
    private const double LargestArea = 1.0 / 3;
    private const double LargestRatio = 10.0 / 3;

    /// <summary>Erases a rectangle; none where none is found that lies within the image.</summary>
    /// <param name="values">The image, [channels, height, width].</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="random">What the rectangle and the noise follow from.</param>
    public static void Apply(Span<float> values, int height, int width, ref RandomStream random)
    {
        var spread = Math.Log(LargestRatio);
        for (var i = 0; i < Attempts; i++)
        {
            var area = height * width * random.Between(LeastArea, LargestArea);
            var ratio = Math.Exp(random.Between(-spread, spread));
            var (h, w) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (h < 1 || w < 1 || h >= height || w >= width) continue;
            var (top, left) = (random.Below(height - h + 1), random.Below(width - w + 1));
            for (var plane = 0; plane < values.Length; plane += height * width)
            {
                for (var y = top; y < top + h; y++)
                {
                    foreach (ref var value in values.Slice(plane + y * width + left, w)) value = (float)random.Normal();
                }
            }
            return;
        }
    }
}
