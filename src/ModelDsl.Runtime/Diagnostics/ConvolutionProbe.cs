using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Diagnostics;

/// <summary>
/// Compares convolutions in float32, forward and backward, with float64. libtorch's kernels may compute something else or end
/// the process for some sizes and layouts, so their own process does it.
/// </summary>
internal static class ConvolutionProbe
{
    private const string WorkerArgument = "--convolution-probe-worker";

    // The largest case takes a second.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>The kinds that are known to fail somewhere, and those that replace them: a few seconds of work.</summary>
    public static IReadOnlyList<ConvolutionShape> Few { get; } =
    [
        new(1, 64, 64, 28, 3), new(1, 196, 196, 14, 3), new(1, 64, 64, 28, 3, Groups: 64), new(1, 256, 256, 7, 3, Groups: 256, Dilation: 5),
        new(1, 64, 64, 28, 3, Groups: 64, Dilation: 3), new(1, 128, 128, 14, 3, Groups: 32), new(1, 160, 640, 7), new(1, 256, 1024, 7),
        new(1, 1024, 256, 7), new(1, 512, 1024, 14, Stride: 2), new(1, 256, 1024, 7, AsLinear: true), new(1, 512, 1024, 14, Stride: 2, AsLinear: true),
    ];

    /// <summary>The cases of some shapes, in the order that costs least.</summary>
    /// <param name="shapes">The shapes.</param>
    /// <param name="threads">The numbers of threads.</param>
    /// <param name="mixed">Whether to try, too, gradients that come in the other layout than the image.</param>
    public static IEnumerable<ConvolutionCase> Cases(IReadOnlyList<ConvolutionShape> shapes, IReadOnlyList<int> threads, bool mixed = false)
    {
        MemoryLayout[] layouts = [MemoryLayout.Contiguous, MemoryLayout.ChannelsLast];
        return from count in threads
               from shape in shapes
               from image in layouts
               from gradient in layouts
               where mixed || image == gradient
               select new ConvolutionCase(shape, image, gradient, count);
    }

    /// <summary>
    /// Computes cases in processes of this program, whose <c>Main</c> has to begin with <see cref="WorkIfAsked"/>. Where one
    /// ends, the next continues with the next case.
    /// </summary>
    /// <param name="cases">The cases; those of one number of threads one after another, then those of one shape, cost least.</param>
    /// <returns>A result for each case, in order, as soon as it is there.</returns>
    public static IEnumerable<ConvolutionResult> Run(IEnumerable<ConvolutionCase> cases)
    {
        Worker? worker = null;
        var threads = 0;
        try
        {
            foreach (var one in cases)
            {
                if (worker is null || threads != one.Threads)
                {
                    worker?.Dispose();
                    threads = one.Threads;
                    worker = new Worker([WorkerArgument, threads.ToString(CultureInfo.InvariantCulture)], threads, s_patience);
                }
                worker.Ask(JsonSerializer.Serialize(one, WorkerJson.Default.ConvolutionCase));
                var output = worker.Answer();
                var gradients = output is null ? null : worker.Answer();
                string? death = null;
                if (gradients is null)
                {
                    death = worker.Death();
                    worker.Dispose();
                    worker = null;
                }
                yield return new ConvolutionResult(one, output is null ? null : Errors(output)[0], gradients is null ? null : Errors(gradients), death);
            }
        }
        finally
        {
            worker?.Dispose();
        }

        static double[] Errors(string line) => JsonSerializer.Deserialize(line, WorkerJson.Default.DoubleArray)!;
    }

    /// <summary>Does a worker's work where this process was started as one: the first thing a program with a probe calls.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <returns>Whether it was; then the program's work is done.</returns>
    public static bool WorkIfAsked(IReadOnlyList<string> arguments)
    {
        if (arguments is not [WorkerArgument, var threads]) return false;
        Work(int.Parse(threads, CultureInfo.InvariantCulture));
        return true;
    }

    // By itself, so that a program which was asked for something else does not load TorchSharp.
    private static void Work(int threads)
    {
        set_num_threads(threads);
        ConvolutionShape? shape = null;
        Tensor[] expected = [];
        while (Console.In.ReadLine() is { } line)
        {
            var one = JsonSerializer.Deserialize(line, WorkerJson.Default.ConvolutionCase)!;
            using var scope = NewDisposeScope();
            if (one.Shape != shape)
            {
                foreach (var tensor in expected) tensor.Dispose();
                expected = [.. one.Shape.Compute(float64, MemoryLayout.Contiguous, MemoryLayout.Contiguous).Select(t => t.DetachFromDisposeScope())];
                shape = one.Shape;
            }
            var gradients = new List<double>();
            foreach (var (actual, right) in one.Shape.Compute(float32, one.Image, one.Gradient).Zip(expected))
            {
                var error = Error(actual, right);
                // The output's at once: the way to the gradients may be the end.
                if (ReferenceEquals(right, expected[0])) Say([error]);
                else gradients.Add(error);
            }
            Say([.. gradients]);
        }

        static void Say(double[] errors) => Console.Out.WriteLine(JsonSerializer.Serialize(errors, WorkerJson.Default.DoubleArray));
    }

    private static double Error(Tensor actual, Tensor right) =>
        (actual.to_type(float64) - right).abs().max().item<double>() / Math.Sqrt(right.mul(right).mean().item<double>());
}

/// <summary>What probe and worker tell each other. Serialisation code made at compile time: reflection would cost start-up time.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ConvolutionCase))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class WorkerJson : JsonSerializerContext;
