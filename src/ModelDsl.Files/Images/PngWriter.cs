using SkiaSharp;

namespace ModelDsl.Runtime;

/// <summary>Writes images as PNG: eight bits for each of red, green and blue.</summary>
public static class PngWriter
{
    /// <summary>Makes the content of a PNG file.</summary>
    /// <param name="image">The image.</param>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
            image.Pixels.AsSpan(from, 3).CopyTo(target[to..]);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }
}
