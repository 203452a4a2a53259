namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a ResNet.</summary>
public sealed record ResNetConfig : ClassifierConfig
{
    /// <summary>Blocks of each stage; each stage but the first halves the size.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Whether blocks are bottlenecks of three convolutions, whose output has four times the channels.</summary>
    public bool Bottlenecks { get; init; }

    /// <summary>Channels of the first stage's 3×3 convolutions; each later stage has twice as many as the one before.</summary>
    public int Dim { get; init; } = 64;

    /// <summary>Rate of stochastic depth in the last block; it grows linearly from 0 in the first.</summary>
    public double DropPath { get; init; }

    /// <inheritdoc/>
    public override ImageSize Resolution { get; init; } = ImageSize.Any(minimum: 1);
}
