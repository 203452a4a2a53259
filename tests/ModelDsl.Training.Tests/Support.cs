using System.Buffers.Binary;
using System.IO.Compression;
using ModelDsl.Runtime;

// Threads of libtorch are a setting of the whole process, and so is its generator of random numbers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ModelDsl.Training.Tests;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldsl-");

    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    public RunFolder Run(string name) => new(Path(name));

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
        return Path(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>Images in memory.</summary>
internal sealed class MemoryDataset(IReadOnlyList<RgbImage> images, Func<int, int> label, int classes) : IImageDataset
{
    public int Count => images.Count;

    public IReadOnlyList<string> Classes { get; } = [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];

    public int Label(int index) => label(index);

    public RgbImage Read(int index) => images[index];
}

/// <summary>Images that a small model can learn: which quarter is light.</summary>
internal static class Quarters
{
    public const int Side = 8;
    public const int Classes = 4;

    public static ImageData Data(int train = 96, int test = 40) => new("quarters", Dataset(train, 1), Dataset(test, 2));

    public static MemoryDataset Dataset(int count, int seed)
    {
        var grey = Grey(count, seed);
        var images = Enumerable.Range(0, count).Select(i =>
            new RgbImage(Side, Side, [.. grey.AsSpan(i * Side * Side, Side * Side).ToArray().SelectMany(v => new[] { v, v, v })])).ToList();
        return new MemoryDataset(images, i => i % Classes, Classes);
    }

    /// <summary>The same as IDX files, as the command takes them.</summary>
    public static void WriteIdx(Scratch scratch, string folder, int train, int test)
    {
        foreach (var (part, count, seed) in new[] { ("train", train, 1), ("t10k", test, 2) })
        {
            scratch.Write($"{folder}/{part}-images-idx3-ubyte.gz", Zip(Idx([count, Side, Side], Grey(count, seed))));
            scratch.Write($"{folder}/{part}-labels-idx1-ubyte", Idx([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))]));
        }
    }

    public static byte[] Idx(int[] sizes, byte[] content)
    {
        var file = new byte[4 + 4 * sizes.Length];
        (file[2], file[3]) = (8, (byte)sizes.Length);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), sizes[i]);
        return [.. file, .. content];
    }

    public static byte[] Zip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Grey(int count, int seed)
    {
        var random = new Random(seed);
        var values = new byte[count * Side * Side];
        for (var i = 0; i < values.Length; i++)
        {
            var (image, y, x) = (i / (Side * Side), i / Side % Side, i % Side);
            var isLight = image % Classes == 2 * (y / (Side / 2)) + x / (Side / 2);
            values[i] = (byte)(random.Next(100) + (isLight ? 150 : 0));
        }
        return values;
    }
}

/// <summary>Collects what is reported to it, and may ask to stop.</summary>
internal sealed class Watcher(int stopAfter = int.MaxValue) : ITrainingObserver
{
    private readonly CancellationTokenSource source = new();
    private int steps;

    public CancellationToken Token => source.Token;

    public List<EpochRecord> Epochs { get; } = [];

    public void OnStep(StepReport report)
    {
        if (++steps == stopAfter) source.Cancel();
    }

    public Action? AtEpoch { get; init; }

    public void OnEpoch(EpochRecord record)
    {
        Epochs.Add(record);
        AtEpoch?.Invoke();
    }
}
