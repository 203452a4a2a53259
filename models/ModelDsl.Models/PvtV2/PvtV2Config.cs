namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a PVTv2; lists have one entry for each stage.</summary>
public sealed record PvtV2Config : ClassifierConfig
{
    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of each stage.</summary>
    public required IReadOnlyList<int> Dims { get; init; }

    /// <summary>Attention heads of each stage; they divide its channels.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [1, 2, 5, 8];

    /// <summary>Side of the patches that become one key and value, for each stage.</summary>
    public IReadOnlyList<int> Reductions { get; init; } = [8, 4, 2, 1];

    /// <summary>Hidden size of the MLPs, as a multiple of the channels, for each stage.</summary>
    public IReadOnlyList<double> MlpRatios { get; init; } = [8, 8, 4, 4];

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }

    /// <inheritdoc/>
    public override ImageSize Resolution { get; init; } = ImageSize.Any();
}
