using System.Collections.Concurrent;
using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>An image that cannot be used.</summary>
/// <param name="IsTest">Whether it is one of the test images.</param>
/// <param name="Index">Which of them.</param>
/// <param name="File">Its file.</param>
/// <param name="Reason">Why not: its file's name, a colon, and what is wrong.</param>
public sealed record DamagedImage(bool IsTest, int Index, string File, string Reason);

/// <summary>What a look at every image of a data set found.</summary>
/// <param name="Kinds">How many images there are of each kind (<see cref="ImageTraits.Kind"/>), the most frequent first.</param>
/// <param name="Damaged">Those that cannot be used, training images first.</param>
public sealed record DataReport(IReadOnlyList<(string Kind, int Count)> Kinds, IReadOnlyList<DamagedImage> Damaged);

/// <summary>Reads every image of a data set once, so that a damaged one is found before training and not in the middle of it.</summary>
public static class DataCheck
{
    /// <summary>Reads the images of folders, and the masks of a segmentation; data that is in memory has none to read.</summary>
    /// <param name="data">The data.</param>
    /// <param name="workers">Threads that read.</param>
    /// <param name="model">The model that images become the input of, for those that are too elongated for it; null for no model.</param>
    /// <param name="seen">Is told how many images have been read, from any thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static DataReport Run(TrainingData data, int workers, ModelDescription? model = null, Action<int>? seen = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (kinds, damaged) = (new ConcurrentDictionary<string, int>(StringComparer.Ordinal), new ConcurrentBag<DamagedImage>());
        var count = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, workers), CancellationToken = cancellation };
        Parallel.ForEach(Partitioner.Create(data.Files(model), EnumerablePartitionerOptions.NoBuffering), options, image =>
        {
            try
            {
                kinds.AddOrUpdate(image.Examine(), 1, (_, n) => n + 1);
            }
            catch (ImageException e)
            {
                damaged.Add(new DamagedImage(image.IsTest, image.Index, image.File, e.Message));
            }
            seen?.Invoke(Interlocked.Increment(ref count));
        });
        return new DataReport(
            [.. kinds.OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal).Select(k => (k.Key, k.Value))],
            [.. damaged.OrderBy(d => d.IsTest).ThenBy(d => d.Index)]);
    }

    /// <summary>How many images <see cref="Run"/> reads.</summary>
    /// <param name="data">The data.</param>
    public static int Count(TrainingData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Files(null).Count();
    }
}
