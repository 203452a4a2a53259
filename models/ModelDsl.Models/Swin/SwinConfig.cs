namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a Swin transformer; lists have one entry for each stage. Windows and masks are made for the image's size, so it is fixed.</summary>
public sealed record SwinConfig : ClassifierConfig
{
    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Attention heads of each stage; they divide its channels.</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Channels of the first stage; each later stage has twice as many as the one before.</summary>
    public required int Dim { get; init; }

    /// <summary>Side of the windows. Maps that they do not tile are filled up with zeros; on an axis that is not longer the whole axis is the window.</summary>
    public int Window { get; init; } = 7;

    /// <summary>Side of the patches that become one token each.</summary>
    public int Patch { get; init; } = 4;

    /// <summary>Hidden size of the MLPs, as a multiple of the channels.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; } = 0.1;
}
