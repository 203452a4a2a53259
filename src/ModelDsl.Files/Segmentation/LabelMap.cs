namespace ModelDsl.Runtime;

/// <summary>A number for each pixel of a picture, mostly its class: rows from top to bottom without gaps.</summary>
public sealed class LabelMap
{
    /// <summary>Wraps numbers; the array is not copied.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="values">width · height numbers.</param>
    /// <exception cref="ArgumentException">A side is not positive, there are more than <see cref="RgbImage.MaxPixels"/> pixels, or the array has another length.</exception>
    public LabelMap(int width, int height, byte[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, RgbImage.MaxPixels);
        if (values.Length != (long)width * height) throw new ArgumentException($"{width}x{height} pixels are {(long)width * height} numbers, not {values.Length}", nameof(values));
        (Width, Height, Values) = (width, height, values);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The numbers, row after row.</summary>
    public byte[] Values { get; }

    /// <summary>How many pixels have each number from 0 to 255.</summary>
    public int[] Count()
    {
        var counts = new int[256];
        foreach (var value in Values) counts[value]++;
        return counts;
    }

    /// <summary>The same at another size: each pixel has the number of the one that its centre lies in.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public LabelMap Resized(int width, int height)
    {
        if (width == Width && height == Height) return this;
        var columns = Nearest(Width, width);
        var rows = Nearest(Height, height);
        var values = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var from = Values.AsSpan(rows[y] * Width, Width);
            var to = values.AsSpan(y * width, width);
            for (var x = 0; x < width; x++) to[x] = from[columns[x]];
        }
        return new LabelMap(width, height, values);
    }

    private static int[] Nearest(int from, int to) => [.. Enumerable.Range(0, to).Select(i => (int)((2L * i + 1) * from / (2L * to)))];
}
