namespace ModelDsl.Models;

/// <summary>The hyper-parameters of a MobileNetV2.</summary>
public sealed record MobileNetV2Config : ClassifierConfig
{
    /// <summary>By what all channels are multiplied; the products are rounded to multiples of 8.</summary>
    public double Width { get; init; } = 1;

    /// <summary>Blocks of each of the seven stages.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [1, 2, 3, 4, 3, 3, 1];

    /// <inheritdoc/>
    public override ImageSize Resolution { get; init; } = ImageSize.Any(minimum: 1);
}
