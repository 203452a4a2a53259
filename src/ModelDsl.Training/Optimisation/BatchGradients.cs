using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>The loss of a batch, and the gradients that it leaves in a module's parameters.</summary>
internal sealed class BatchGradients : IDisposable
{
    private readonly ModelInfo model;
    private readonly torch.nn.Module module;
    private readonly SixteenBitModule? sixteenBits;
    private readonly torch.Device device;
    private readonly TrainingOptions options;
    private readonly torch.Tensor? classWeights;

    /// <param name="model">The model; it yields scores of classes, for images or for their pixels.</param>
    /// <param name="module">Its module.</param>
    /// <param name="labelCounts">How often each class occurs, where the loss balances them; null where it does not.</param>
    /// <param name="options">Smoothing and parts of the loss.</param>
    /// <param name="device">Where the module is.</param>
    public BatchGradients(ModelInfo model, torch.nn.Module module, IReadOnlyList<long>? labelCounts, TrainingOptions options, torch.Device device)
    {
        (this.model, this.module, this.device, this.options) = (model, module, device, options);
        if (labelCounts is not null)
        {
            using var weights = ClassBalance.Of(labelCounts);
            classWeights = weights.to(device).DetachFromDisposeScope();
        }
        if (options.MixedPrecision) sixteenBits = new SixteenBitModule(model, module, device);
    }

    /// <summary>Computes the loss of a batch and adds its gradients to those that are there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="random">What mixing its images follows from.</param>
    /// <returns>
    /// The mean loss, not finite where no gradients were added any more; the number of labels that were predicted correctly, of mixed images those of the
    /// larger part; and the number of labels that there were: one for each image, or one for each pixel that has a class.
    /// </returns>
    /// <exception cref="TrainingException">A normalisation gets one value for each channel.</exception>
    public (double Loss, long Right, long Counted) Compute(Batch batch, ref RandomStream random)
    {
        using var plain = batch.Images.to(device);
        using var labels = batch.Labels.to(device);
        var mix = BatchMix.Of(plain, options, ref random);
        using var images = mix.Images;
        using var others = labels.flip(0);
        var (loss, right) = (0.0, 0L);
        // The others are the same images in another order, so they weigh the same together.
        var (counted, weight) = Weight(labels);
        // Where no pixel has a class there is nothing to learn from.
        using var scale = (weight > 0 ? 1 / weight : 0).ToScalar();
        sixteenBits?.Follow();
        var size = (batch.Count + options.Accumulate - 1) / options.Accumulate;
        for (var start = 0; start < batch.Count; start += size)
        {
            var length = Math.Min(size, batch.Count - start);
            using var partImages = images.narrow(0, start, length);
            using var partLabels = labels.narrow(0, start, length);
            using var partOthers = others.narrow(0, start, length);
            using var scores = Forward(partImages);
            using var logits = AtLabels(scores, partLabels);
            using var sum = Loss(logits, partLabels, partOthers, mix.Share);
            using var part = sum.mul(scale);
            using var local = part.to(torch.float32, torch.CPU);
            var value = local.ReadCpuSingle(0);
            if (!float.IsFinite(value)) return (value, right, counted);
            part.backward();
            sixteenBits?.HandOver();
            loss += value;
            right += Right(logits, mix.Share >= 0.5 ? partLabels : partOthers);
        }
        return (loss, right, counted);
    }

    public void Dispose()
    {
        classWeights?.Dispose();
        sixteenBits?.Dispose();
    }

    /// <summary>The sum of the cross entropies, without labels that are <see cref="Batch.Ignored"/>. It is linear in the labels: that of mixed images is the mix of both.</summary>
    private torch.Tensor Loss(torch.Tensor logits, torch.Tensor labels, torch.Tensor others, double share)
    {
        if (share == 1) return CrossEntropy(logits, labels);
        using var own = CrossEntropy(logits, labels);
        using var other = CrossEntropy(logits, others);
        using var most = share.ToScalar();
        using var rest = (1 - share).ToScalar();
        using var part = own.mul(most);
        return part.add(other, rest);
    }

    private torch.Tensor CrossEntropy(torch.Tensor logits, torch.Tensor labels) =>
        torch.nn.functional.cross_entropy(logits, labels, classWeights, reduction: torch.nn.Reduction.Sum, label_smoothing: options.LabelSmoothing);

    /// <summary>How many labels there are, those that are ignored apart, and what they count together.</summary>
    private (long Counted, double Weight) Weight(torch.Tensor labels)
    {
        using var flat = labels.reshape(-1);
        using var isClass = flat.ge(Scalars.Of(0L));
        using var classes = flat.masked_select(isClass);
        var counted = classes.shape[0];
        if (classWeights is null) return (counted, counted);
        using var weights = classWeights.index_select(0, classes);
        using var sum = weights.sum();
        using var local = sum.cpu();
        return (counted, local.ReadCpuSingle(0));
    }

    /// <summary>Scores of pixels at the size of the labels, as mmsegmentation's heads resize them for the loss; those of images are as they are.</summary>
    private static torch.Tensor AtLabels(torch.Tensor scores, torch.Tensor labels) => labels.ndim == 1
        ? scores.alias()
        : torch.nn.functional.interpolate(scores, [labels.shape[1], labels.shape[2]], mode: torch.InterpolationMode.Bilinear, align_corners: false);

    private torch.Tensor Forward(torch.Tensor images)
    {
        try
        {
            if (sixteenBits is null) return Classifier.Forward(model, module, images);
            using var rounded = images.to(torch.bfloat16);
            using var scores = Classifier.Forward(model, sixteenBits.Module, rounded);
            return scores.to(torch.float32);
        }
        catch (TooFewValuesException e)
        {
            var count = images.shape[0];
            throw new TrainingException($"{model.Name}: with a batch of {(count == 1 ? "one image" : $"{count} images")}, {e.Message}; give --batch 2 or more for each part of a step (TrainingOptions.BatchSize), and at least two images", e);
        }
    }

    private static long Right(torch.Tensor logits, torch.Tensor labels)
    {
        using var noGradient = torch.no_grad();
        using var best = logits.argmax(1);
        using var equal = best.eq(labels);
        using var sum = equal.sum();
        using var local = sum.cpu();
        return local.ReadCpuInt64(0);
    }
}
