namespace ModelDsl.Runtime;

/// <summary>From an image to a model's input, as timm's evaluation transform does it.</summary>
public static class Preprocessing
{
    /// <summary>Reads image files and makes one batch of them.</summary>
    /// <param name="paths">JPEG, PNG, WebP, GIF or BMP files, at least one.</param>
    /// <param name="info">What the model states about its input.</param>
    /// <returns>number of files · channels · height · width values, file after file: see <see cref="Apply"/>.</returns>
    /// <exception cref="ImageException">A file cannot be used.</exception>
    public static float[] Read(IReadOnlyList<string> paths, PreprocessingInfo info)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(info);
        if (paths.Count == 0) throw new ArgumentException("there are no images; name at least one file", nameof(paths));
        var size = ChannelsOf(info) * info.Height * info.Width;
        var batch = new float[checked(paths.Count * size)];
        for (var i = 0; i < paths.Count; i++)
        {
            var image = ImageFile.Read(paths[i]);
            try
            {
                Normalize(Fit(image, info), info, batch.AsSpan(i * size, size));
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw new ImageException(paths[i], $"the image is too elongated: {image.Width}x{image.Height} pixels", e);
            }
        }
        return batch;
    }

    /// <summary>Makes a model's input of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="info">What the model states about its input.</param>
    /// <returns>channels · height · width values: all red ones row by row, then green, then blue; or the grey ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The image is so elongated that its resized form has more than
    /// <see cref="RgbImage.MaxPixels"/> pixels.</exception>
    public static float[] Apply(RgbImage image, PreprocessingInfo info)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(info);
        var values = new float[ChannelsOf(info) * info.Height * info.Width];
        Normalize(Fit(image, info), info, values);
        return values;
    }

    /// <summary>Resizes and crops an image to a model's input size; the values stay 0..255.</summary>
    /// <param name="image">The image.</param>
    /// <param name="info">What the model states about its input.</param>
    /// <returns>An image of <see cref="PreprocessingInfo.Width"/> × <see cref="PreprocessingInfo.Height"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Apply"/>.</exception>
    public static RgbImage Fit(RgbImage image, PreprocessingInfo info)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(info);
        var (width, height) = ResizedSize(image.Width, image.Height, info);
        return CenterCrop(Resampling.Bicubic(image, width, height), info.Width, info.Height);
    }

    /// <summary>Whether an image of a size can be resized: very elongated ones would have too many pixels.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="info">What the model states about its input.</param>
    public static bool CanFit(int width, int height, PreprocessingInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        try
        {
            var (w, h) = ResizedSize(width, height, info);
            return (long)w * h <= RgbImage.MaxPixels;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static (int Width, int Height) ResizedSize(int width, int height, PreprocessingInfo info)
    {
        var targetHeight = (int)Math.Floor(info.Height / info.CropFraction);
        var targetWidth = (int)Math.Floor(info.Width / info.CropFraction);
        if (info.Mode == CropMode.Squash)
            return (targetWidth, targetHeight);
        if (targetHeight == targetWidth)
        {
            // torchvision's Resize(int): the shorter side is the target, the longer one is cut to an integer.
            var (shorter, longer) = (Math.Min(width, height), Math.Max(width, height));
            var other = Side(Math.Truncate((double)((long)targetWidth * longer) / shorter));
            return width <= height ? (targetWidth, other) : (other, targetWidth);
        }
        // timm's ResizeKeepRatio: the image covers the target, and sides are rounded, half to even.
        var ratio = Math.Min((double)height / targetHeight, (double)width / targetWidth);
        return (Side(Math.Round(width / ratio)), Side(Math.Round(height / ratio)));
    }

    private static int Side(double length) => length <= RgbImage.MaxPixels
        ? (int)length
        : throw new ArgumentOutOfRangeException(nameof(length), length, "the resized image has too many pixels");

    /// <summary>torchvision's CenterCrop: offsets are rounded half to even, and what is missing is black.</summary>
    private static RgbImage CenterCrop(RgbImage image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
            return image;
        var left = Offset(image.Width, width);
        var top = Offset(image.Height, height);
        var (x, toX) = (Math.Max(left, 0), Math.Max(-left, 0));
        var columns = Math.Min(image.Width - x, width - toX);
        var pixels = new byte[3 * width * height];
        for (var row = 0; row < height; row++)
        {
            var y = row + top;
            if (y < 0 || y >= image.Height) continue;
            image.Pixels.AsSpan(3 * (y * image.Width + x), 3 * columns).CopyTo(pixels.AsSpan(3 * (row * width + toX)));
        }
        return new RgbImage(width, height, pixels);
    }

    private static int Offset(int size, int crop) =>
        crop > size ? -((crop - size) / 2) : (int)Math.Round((size - crop) / 2.0);

    /// <summary>The channels that a model takes: as many as it has means, three (red, green, blue) or one (grey).</summary>
    /// <param name="info">What the model states about its input.</param>
    /// <exception cref="ArgumentException">It is another number, or there are not as many deviations.</exception>
    public static int ChannelsOf(PreprocessingInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return ContradictionIn(info) is { } contradiction ? throw new ArgumentException(contradiction, nameof(info)) : info.Mean.Count;
    }

    /// <summary>What makes no sense in how an image becomes an input; null where all does.</summary>
    internal static string? ContradictionIn(PreprocessingInfo info) => info.Mean.Count is 1 or 3 && info.StandardDeviation.Count == info.Mean.Count
        ? null
        : $"its [Preprocessing] has {info.Mean.Count} means and {info.StandardDeviation.Count} deviations; give three of each for colours, or one for grey";

    /// <summary>Makes a model's input of an image that has its size already.</summary>
    /// <param name="image">The image.</param>
    /// <param name="info">What the model states about its input.</param>
    /// <param name="target">Where the values go, channel after channel: channels · height · width of them.</param>
    public static void Normalize(RgbImage image, PreprocessingInfo info, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(image);
        var channels = ChannelsOf(info);
        var size = image.Width * image.Height;
        for (var channel = 0; channel < channels; channel++)
        {
            var mean = (float)info.Mean[channel];
            var deviation = (float)info.StandardDeviation[channel];
            var plane = target.Slice(channel * size, size);
            for (int i = 0, p = 0; i < size; i++, p += 3)
                plane[i] = ((channels == 1 ? Grey(image.Pixels, p) : image.Pixels[p + channel]) / 255f - mean) / deviation;
        }
    }

    /// <summary>A pixel's lightness (ITU-R BT.601), rounded as PIL's conversion to grey rounds it.</summary>
    private static int Grey(byte[] pixels, int at) =>
        (19595 * pixels[at] + 38470 * pixels[at + 1] + 7471 * pixels[at + 2] + 0x8000) >> 16;
}
