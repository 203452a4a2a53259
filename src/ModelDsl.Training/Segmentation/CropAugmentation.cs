namespace ModelDsl.Training;

/// <summary>How pictures and their masks become training images, as in mmsegmentation: scaled at random, then cut to the model's input at random.</summary>
public sealed record CropAugmentation
{
    /// <summary>The smallest factor by which a picture is scaled, beside the one that makes its shorter side that of the model's input.</summary>
    public double MinScale { get; init; } = 0.5;

    /// <summary>The largest factor.</summary>
    public double MaxScale { get; init; } = 2;

    /// <summary>
    /// The largest share of a crop that one class may have; up to ten other crops are drawn in place of one that has more, or a single class. 1 takes
    /// every crop.
    /// </summary>
    public double MaxClassShare { get; init; } = 0.75;

    /// <summary>
    /// How strongly lightness and colours are changed at random, as a share of what mmsegmentation's <c>PhotoMetricDistortion</c> does: brightness by up to
    /// 32 of 255, contrast and saturation by up to half, hue by up to 36°, each in half of the cases. 0 for not at all, at most 2.
    /// </summary>
    public double Photometric { get; init; }

    /// <summary>The shorter side of pictures before random scaling, and in evaluation; null for that of the model's input.</summary>
    public int? Side { get; init; }
}
