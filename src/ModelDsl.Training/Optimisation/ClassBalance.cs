using TorchSharp;

namespace ModelDsl.Training;

/// <summary>What the loss of each class counts, so that rare classes and frequent ones weigh the same together.</summary>
internal static class ClassBalance
{
    /// <summary>Weights by the number of images, or pixels: all of them by those of the class, by the number of classes. Classes without any weigh nothing.</summary>
    /// <param name="counts">How many there are of each class.</param>
    /// <returns>A weight for each class; the caller disposes it.</returns>
    public static torch.Tensor Of(IReadOnlyList<long> counts)
    {
        var all = counts.Sum();
        return torch.tensor([.. counts.Select(n => n == 0 ? 0 : (float)((double)all / counts.Count / n))]);
    }
}
