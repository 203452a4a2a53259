namespace ModelDsl.Models;

/// <summary>
/// The hyper-parameters of a FasterViT. Stages 1 and 2 are convolutional, stages 3 and 4 attend within windows;
/// what only concerns attention has one entry for stage 3 and one for stage 4.
/// </summary>
public sealed record FasterVitConfig : ClassifierConfig
{
    /// <summary>Blocks in each of the four stages.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of stage 1; each later stage has twice as many as the one before.</summary>
    public required int Dim { get; init; }

    /// <summary>Channels between the two convolutions of the stem.</summary>
    public required int StemDim { get; init; }

    /// <summary>Attention heads of stages 3 and 4; they divide 4·Dim and 8·Dim.</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Side of the attention windows of stages 3 and 4; they tile Resolution/16 and Resolution/32 unless <see cref="AnyResolution"/> is set.</summary>
    public IReadOnlyList<int> Windows { get; init; } = [7, 7];

    /// <summary>Whether stages 3 and 4 use hierarchical attention: carrier tokens, where there is more than one window.</summary>
    public IReadOnlyList<bool> Hierarchical { get; init; } = [true, false];

    /// <summary>Side of the square of carrier tokens that stands for one window.</summary>
    public int CarrierSize { get; init; } = 2;

    /// <summary>Hidden size of the MLPs, as a multiple of the channels.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; } = 0.2;

    /// <summary>Dropout after attention and in the MLPs.</summary>
    public double Dropout { get; init; }

    /// <summary>Dropout of attention weights.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>First value of the scale on each attention branch; null for none.</summary>
    public double? LayerScale { get; init; }

    /// <summary>First value of the scale on each convolutional branch; null for none.</summary>
    public double? ConvLayerScale { get; init; }

    /// <summary>Whether the last block of a hierarchical stage adds its carrier tokens to the map.</summary>
    public bool Propagation { get; init; }

    /// <summary>
    /// Whether maps that the windows do not tile are filled up with zeros on the right and below, as in the published
    /// models for any resolution; else such a map is an error. A stage with <see cref="Hierarchical"/> attention then has a
    /// tokenizer even where one window makes its tokens useless.
    /// </summary>
    public bool AnyResolution { get; init; }

    /// <summary>Where carrier tokens go when the windows do not make a square grid.</summary>
    public CarrierOrder CarrierOrder { get; init; } = CarrierOrder.Corrected;

    /// <summary>
    /// Whether the model computes what the published code for detection (DINO) computes, from the keys of the classifier: positions are divided
    /// by half the number of tokens, not of rows; carrier tokens are read off a map whose channels are taken for positions; all but those of
    /// the last 2×2 windows attend without a bias; and the convolutional stages fill their maps up too.
    /// </summary>
    public bool Detection { get; init; }
}

/// <summary>To which windows carrier tokens return after they have attended to each other.</summary>
public enum CarrierOrder
{
    /// <summary>To those they came from.</summary>
    Corrected,

    /// <summary>
    /// As in the published code, which takes rows for columns on the way back: on a grid that is not square most tokens
    /// land in other windows. Weights that were trained so need it.
    /// </summary>
    Published,
}
