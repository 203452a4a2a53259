using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Makes training images of pictures and masks.</summary>
/// <param name="model">The model, whose input they become.</param>
/// <param name="options">How they are scaled and cut.</param>
/// <param name="flip">How often an image is mirrored.</param>
/// <param name="ignoreLabel">The number of pixels without a class.</param>
internal sealed class RandomCrops(ModelDescription model, CropAugmentation options, double flip, int ignoreLabel)
{
    private const int Attempts = 10;

    private readonly PreprocessingInfo info = model.Preprocessing!;

    /// <summary>Makes one.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="mask">Its mask, of the same size.</param>
    /// <param name="random">What the variation follows from.</param>
    /// <param name="values">Where the image goes, [channels, height, width]; what lies outside of the picture has the mean colour.</param>
    /// <param name="labels">Where the classes go, [height, width]; <see cref="Batch.Ignored"/> for those without, and outside of the picture.</param>
    public void Apply(RgbImage picture, LabelMap mask, ref RandomStream random, Span<float> values, Span<long> labels)
    {
        var (width, height) = PictureSize.Of(picture.Width, picture.Height, model, options.Side);
        var scale = random.Between(options.MinScale, options.MaxScale);
        (width, height) = (Math.Max(1, (int)Math.Round(scale * width)), Math.Max(1, (int)Math.Round(scale * height)));
        (picture, mask) = (Resampling.Bicubic(picture, width, height), mask.Resized(width, height));
        var (left, top) = Place(mask, ref random);
        for (var i = 0; i < Attempts && !IsVaried(mask, left, top); i++) (left, top) = Place(mask, ref random);
        var isMirrored = random.NextDouble() < flip;

        // Before the rest is filled up: the mean colour stays.
        var part = Augmentation.Cut(picture, left, top, Math.Min(width, info.Width), Math.Min(height, info.Height));
        part = PhotometricDistortion.Apply(part, options.Photometric, ref random);
        var pixels = new byte[3 * info.Width * info.Height];
        for (var at = 0; at < pixels.Length; at++) pixels[at] = (byte)Math.Round(255 * info.Mean[at % 3 % info.Mean.Count]);
        labels.Fill(Batch.Ignored);
        for (var y = 0; y < part.Height; y++)
        {
            for (var x = 0; x < part.Width; x++)
            {
                var to = y * info.Width + (isMirrored ? info.Width - 1 - x : x);
                part.Pixels.AsSpan(3 * (y * part.Width + x), 3).CopyTo(pixels.AsSpan(3 * to));
                var label = mask.Values[(top + y) * width + left + x];
                if (label != ignoreLabel) labels[to] = label;
            }
        }
        Preprocessing.Normalize(new RgbImage(info.Width, info.Height, pixels), info, values);
    }

    private (int Left, int Top) Place(LabelMap mask, ref RandomStream random) =>
        (random.Below(Math.Max(mask.Width - info.Width, 0) + 1), random.Below(Math.Max(mask.Height - info.Height, 0) + 1));

    /// <summary>Whether a crop has several classes, and none too large a share of it.</summary>
    private bool IsVaried(LabelMap mask, int left, int top)
    {
        if (options.MaxClassShare >= 1) return true;
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        for (var y = 0; y < Math.Min(mask.Height, info.Height); y++)
        {
            foreach (var value in mask.Values.AsSpan((top + y) * mask.Width + left, Math.Min(mask.Width, info.Width))) counts[value]++;
        }
        if (ignoreLabel < counts.Length) counts[ignoreLabel] = 0;
        var (classes, largest, all) = (0, 0, 0);
        foreach (var count in counts)
        {
            if (count > 0) classes++;
            (largest, all) = (Math.Max(largest, count), all + count);
        }
        return classes > 1 && largest < options.MaxClassShare * all;
    }
}
