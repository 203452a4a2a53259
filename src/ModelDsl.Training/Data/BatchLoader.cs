using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>Some images and their classes, on the CPU.</summary>
/// <param name="Images">float32 [N, channels, height, width].</param>
/// <param name="Labels">int64: [N] for the classes of images, [N, height, width] for those of their pixels.</param>
public sealed record Batch(torch.Tensor Images, torch.Tensor Labels) : IDisposable
{
    /// <summary>The label of what has no class; PyTorch's cross entropy leaves it out.</summary>
    public const long Ignored = -100;

    /// <summary>The number of images.</summary>
    public int Count => (int)Labels.shape[0];

    /// <inheritdoc />
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}

/// <summary>Some images and their classes, without libtorch.</summary>
/// <param name="Images">Their elements, the last axis fastest.</param>
/// <param name="Shape">[N, channels, height, width].</param>
/// <param name="Labels">The class of each.</param>
public sealed record ImageArrays(float[] Images, long[] Shape, int[] Labels);

/// <summary>Makes batches of a data set, ahead of their use and by several threads; what comes, and when, does not depend on their number.</summary>
/// <param name="dataset">The images.</param>
/// <param name="preprocessing">How an image becomes the model's input.</param>
/// <param name="batchSize">Images in a batch.</param>
/// <param name="workers">Threads that make batches; 0 makes each when it is asked for.</param>
public sealed class BatchLoader(IImageDataset dataset, PreprocessingInfo preprocessing, int batchSize, int workers)
{
    private readonly int channels = Preprocessing.ChannelsOf(preprocessing);

    /// <summary>
    /// The batches of one epoch of training: all images in random order and varied, but for those that do not fill the last
    /// batch (normalisation over a batch of one would fail), unless they are the only ones.
    /// </summary>
    /// <param name="augmentation">How they are varied.</param>
    /// <param name="seed">What the order and the variations follow from.</param>
    /// <param name="epoch">Which epoch; each has its own order.</param>
    /// <param name="first">The batch to begin with.</param>
    public IEnumerable<Batch> Shuffled(Augmentation augmentation, long seed, int epoch, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return Shuffles.Of(seed, epoch, first, (int index, ref RandomStream random, Span<float> values, Span<long> label) =>
        {
            augmentation.Apply(dataset.Read(index), preprocessing, ref random, values);
            label[0] = dataset.Label(index);
        });
    }

    /// <summary>The number of batches of an epoch of training.</summary>
    public int ShuffledCount => Shuffles.Count;

    /// <summary>All images in order, as evaluation sees them.</summary>
    public IEnumerable<Batch> InOrder()
    {
        var order = Everything();
        return Ahead.Of(InOrderCount, 0, workers, batch => ShuffledBatches.Make(Indices(order, batch), Shape, [], (index, values, label) =>
        {
            Fitted(index, values);
            label[0] = dataset.Label(index);
        }));
    }

    /// <summary>The same as arrays.</summary>
    public IEnumerable<ImageArrays> ArraysInOrder()
    {
        var order = Everything();
        return Ahead.Of(InOrderCount, 0, workers, batch =>
        {
            var indices = Indices(order, batch);
            var (images, labels) = (new float[indices.Length * ImageSize], new int[indices.Length]);
            for (var i = 0; i < indices.Length; i++)
            {
                Fitted(indices[i], images.AsSpan(i * ImageSize, ImageSize));
                labels[i] = dataset.Label(indices[i]);
            }
            return new ImageArrays(images, [indices.Length, .. Shape], labels);
        });
    }

    /// <summary>The number of batches of all images.</summary>
    public int InOrderCount => (dataset.Count + batchSize - 1) / batchSize;

    private long[] Shape => [channels, preprocessing.Height, preprocessing.Width];

    private ShuffledBatches Shuffles => new(dataset.Count, batchSize, workers, Shape, []);

    private int ImageSize => channels * preprocessing.Height * preprocessing.Width;

    private int[] Everything() => [.. Enumerable.Range(0, dataset.Count)];

    private void Fitted(int index, Span<float> values) => Preprocessing.Normalize(Preprocessing.Fit(dataset.Read(index), preprocessing), preprocessing, values);

    private ReadOnlySpan<int> Indices(int[] order, int batch) => order.AsSpan(batch * batchSize, Math.Min(batchSize, order.Length - batch * batchSize));
}
