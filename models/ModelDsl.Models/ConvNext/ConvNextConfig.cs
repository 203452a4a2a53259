namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a ConvNeXt; depths and channels have one entry for each stage.</summary>
public sealed record ConvNextConfig : ClassifierConfig
{
    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Channels of each stage.</summary>
    public required IReadOnlyList<int> Dims { get; init; }

    /// <summary>Whether the MLPs are 1×1 convolutions on [N, C, H, W], not linear layers on [N, H, W, C]: other shapes of weights, the same numbers.</summary>
    public bool ConvMlp { get; init; }

    /// <summary>First value of the scale on each branch; null for none.</summary>
    public double? LayerScale { get; init; } = 1e-6;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }

    /// <inheritdoc/>
    public override ImageSize Resolution { get; init; } = ImageSize.Any();
}
