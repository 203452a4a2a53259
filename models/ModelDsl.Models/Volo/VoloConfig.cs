namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a VOLO. There is a learned position for each 16×16 pixels, so the image's size is fixed.</summary>
public sealed record VoloConfig : ClassifierConfig
{
    /// <summary>Outlookers, then the transformers of each group that follows; the groups differ in their keys only.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of the outlookers; the transformers have twice as many.</summary>
    public required int Dim { get; init; }

    /// <summary>Attention heads of the outlookers and of the transformers.</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Channels of the stem.</summary>
    public int StemDim { get; init; } = 64;

    /// <summary>Hidden size of the MLPs, as a multiple of the channels.</summary>
    public double MlpRatio { get; init; } = 3;

    /// <summary>Rate of stochastic depth in the last transformer; it grows linearly with the blocks, those of the outlookers counted, which have none.</summary>
    public double DropPath { get; init; }
}
