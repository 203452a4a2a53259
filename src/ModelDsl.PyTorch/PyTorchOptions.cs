namespace ModelDsl.PyTorch;

/// <summary>What a file says of a model beside its specification.</summary>
public sealed record PyTorchOptions
{
    /// <summary>The name under which timm lists it; a Python identifier.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its class.</summary>
    public required string ClassName { get; init; }

    /// <summary>One line about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where the architecture was published.</summary>
    public string Paper { get; init; } = "";

    /// <summary>The licence of the published code and weights.</summary>
    public string License { get; init; } = "";

    /// <summary>How an image becomes its input; null where that is not known.</summary>
    public PyTorchPreprocessing? Preprocessing { get; init; }
}

/// <summary>How an image becomes a model's input.</summary>
/// <param name="CropFraction">The share of the resized image's side that the crop keeps.</param>
/// <param name="CropMode">timm's name for how the image is brought to size: <c>center</c> or <c>squash</c>.</param>
/// <param name="Mean">Subtracted from each channel of an image in 0..1.</param>
/// <param name="StandardDeviation">What each channel is divided by after that.</param>
public sealed record PyTorchPreprocessing(double CropFraction, string CropMode, IReadOnlyList<double> Mean, IReadOnlyList<double> StandardDeviation);
