namespace ModelDsl.Runtime;

/// <summary>An image in memory: eight bits for each of red, green and blue, rows from top to bottom without gaps.</summary>
public sealed class RgbImage
{
    /// <summary>The most pixels an image may have, here and in a file.</summary>
    public const long MaxPixels = 1L << 28;

    /// <summary>Wraps pixels; the array is not copied.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">3 · width · height values: red, green, blue of the first pixel, and so on.</param>
    /// <exception cref="ArgumentException">A side is not positive, there are more than <see cref="MaxPixels"/>, or the array has another length.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, MaxPixels);
        if (pixels.Length != 3L * width * height)
            throw new ArgumentException($"{width}x{height} pixels are {3L * width * height} bytes, not {pixels.Length}", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, row after row.</summary>
    public byte[] Pixels { get; }
}
