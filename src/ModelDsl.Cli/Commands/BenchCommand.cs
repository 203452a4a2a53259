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

    // Of the rms of the model's output. Batch normalisation folded into a convolution moves the last digits.
    private const double PeerTolerance = 1e-4;

    private sealed record Request(
        ModelInfo Model, WeightSource? Weights, int Batch, int? Threads, double Seconds, string Device, bool ChannelsLast, string? Peer);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var batch = Parameters.Whole("--batch", "Images at a time", 1, 65_536, 1);
        var threads = Parameters.Whole("--threads", "Threads of libtorch; its own choice where not given", 1, 1_024);
        var seconds = Parameters.Seconds("--seconds", "How long to measure", 86_400, DefaultSeconds);
        var device = Parameters.Device();
        var weights = new WeightParameters(Parameters.Weights());
        var assembly = Parameters.Assembly();
        var channelsLast = new Option<bool>("--channels-last") { Description = "Hand the images over in the memory format channels_last" };
        var peer = new Option<string?>("--peer-torchscript")
        {
            Description = "A TorchScript file to run in turns with the model; with --weights of the same network their outputs are compared first",
            HelpName = "FILE",
        };
        var json = Parameters.Json();
        var command = new Command("bench", "Time inference") { name, assembly, batch, threads, seconds, device, channelsLast, peer, json };
        foreach (var option in weights.All) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var request = new Request(
                catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name)), weights.Read(parsed), parsed.GetValue(batch) ?? 1, parsed.GetValue(threads),
                parsed.GetValue(seconds), parsed.GetRequiredValue(device), parsed.GetValue(channelsLast), parsed.GetValue(peer));
            var asJson = parsed.GetValue(json);
            return Task.Run(() => Run(request, asJson, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(Request request, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var device = Devices.Open(request.Device);
        if (request.Threads is { } threads) torch.set_num_threads(threads);
        var shape = InputShape(request);
        if (request.Peer is not null && request.Model.Outputs.Count != 1)
            throw new UserException($"{request.Model.Name} has {request.Model.Outputs.Count} outputs; --peer-torchscript knows models of one");
        using var peer = request.Peer is { } file ? new TorchScriptPeer(file, device) : null;
        using var module = Devices.CreateModule(request.Model, request.Weights, device).Module;
        using var inference = torch.no_grad();
        using var input = Images(request.Model.Inputs[0].Type, shape, device, request.ChannelsLast);
        double? deviation = peer is not null && request.Weights is not null ? Deviation(request.Model, module, peer, input) : null;
        // Written so that a deviation that is no number fails.
        if (deviation is not null && !(deviation <= PeerTolerance))
        {
            terminal.WriteError($"{request.Peer} computes something else: its output is off by {Numbers.Ratio(deviation.Value)} of the rms; it needs the weights of {request.Weights!.File}");
            return CommandLine.Mismatch;
        }

        BenchDocument result = null!;
        if (terminal.Interactive && !json)
        {
            terminal.CreateConsole().Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var task = context.AddTask(request.Model.Name);
                    result = Measure(request, module, peer, input, share => task.Value = share * task.MaxValue, cancellation);
                });
        }
        else
        {
            result = Measure(request, module, peer, input, _ => { }, cancellation);
        }
        if (result.Peer is { } timed) result = result with { Peer = timed with { Deviation = deviation } };
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

    private static torch.Tensor Images(ModelDsl.ElementType type, long[] shape, torch.Device device, bool channelsLast)
    {
        // Every model that takes numbers of rows has a row 0.
        var images = type switch
        {
            ModelDsl.ElementType.Float32 => torch.randn(shape, device: device),
            ModelDsl.ElementType.Int64 => torch.zeros(shape, torch.ScalarType.Int64, device),
            ModelDsl.ElementType.Bool => torch.ones(shape, torch.ScalarType.Bool, device),
        };
        if (!channelsLast) return images;
        if (shape.Length != 4) throw new UserException($"--channels-last needs images of four axes, not {Numbers.Shape(shape)}");
        using (images)
        using (var last = images.permute(0, 2, 3, 1))
        using (var dense = last.contiguous())
            return dense.permute(0, 3, 1, 2);
    }

    /// <summary>The largest difference of the two outputs, as a share of the rms of the model's.</summary>
    private static double Deviation(ModelInfo model, torch.nn.Module module, TorchScriptPeer peer, torch.Tensor input)
    {
        using var other = peer.Forward(input);
        using var own = model.Forward(module, input)[0].Value;
        if (!own.shape.SequenceEqual(other.shape))
            throw new UserException($"--peer-torchscript: the file gives {Numbers.Shape(other.shape)}, {model.Name} {Numbers.Shape(own.shape)}");
        var (expected, actual) = (TensorRecord.Of(own), TensorRecord.Of(other));
        return expected.Values.Zip(actual.Values, (a, b) => (double)Math.Abs(a - b)).Max() / expected.Rms;
    }

    private static BenchDocument Measure(
        Request request, torch.nn.Module module, TorchScriptPeer? peer, torch.Tensor input, Action<double> progress, CancellationToken cancellation)
    {
        void Own()
        {
            foreach (var output in request.Model.Forward(module, input)) output.Value.Dispose();
        }

        var clock = Stopwatch.StartNew();
        double Time(Action forward)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = clock.Elapsed;
            forward();
            if (request.Device == "cuda") torch.cuda.synchronize();
            return (clock.Elapsed - start).TotalMilliseconds;
        }

        // In turns, so that a machine whose speed drifts treats both alike; who goes first changes too.
        var (times, peerTimes) = (new List<double>(), new List<double>());
        void Round()
        {
            if (peer is null)
            {
                times.Add(Time(Own));
                return;
            }
            void Other() => peer.Forward(input).Dispose();
            if (times.Count % 2 == 0)
            {
                times.Add(Time(Own));
                peerTimes.Add(Time(Other));
            }
            else
            {
                peerTimes.Add(Time(Other));
                times.Add(Time(Own));
            }
        }

        for (var i = 0; i < WarmUpIterations; i++) Round();
        times.Clear();
        peerTimes.Clear();
        var tensorsBefore = torch.Tensor.TotalCount;
        clock.Restart();
        while (times.Count < LeastIterations || clock.Elapsed.TotalSeconds < request.Seconds)
        {
            Round();
            progress(Math.Min(clock.Elapsed.TotalSeconds / request.Seconds, 1));
        }
        var tensors = torch.Tensor.TotalCount;
        PeerDocument? peerResult = null;
        if (request.Peer is { } file)
        {
            var ratios = Sorted(times.Zip(peerTimes, (own, other) => own / other));
            var sorted = Sorted(peerTimes);
            peerResult = new PeerDocument(
                Path.GetFileName(file), Percentile(sorted, 0.5), Percentile(sorted, 0.1), Percentile(sorted, 0.9), Percentile(ratios, 0.5), null);
        }
        var images = request.Batch * times.Count / (times.Sum() / 1000);
        var own = Sorted(times);
        return new BenchDocument(
            request.Model.Name, request.Device, request.Batch, torch.get_num_threads(), times.Count, images,
            Percentile(own, 0.5), Percentile(own, 0.1), Percentile(own, 0.9),
            PeakResidentBytes(), tensors, tensors - tensorsBefore, peerResult);
    }

    /// <summary>The most physical memory that the process ever held; null where the system does not tell.</summary>
    private static long? PeakResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and var bytes ? bytes : null;
    }

    private static List<double> Sorted(IEnumerable<double> values) => [.. values.Order()];

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
        if (b.Peer is not { } peer) return;
        terminal.WriteLine();
        terminal.WriteTable(ConsoleTables.Create("in turns", ">median ms", ">10 % below", ">10 % above")
            .Row(b.Model, $"{b.Median:F1}", $"{b.Percentile10:F1}", $"{b.Percentile90:F1}")
            .Row(peer.File, $"{peer.Median:F1}", $"{peer.Percentile10:F1}", $"{peer.Percentile90:F1}"));
        terminal.WriteLine($"  {b.Model} takes {peer.Ratio:F3} of the file's time (median of the ratios of neighbouring runs)");
        terminal.WriteLine(peer.Deviation is { } deviation
            ? $"  outputs differ by at most {Numbers.Ratio(deviation)} of the rms"
            : "  outputs not compared: that needs --weights of the same network");
    }
}
