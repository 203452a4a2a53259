using System.Runtime.InteropServices;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>Some images and their classes, on the CPU.</summary>
/// <param name="Images">float32 [N, channels, height, width].</param>
/// <param name="Labels">int64 [N].</param>
public sealed record Batch(torch.Tensor Images, torch.Tensor Labels) : IDisposable
{
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
    // So many batches wait for each thread, at most.
    private const int Ahead = 2;

    private readonly int channels = Preprocessing.ChannelsOf(preprocessing);

    /// <summary>
    /// The batches of one epoch of training: all images in random order and varied, but for those that do not fill the last
    /// batch (normalisation over a batch of one would fail), unless they are the only ones.
    /// </summary>
    /// <param name="augmentation">How they are varied.</param>
    /// <param name="seed">What the order and the variations follow from.</param>
    /// <param name="epoch">Which epoch; each has an order of its own.</param>
    /// <param name="first">The batch to begin with.</param>
    public IEnumerable<Batch> Shuffled(Augmentation augmentation, long seed, int epoch, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        var order = new RandomStream(seed, epoch).Permutation(dataset.Count);
        return Batches(ShuffledCount, first, batch => Tensors(order, batch, (index, values) =>
        {
            var random = new RandomStream(seed, epoch, index);
            augmentation.Apply(dataset.Read(index), preprocessing, ref random, values);
        }));
    }

    /// <summary>The number of batches of an epoch of training.</summary>
    public int ShuffledCount => Math.Max(1, dataset.Count / batchSize);

    /// <summary>All images in order, as evaluation sees them.</summary>
    public IEnumerable<Batch> InOrder()
    {
        var order = Everything();
        return Batches(InOrderCount, 0, batch => Tensors(order, batch, Fitted));
    }

    /// <summary>The same as arrays.</summary>
    public IEnumerable<ImageArrays> ArraysInOrder()
    {
        var order = Everything();
        return Batches(InOrderCount, 0, batch =>
        {
            var indices = Indices(order, batch);
            var (images, labels) = (new float[indices.Length * ImageSize], new int[indices.Length]);
            Fill(indices, Fitted, images, (i, label) => labels[i] = label);
            return new ImageArrays(images, [indices.Length, channels, preprocessing.Height, preprocessing.Width], labels);
        });
    }

    /// <summary>The number of batches of all images.</summary>
    public int InOrderCount => (dataset.Count + batchSize - 1) / batchSize;

    private int ImageSize => channels * preprocessing.Height * preprocessing.Width;

    private int[] Everything() => [.. Enumerable.Range(0, dataset.Count)];

    private void Fitted(int index, Span<float> values) => Preprocessing.Normalize(Preprocessing.Fit(dataset.Read(index), preprocessing), preprocessing, values);

    private ReadOnlySpan<int> Indices(int[] order, int batch) => order.AsSpan(batch * batchSize, Math.Min(batchSize, order.Length - batch * batchSize));

    private Batch Tensors(int[] order, int batch, Action<int, Span<float>> read)
    {
        var indices = Indices(order, batch);
        var images = torch.empty([indices.Length, channels, preprocessing.Height, preprocessing.Width], dtype: torch.float32);
        try
        {
            var labels = new long[indices.Length];
            Fill(indices, read, MemoryMarshal.Cast<byte, float>(images.bytes), (i, label) => labels[i] = label);
            return new Batch(images, torch.tensor(labels, dtype: torch.int64));
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    /// <summary>Reads images one after the other, and tells their classes.</summary>
    private void Fill(ReadOnlySpan<int> indices, Action<int, Span<float>> read, Span<float> values, Action<int, int> label)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            read(indices[i], values.Slice(i * ImageSize, ImageSize));
            label(i, dataset.Label(indices[i]));
        }
    }

    private IEnumerable<T> Batches<T>(int count, int first, Func<int, T> make)
    {
        if (workers == 0)
        {
            for (var i = first; i < count; i++) yield return make(i);
            yield break;
        }
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, workers).ConcurrentScheduler;
        var waiting = new Queue<Task<T>>();
        using var stop = new CancellationTokenSource();
        try
        {
            for (int next = first, i = first; i < count; i++)
            {
                for (; next < count && waiting.Count < workers * Ahead; next++)
                {
                    var batch = next;
                    waiting.Enqueue(Task.Factory.StartNew(() => make(batch), stop.Token, TaskCreationOptions.None, scheduler));
                }
                // Kept in the queue while waited for: an error leaves nothing behind.
                var made = waiting.Peek().GetAwaiter().GetResult();
                waiting.Dequeue();
                yield return made;
            }
        }
        finally
        {
            stop.Cancel();
            foreach (var task in waiting)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                if (task.IsCompletedSuccessfully) (task.Result as IDisposable)?.Dispose();
            }
        }
    }
}
