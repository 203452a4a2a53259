namespace ModelDsl.Models;

/// <summary>
/// The hyper-parameters of a FasterViT. Stages 1 and 2 are convolutional, stages 3 and 4 attend within windows;
/// what only concerns attention has one entry for stage 3 and one for stage 4.
/// </summary>
public sealed record FasterVitConfig
{
    /// <summary>Blocks in each of the four stages.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of stage 1; each later stage has twice as many as the one before.</summary>
    public required int Dim { get; init; }

    /// <summary>Channels between the two convolutions of the stem.</summary>
    public required int StemDim { get; init; }

    /// <summary>Attention heads of stages 3 and 4; they divide 4·Dim and 8·Dim.</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Side of the attention windows of stages 3 and 4; they tile Resolution/16 and Resolution/32.</summary>
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

    /// <summary>Side of the square input image.</summary>
    public int Resolution { get; init; } = 224;

    /// <summary>Channels of the input image.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Classes of the head; 0 leaves the head out, and the model yields the pooled features.</summary>
    public int Classes { get; init; } = 1000;
}
