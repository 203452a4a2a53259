using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>How training images are varied.</summary>
public sealed record Augmentation
{
    /// <summary>The largest strength of RandAugment.</summary>
    public const int LargestMagnitude = 30;

    private const int Attempts = 10;

    /// <summary>The smallest share of an image's area that a random crop keeps; 1 for no random crop, but the fit of evaluation.</summary>
    public double CropScale { get; init; } = 0.08;

    /// <summary>How much wider than high, or higher than wide, a random crop may be.</summary>
    public double CropRatio { get; init; } = 4.0 / 3.0;

    /// <summary>How often an image is mirrored, left to right.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>
    /// How strongly RandAugment (arXiv:1909.13719) changes an image, 0 to <see cref="LargestMagnitude"/>; null for no RandAugment. Its operations and their
    /// ranges are torchvision's; what moves in from outside has the mean colour.
    /// </summary>
    public int? RandomMagnitude { get; init; }

    /// <summary>How many operations RandAugment draws for an image.</summary>
    public int RandomOperations { get; init; } = 2;

    /// <summary>How often a random rectangle of an image becomes noise (arXiv:1708.04896).</summary>
    public double Erasing { get; init; }

    /// <summary>An image as evaluation would see it, varied and normalised.</summary>
    /// <param name="image">The image.</param>
    /// <param name="info">Its size and how it is normalised.</param>
    /// <param name="random">What the variation follows from.</param>
    /// <param name="values">Where its elements go, [channels, height, width].</param>
    internal void Apply(RgbImage image, PreprocessingInfo info, ref RandomStream random, Span<float> values)
    {
        Preprocessing.Normalize(Vary(image, info, ref random), info, values);
        if (Erasing > 0 && random.NextDouble() < Erasing) RandomErasing.Apply(values, info.Height, info.Width, ref random);
    }

    /// <summary>An image as evaluation would see it, varied.</summary>
    internal RgbImage Vary(RgbImage image, PreprocessingInfo info, ref RandomStream random)
    {
        var fitted = CropScale >= 1
            ? Preprocessing.Fit(image, info)
            : Resampling.Bicubic(RandomCrop(image, info, ref random), info.Width, info.Height);
        if (random.NextDouble() < Flip) fitted = Mirror(fitted);
        return RandomMagnitude is { } magnitude ? RandAugment.Apply(fitted, info, RandomOperations, magnitude, ref random) : fitted;
    }

    /// <summary>A rectangle of random area, aspect and place; the middle where none is found that lies within the image.</summary>
    private RgbImage RandomCrop(RgbImage image, PreprocessingInfo info, ref RandomStream random)
    {
        var area = (double)image.Width * image.Height;
        var spread = Math.Log(CropRatio);
        for (var i = 0; i < Attempts; i++)
        {
            var wanted = area * random.Between(CropScale, 1);
            var ratio = Math.Exp(random.Between(-spread, spread));
            var width = (int)Math.Round(Math.Sqrt(wanted * ratio));
            var height = (int)Math.Round(Math.Sqrt(wanted / ratio));
            if (width < 1 || height < 1 || width > image.Width || height > image.Height) continue;
            return Cut(image, random.Below(image.Width - width + 1), random.Below(image.Height - height + 1), width, height);
        }
        var side = (double)info.Width / info.Height;
        var (w, h) = image.Width > image.Height * side
            ? (Math.Max(1, (int)Math.Round(image.Height * side)), image.Height)
            : (image.Width, Math.Max(1, (int)Math.Round(image.Width / side)));
        return Cut(image, (image.Width - w) / 2, (image.Height - h) / 2, w, h);
    }

    /// <summary>A rectangle of an image; the image itself where that is all of it.</summary>
    internal static RgbImage Cut(RgbImage image, int left, int top, int width, int height)
    {
        if (width == image.Width && height == image.Height) return image;
        var pixels = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
            image.Pixels.AsSpan(3 * ((top + y) * image.Width + left), 3 * width).CopyTo(pixels.AsSpan(3 * y * width));
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage Mirror(RgbImage image)
    {
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            var row = 3 * y * image.Width;
            for (var x = 0; x < image.Width; x++)
                image.Pixels.AsSpan(row + 3 * x, 3).CopyTo(pixels.AsSpan(row + 3 * (image.Width - 1 - x)));
        }
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
