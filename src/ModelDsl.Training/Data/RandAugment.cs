using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>
/// RandAugment (arXiv:1909.13719): some operations drawn at random, all with one magnitude. Operations and ranges are
/// torchvision's <c>RandAugment</c>, each pixel as PIL computes it; shears, shifts and rotations take the nearest pixel.
/// </summary>
internal static class RandAugment
{
    /// <summary>An operation, and what the largest magnitude stands for.</summary>
    /// <param name="Range">The parameter at the largest magnitude.</param>
    /// <param name="IsSigned">Whether the parameter is negated in half of the cases.</param>
    /// <param name="Run">The operation.</param>
    private sealed record Operation(double Range, bool IsSigned, Func<RgbImage, double, Fill, RgbImage> Run);

    /// <summary>The colour of what moves in from outside.</summary>
    private readonly record struct Fill(byte Red, byte Green, byte Blue);

    private static readonly Operation[] s_operations =
    [
        new(0, false, (image, _, _) => image),
        new(0.3, true, (image, by, fill) => Move(image, fill, 1, by, 0, 1)),
        new(0.3, true, (image, by, fill) => Move(image, fill, 1, 0, by, 1)),
        new(150.0 / 331, true, (image, by, fill) => Move(image, fill, 1, 0, 0, 1, right: Math.Truncate(by * image.Width))),
        new(150.0 / 331, true, (image, by, fill) => Move(image, fill, 1, 0, 0, 1, down: Math.Truncate(by * image.Height))),
        new(Math.PI / 6, true, (image, by, fill) => Move(image, fill, Math.Cos(by), Math.Sin(by), -Math.Sin(by), Math.Cos(by))),
        new(0.9, true, (image, by, _) => Brightness(image, 1 + by)),
        new(0.9, true, (image, by, _) => Colour(image, 1 + by)),
        new(0.9, true, (image, by, _) => Contrast(image, 1 + by)),
        new(0.9, true, (image, by, _) => Sharpness(image, 1 + by)),
        new(4, false, (image, by, _) => Posterize(image, 8 - (int)Math.Round(by))),
        new(255, false, (image, by, _) => Solarize(image, 255 - by)),
        new(0, false, (image, _, _) => AutoContrast(image)),
        new(0, false, (image, _, _) => Equalize(image)),
    ];

    /// <summary>An image after some operations.</summary>
    /// <param name="image">The image.</param>
    /// <param name="info">Its mean colour.</param>
    /// <param name="count">How many operations.</param>
    /// <param name="magnitude">How strong they are, 0 to <see cref="Augmentation.LargestMagnitude"/>.</param>
    /// <param name="random">What the choice follows from.</param>
    public static RgbImage Apply(RgbImage image, PreprocessingInfo info, int count, int magnitude, ref RandomStream random)
    {
        var mean = info.Mean.Select(m => (byte)Math.Clamp(Math.Round(255 * m), 0, 255)).ToArray();
        var fill = new Fill(mean[0], mean[mean.Length / 2], mean[^1]);
        for (var i = 0; i < count; i++)
        {
            var operation = s_operations[random.Below(s_operations.Length)];
            var by = operation.Range * magnitude / Augmentation.LargestMagnitude;
            if (operation.IsSigned && random.NextDouble() < 0.5) by = -by;
            image = operation.Run(image, by, fill);
        }
        return image;
    }

    internal static RgbImage Brightness(RgbImage image, double factor) => Blend(image, (_, _) => 0, factor);

    internal static RgbImage Colour(RgbImage image, double factor) => Blend(image, (pixels, i) => Grey(pixels.AsSpan(i - i % 3, 3)), factor);

    internal static RgbImage Contrast(RgbImage image, double factor)
    {
        var sum = 0L;
        for (var i = 0; i < image.Pixels.Length; i += 3) sum += Grey(image.Pixels.AsSpan(i, 3));
        var mean = (int)((double)sum / (image.Width * image.Height) + 0.5);
        return Blend(image, (_, _) => mean, factor);
    }

    internal static RgbImage Sharpness(RgbImage image, double factor)
    {
        var smooth = Smooth(image);
        return Blend(image, (_, i) => smooth[i], factor);
    }

    internal static RgbImage Posterize(RgbImage image, int bits) => Map(image, value => (byte)(value & ~(0xFF >> bits)));

