using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Training;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace ModelDsl.Memory.Tests;

/// <summary>A FasterViT for small pictures.</summary>
[Model("small_pictures")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash)]
public partial class SmallPictures
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with
    {
        Depths = [1, 1, 2, 1], Dim = 8, StemDim = 8, Heads = [2, 4], Windows = [2, 2], Resolution = 64, Classes = 5,
    });
}

/// <summary>
/// Memory does not grow with use. A short form of it runs with all tests; <c>MODELDSL_STEADY=full</c> in the environment
/// asks for 2,000 forwards of each model and 300 steps of training.
/// </summary>
[Collection(UsedMemory.Name)]
public sealed class SteadyMemoryTests(ITestOutputHelper output) : IDisposable
{
    private static readonly bool s_full = Environment.GetEnvironmentVariable("MODELDSL_STEADY") == "full";

    // In the short form the runtime still compiles while the second quarter runs.
    private static readonly long s_tolerance = (s_full ? 2 : 8) << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldsl-steady-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("faster_vit_0_224")]
    [InlineData("lvt_cls")]
    public void Forwards_leave_nothing_behind(string name)
    {
        var info = ModelDsl.Models.Models.Find(name)!;
        using var net = info.Create(Initialization.Published);
        net.eval();
        using var input = randn([1, .. info.Inputs[0].Reference.Skip(1)]);
        using var mode = no_grad();
        var samples = new Samples();
        for (var i = 0; i < (s_full ? 2000 : 60); i++)
        {
            foreach (var result in info.Forward(net, input)) result.Value.Dispose();
            // At once, not only when finalizers have run.
            var handles = Tensor.TotalCount;
            GC.Collect();
            samples.Add(handles);
        }
        samples.Check(name, output);
    }

    [Fact]
    public void Training_leaves_nothing_behind()
    {
        const int Epochs = 20;
        var data = new Noise(s_full ? 15 * 8 : 4 * 8);
        var options = new TrainingOptions { Epochs = Epochs, BatchSize = 8, EmaDecay = 0.99, ClipNorm = 1, Augmentation = new Augmentation() };
        using var trainer = Trainer.Start(
            SmallPictures.Info.Model, new ImageData("noise", data, data), options, new RunFolder(folder.FullName), new TrainerSettings { Workers = 0 });
        var observer = new Observer();
        Assert.True(trainer.Run(observer));
        Assert.Equal(Epochs * data.Count / 8, observer.Samples.Count);
        observer.Samples.Check("training", output);
    }

    private sealed class Observer : ITrainingObserver
    {
        public Samples Samples { get; } = new();

        public void OnStep(StepReport report)
        {
            // TorchSharp's own zero_grad leaves handles to finalizers.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Samples.Add(Tensor.TotalCount);
        }

        public void OnEpoch(EpochRecord record)
        {
        }
    }

    /// <summary>What was seen after each round of the same work.</summary>
    private sealed class Samples
    {
        private readonly List<long> handles = [];
        private readonly List<long> resident = [];

        public int Count => handles.Count;

        public void Add(long liveHandles)
        {
            handles.Add(liveHandles);
            if (OperatingSystem.IsLinux()) resident.Add(Linux.ResidentBytes());
        }

        /// <summary>The first quarter, in which caches fill and code is compiled, does not count.</summary>
        public void Check(string what, ITestOutputHelper output)
        {
            Assert.Equal([handles[Count / 4]], handles.Skip(Count / 4).Distinct());
            if (resident.Count == 0) return;
            var (second, last) = (Median(Count / 4, Count / 2), Median(3 * Count / 4, Count));
            output.WriteLine(FormattableString.Invariant($"{what}, {Count} rounds: {handles[^1]} handles; {second:N0} bytes in the second quarter, {last:N0} in the last"));
            Assert.True(last - second <= s_tolerance, $"{what}: resident memory grew by {last - second:N0} bytes from the second to the last quarter of {Count} rounds");
        }

        private long Median(int from, int to) => resident[from..to].Order().ElementAt((to - from) / 2);
    }

    /// <summary>Pictures of nothing.</summary>
    private sealed class Noise(int count) : IImageDataset
    {
        private const int Side = 64;

        public int Count => count;

        public IReadOnlyList<string> Classes { get; } = ["a", "b", "c", "d", "e"];

        public int Label(int index) => index % Classes.Count;

        public RgbImage Read(int index)
        {
            var pixels = new byte[Side * Side * 3];
            new Random(index).NextBytes(pixels);
            return new RgbImage(Side, Side, pixels);
        }
    }
}
