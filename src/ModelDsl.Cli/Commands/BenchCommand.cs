using System.CommandLine;
using System.Diagnostics;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using Spectre.Console;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl bench</c>: how long a model takes, and what it leaves behind.</summary>
internal static class BenchCommand
{
    private const double DefaultSeconds = 5;
    private const int WarmUpIterations = 3;
    private const int LeastIterations = 5;

    private sealed record Request(ModelInfo Model, int Batch, int? Threads, double Seconds, string Device);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var batch = Parameters.Whole("--batch", "Images at a time", 1, 65_536, 1);
        var threads = Parameters.Whole("--threads", "Threads of libtorch; its own choice where not given", 1, 1_024);
        var seconds = Parameters.Seconds("--seconds", "How long to measure", 86_400, DefaultSeconds);
        var device = Parameters.Device();
        var json = Parameters.Json();
        var command = new Command("bench", "Time inference") { name, batch, threads, seconds, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new Request(
                catalog.Find(parsed.GetRequiredValue(name)), parsed.GetValue(batch) ?? 1, parsed.GetValue(threads),
                parsed.GetValue(seconds), parsed.GetRequiredValue(device));
            var asJson = parsed.GetValue(json);
            return Task.Run(() => Run(request, asJson, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(Request request, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var device = Devices.Open(request.Device);
        if (request.Threads is { } threads) torch.set_num_threads(threads);
        using var module = Devices.CreateModule(request.Model, null, device);
        using var inference = torch.no_grad();
        using var input = torch.randn(InputShape(request), device: device);

        BenchDocument result = null!;
        if (terminal.Interactive && !json)
        {
            terminal.CreateConsole().Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var task = context.AddTask(request.Model.Name);
                    result = Measure(request, module, input, share => task.Value = share * task.MaxValue, cancellation);
                });
        }
        else
        {
            result = Measure(request, module, input, _ => { }, cancellation);
        }
        if (json) terminal.WriteJson(result);
        else Write(result, terminal);
        return CommandLine.Success;
    }

    private static long[] InputShape(Request request)
    {
        if (request.Model.Inputs is not [var input])
            throw new UserException($"{request.Model.Name} takes {request.Model.Inputs.Count} inputs; bench knows models of one");
        long[] shape = [.. input.Reference];
        shape[0] = input.Shape[0] < 0 ? request.Batch : throw new UserException($"{request.Model.Name} fixes its batch: {input.Text}");
        return shape;
    }

    private static BenchDocument Measure(
        Request request, torch.nn.Module module, torch.Tensor input, Action<double> progress, CancellationToken cancellation)
    {
        void Step()
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var output in request.Model.Forward(module, input)) output.Value.Dispose();
            if (request.Device == "cuda") torch.cuda.synchronize();
        }

        for (var i = 0; i < WarmUpIterations; i++) Step();
        var tensorsBefore = torch.Tensor.TotalCount;
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        while (times.Count < LeastIterations || clock.Elapsed.TotalSeconds < request.Seconds)
        {
            var start = clock.Elapsed;
            Step();
            times.Add((clock.Elapsed - start).TotalMilliseconds);
            progress(Math.Min(clock.Elapsed.TotalSeconds / request.Seconds, 1));
        }
        var images = request.Batch * times.Count / (times.Sum() / 1000);
        times.Sort();
        return new BenchDocument(
            request.Model.Name, request.Device, request.Batch, torch.get_num_threads(), times.Count, images,
            Percentile(times, 0.5), Percentile(times, 0.1), Percentile(times, 0.9),
            ProcessMemory.PeakResidentBytes(), torch.Tensor.TotalCount, torch.Tensor.TotalCount - tensorsBefore);
    }

    /// <summary>Interpolates between the two nearest of sorted values.</summary>
    private static double Percentile(List<double> sorted, double share)
    {
        var position = share * (sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static void Write(BenchDocument b, Terminal terminal)
    {
        terminal.WriteLine($"{b.Model} on {b.Device}, batch {b.Batch}, threads {b.Threads}, {b.Iterations} iterations");
        terminal.WriteLine($"  {b.ImagesPerSecond:F1} images/s");
        terminal.WriteLine($"  {b.Median:F1} ms a batch (median; 10 % below {b.Percentile10:F1}, 10 % above {b.Percentile90:F1})");
        if (b.PeakResidentBytes is { } bytes) terminal.WriteLine($"  {bytes / 1048576.0:F0} MiB resident at the peak");
        terminal.WriteLine($"  {b.LiveTensors} tensors alive, {b.TensorsGained} more than before the first timed iteration");
    }
}
