using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>The loss of a batch, and the gradients that it leaves in a module's parameters.</summary>
internal sealed class BatchGradients : IDisposable
{
    private readonly ModelInfo model;
    private readonly torch.nn.Module module;
    private readonly torch.Device device;
    private readonly TrainingOptions options;
    private readonly torch.Tensor? classWeights;

    /// <param name="model">The model; a classifier.</param>
    /// <param name="module">Its module.</param>
    /// <param name="data">The training images.</param>
    /// <param name="options">Smoothing, balance and parts of the loss.</param>
    /// <param name="device">Where the module is.</param>
    public BatchGradients(ModelInfo model, torch.nn.Module module, IImageDataset data, TrainingOptions options, torch.Device device)
    {
        (this.model, this.module, this.device, this.options) = (model, module, device, options);
        if (!options.BalanceClasses) return;
        using var weights = ClassBalance.Of(data);
        classWeights = weights.to(device).DetachFromDisposeScope();
    }

    /// <summary>Computes the loss of a batch and adds its gradients to those that are there.</summary>
    /// <returns>The mean loss, not finite where no gradients were added any more, and the number of images that were told right.</returns>
    /// <exception cref="TrainingException">A normalisation gets one value for each channel.</exception>
    public (double Loss, long Right) Compute(Batch batch)
    {
        using var images = batch.Images.to(device);
        using var labels = batch.Labels.to(device);
        var (loss, right) = (0.0, 0L);
        foreach (var (start, length, share) in Parts(labels))
        {
            using var partImages = images.narrow(0, start, length);
            using var partLabels = labels.narrow(0, start, length);
            using var logits = Forward(partImages);
            using var mean = torch.nn.functional.cross_entropy(logits, partLabels, classWeights, label_smoothing: options.LabelSmoothing);
            using var local = mean.to(torch.float32, torch.CPU);
            var value = local.ReadCpuSingle(0);
            if (!float.IsFinite(value)) return (value, right);
            using var scale = share.ToScalar();
            using var part = share == 1 ? mean.alias() : mean.mul(scale);
            part.backward();
            loss += share * value;
            right += Right(logits, partLabels);
        }
        return (loss, right);
    }

    public void Dispose() => classWeights?.Dispose();

    /// <summary>The parts in which a batch is taken: where each begins, how many images it has, and its share of the batch's mean loss.</summary>
    private IEnumerable<(long Start, long Length, double Share)> Parts(torch.Tensor labels)
    {
        var count = labels.shape[0];
        var size = (count + options.Accumulate - 1) / options.Accumulate;
        if (size >= count)
        {
            yield return (0, count, 1);
            yield break;
        }
        var total = Weight(labels);
        for (var start = 0L; start < count; start += size)
        {
            var length = Math.Min(size, count - start);
            using var part = labels.narrow(0, start, length);
            yield return (start, length, Weight(part) / total);
        }
    }

    /// <summary>What some images count together.</summary>
    private double Weight(torch.Tensor labels)
    {
        if (classWeights is null) return labels.shape[0];
        using var weights = classWeights.index_select(0, labels);
        using var sum = weights.sum();
        using var local = sum.cpu();
        return local.ReadCpuSingle(0);
    }

    private torch.Tensor Forward(torch.Tensor images)
    {
        try
        {
            return Classifier.Forward(model, module, images);
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