    internal static RgbImage Solarize(RgbImage image, double threshold) => Map(image, value => value < threshold ? value : (byte)(255 - value));

    internal static RgbImage AutoContrast(RgbImage image) => Map(image, channel =>
    {
        var counts = Histogram(image, channel);
        var (low, high) = (Array.FindIndex(counts, n => n > 0), Array.FindLastIndex(counts, n => n > 0));
        if (high <= low) return value => value;
        var scale = 255.0 / (high - low);
        return value => (byte)Math.Clamp((int)(value * scale - low * scale), 0, 255);
    });

    internal static RgbImage Equalize(RgbImage image) => Map(image, channel =>
    {
        var counts = Histogram(image, channel);
        var step = (counts.Sum() - counts.Last(n => n > 0)) / 255;
        if (step == 0 || counts.Count(n => n > 0) <= 1) return value => value;
        var table = new byte[256];
        for (var (i, sum) = (0, step / 2); i < 256; sum += counts[i++]) table[i] = (byte)Math.Min(255, sum / step);
        return value => table[value];
    });

    /// <summary>Each pixel from where a linear map around the middle takes it.</summary>
    internal static RgbImage Move(RgbImage image, double a, double b, double c, double d, double right = 0, double down = 0) =>
        Move(image, default, a, b, c, d, right, down);

    private static RgbImage Move(RgbImage image, Fill fill, double a, double b, double c, double d, double right = 0, double down = 0)
    {
        var pixels = new byte[image.Pixels.Length];
        var (middleX, middleY) = (image.Width / 2.0, image.Height / 2.0);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (dx, dy) = (x + 0.5 - middleX - right, y + 0.5 - middleY - down);
                var (fromX, fromY) = ((int)Math.Floor(a * dx + b * dy + middleX), (int)Math.Floor(c * dx + d * dy + middleY));
                var pixel = pixels.AsSpan(3 * (y * image.Width + x), 3);
                if (fromX >= 0 && fromY >= 0 && fromX < image.Width && fromY < image.Height) image.Pixels.AsSpan(3 * (fromY * image.Width + fromX), 3).CopyTo(pixel);
                else (pixel[0], pixel[1], pixel[2]) = (fill.Red, fill.Green, fill.Blue);
            }
        }
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Between another image (factor 0) and an image (factor 1), or beyond it; fractions are cut off.</summary>
    private static RgbImage Blend(RgbImage image, Func<byte[], int, int> other, double factor)
    {
        var pixels = new byte[image.Pixels.Length];
        var alpha = (float)factor;
        for (var i = 0; i < pixels.Length; i++)
        {
            var from = other(image.Pixels, i);
            pixels[i] = (byte)Math.Clamp(from + alpha * (image.Pixels[i] - from), 0, 255);
        }
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>PIL's filter SMOOTH: 3×3, the middle five times; the border stays.</summary>
    private static byte[] Smooth(RgbImage image)
    {
        var pixels = (byte[])image.Pixels.Clone();
        var row = 3 * image.Width;
        for (var y = 1; y < image.Height - 1; y++)
        {
            for (var i = y * row + 3; i < (y + 1) * row - 3; i++)
            {
                var sum = 4 * image.Pixels[i];
                for (var above = i - row; above <= i + row; above += row) sum += image.Pixels[above - 3] + image.Pixels[above] + image.Pixels[above + 3];
                pixels[i] = (byte)((sum + 6.5) / 13);
            }
        }
        return pixels;
    }

    /// <summary>The brightness of a pixel (ITU-R 601), as PIL rounds it.</summary>
    private static int Grey(ReadOnlySpan<byte> pixel) => (pixel[0] * 19595 + pixel[1] * 38470 + pixel[2] * 7471 + 0x8000) >> 16;

    private static int[] Histogram(RgbImage image, int channel)
    {
        var counts = new int[256];
        for (var i = channel; i < image.Pixels.Length; i += 3) counts[image.Pixels[i]]++;
        return counts;
    }

    private static RgbImage Map(RgbImage image, Func<byte, byte> value) => Map(image, _ => value);

    private static RgbImage Map(RgbImage image, Func<int, Func<byte, byte>> valueOf)
    {
        Func<byte, byte>[] values = [valueOf(0), valueOf(1), valueOf(2)];
        return new RgbImage(image.Width, image.Height, [.. image.Pixels.Select((pixel, i) => values[i % 3](pixel))]);
    }
}
