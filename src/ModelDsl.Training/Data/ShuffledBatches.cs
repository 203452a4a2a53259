using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>
/// The batches of an epoch of training: all examples in random order and varied, but for those that do not fill the last batch
/// (normalisation over a batch of one would fail), unless they are the only ones.
/// </summary>
/// <param name="examples">The number of examples.</param>
/// <param name="batchSize">Examples in a batch.</param>
/// <param name="workers">Threads that make batches; 0 makes each when it is asked for.</param>
/// <param name="image">The shape of an image.</param>
/// <param name="label">The shape of its labels: none for one number, height and width for a number for each pixel.</param>
internal sealed class ShuffledBatches(int examples, int batchSize, int workers, long[] image, long[] label)
{
    /// <summary>Makes an example.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="random">What its variation follows from.</param>
    /// <param name="image">Where the image goes.</param>
    /// <param name="labels">Where its labels go.</param>
    public delegate void Example(int index, ref RandomStream random, Span<float> image, Span<long> labels);

    /// <summary>The number of batches.</summary>
    public int Count => Math.Max(1, examples / batchSize);

    /// <summary>The batches.</summary>
    /// <param name="seed">What the order and the variations follow from.</param>
    /// <param name="epoch">Which epoch; each has its own order.</param>
    /// <param name="first">The batch to begin with.</param>
    /// <param name="make">Makes an example.</param>
    public IEnumerable<Batch> Of(long seed, int epoch, int first, Example make)
    {
        var order = new RandomStream(seed, epoch).Permutation(examples);
        return Ahead.Of(Count, first, workers, batch => Make(order.AsSpan(batch * batchSize, Math.Min(batchSize, order.Length - batch * batchSize)), image, label, (index, values, labels) =>
        {
            var random = new RandomStream(seed, epoch, index);
            make(index, ref random, values, labels);
        }));
    }

    /// <summary>Makes one batch.</summary>
    /// <param name="indices">Its examples.</param>
    /// <param name="image">The shape of an image.</param>
    /// <param name="label">The shape of its labels.</param>
    /// <param name="fill">Makes an example.</param>
    public static Batch Make(ReadOnlySpan<int> indices, long[] image, long[] label, Action<int, Span<float>, Span<long>> fill)
    {
        var images = torch.empty([indices.Length, .. image], dtype: torch.float32);
        var labels = torch.empty([indices.Length, .. label], dtype: torch.int64);
        try
        {
            var (pixels, numbers) = (image.Aggregate(1, (size, side) => size * (int)side), label.Aggregate(1, (size, side) => size * (int)side));
            var values = MemoryMarshal.Cast<byte, float>(images.bytes);
            var targets = MemoryMarshal.Cast<byte, long>(labels.bytes);
            for (var i = 0; i < indices.Length; i++) fill(indices[i], values.Slice(i * pixels, pixels), targets.Slice(i * numbers, numbers));
            return new Batch(images, labels);
        }
        catch
        {
            images.Dispose();
            labels.Dispose();
            throw;
        }
    }
}
