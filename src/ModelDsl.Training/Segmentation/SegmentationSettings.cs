namespace ModelDsl.Training;

/// <summary>How pictures pass through a segmentation model: whole, or in windows that overlap, whose scores are averaged.</summary>
public sealed record SegmentationSettings
{
    /// <summary>The shorter side to which a picture is scaled; null for that of the model's input.</summary>
    public int? Side { get; init; }

    /// <summary>The side of the windows. Null for the model's input where that has a fixed size, and for the whole picture where a model takes any.</summary>
    public int? Window { get; init; }

    /// <summary>How far a window is from the next one; null for two thirds of its side.</summary>
    public int? Stride { get; init; }
}
