using TorchSharp;

namespace ModelDsl.Training;

/// <summary>What the loss of each class counts, so that rare classes and frequent ones weigh the same together.</summary>
internal static class ClassBalance
{
    /// <summary>Weights by the number of images: all images by those of the class, by the number of classes. Classes without images weigh nothing.</summary>
    /// <param name="data">The training images.</param>
    /// <returns>A weight for each class; the caller disposes it.</returns>
    public static torch.Tensor Of(IImageDataset data)
    {
        var counts = new int[data.Classes.Count];
        for (var i = 0; i < data.Count; i++) counts[data.Label(i)]++;
        return torch.tensor([.. counts.Select(n => n == 0 ? 0 : (float)((double)data.Count / counts.Length / n))]);
    }
}
