using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>Images mixed with others of their batch: the image at i with that at the same place from the end.</summary>
/// <param name="Images">float32 [N, channels, height, width]; the caller disposes it.</param>
/// <param name="Share">How much of each image is its own.</param>
internal sealed record BatchMix(torch.Tensor Images, double Share)
{
    /// <summary>A batch as mixup (arXiv:1710.09412) or CutMix (arXiv:1905.04899) changes it, as timm's <c>Mixup</c> in its mode "batch".</summary>
    /// <param name="images">The images.</param>
    /// <param name="options">Which of the two, and how strong; each takes half of the steps where both are on.</param>
    /// <param name="random">What the mix follows from.</param>
    public static BatchMix Of(torch.Tensor images, TrainingOptions options, ref RandomStream random)
    {
        if (options is { Mixup: 0, CutMix: 0 }) return new BatchMix(images.alias(), 1);
        var cuts = options.Mixup == 0 || options.CutMix > 0 && random.NextDouble() < 0.5;
        var share = random.Beta(cuts ? options.CutMix : options.Mixup);
        using var others = images.flip(0);
        return cuts ? Cut(images, others, share, ref random) : new BatchMix(Blend(images, others, share), share);
    }

    private static torch.Tensor Blend(torch.Tensor images, torch.Tensor others, double share)
    {
        using var own = share.ToScalar();
        using var rest = (1 - share).ToScalar();
        using var part = others.mul(rest);
        var mixed = images.mul(own);
        return mixed.add_(part, Scalars.One);
    }

    /// <summary>A rectangle of the others' in the images; its share of the area is what lies within the image.</summary>
    private static BatchMix Cut(torch.Tensor images, torch.Tensor others, double share, ref RandomStream random)
    {
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        var box = TokenBox.Around(1 - share, random.Below(height), random.Below(width), height, width);
        var mixed = images.clone();
        using (var target = mixed.narrow(2, box.Top, box.Bottom - box.Top))
        using (var place = target.narrow(3, box.Left, box.Right - box.Left))
        using (var source = others.narrow(2, box.Top, box.Bottom - box.Top))
        using (var patch = source.narrow(3, box.Left, box.Right - box.Left)) place.copy_(patch);
        return new BatchMix(mixed, 1 - box.Share);
    }
}
