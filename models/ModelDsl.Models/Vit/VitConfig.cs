namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a vision transformer. There is a learned position for each patch, so the image's size is fixed.</summary>
public sealed record VitConfig : ClassifierConfig
{
    /// <summary>Size of the tokens.</summary>
    public required int Dim { get; init; }

    /// <summary>Attention heads; they divide <see cref="Dim"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Side of the patches that become one token each; it divides the height and the width of the image.</summary>
    public int Patch { get; init; } = 16;

    /// <summary>Hidden size of the MLPs, as a multiple of <see cref="Dim"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }
}
