namespace ModelDsl.Models;

/// <summary>The hyper-parameters of an EfficientFormer; lists have one entry for each stage. There is a learned bias for each distance in the last map, so the image's size is fixed.</summary>
public sealed record EfficientFormerConfig : ClassifierConfig
{
    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of each stage.</summary>
    public required IReadOnlyList<int> Dims { get; init; }

    /// <summary>How many of the last stage's blocks, at its end, are transformers.</summary>
    public int Transformers { get; init; } = 1;

    /// <summary>Hidden size of the MLPs, as a multiple of the channels.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>First value of the scale on each branch.</summary>
    public double LayerScale { get; init; } = 1e-5;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }
}
