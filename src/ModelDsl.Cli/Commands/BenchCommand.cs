using System.CommandLine;
using System.Diagnostics;
using ModelDsl.Cli.Benchmarking;
using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Cli.Reports;
using ModelDsl.Onnx;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl bench</c>: how long a model takes, and what it leaves behind.</summary>
internal static class BenchCommand
{
    private const double DefaultSeconds = 5;

    private sealed record Request(
        ModelInfo Model, WeightSource? Weights, int Batch, int? Threads, double Seconds, string Device, bool ChannelsLast, string[] Engines, string Provider, string[] TorchScripts, string[] OnnxFiles, string? Svg);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var batch = Parameters.Whole("--batch", "Images at a time", 1, 65_536, 1);
        var threads = Parameters.Whole("--threads", "Threads of each engine; libtorch's own choice where not given", 1, 1_024);
        var seconds = Parameters.Seconds("--seconds", "How long to measure", 86_400, DefaultSeconds);
        var device = Parameters.Device();
        var weights = new WeightParameters(Parameters.Weights());
        var assembly = Parameters.Assembly();
        var channelsLast = new Option<bool>("--channels-last") { Description = "Hand the images over in the memory format channels_last" };
        var engines = new Option<string[]>("--engines", "--engine")
        {
            Description = $"What runs the model, in turns: {EngineName.Described(EngineName.All)}; several with commas, the first is what others are compared with",
            HelpName = "LIST",
            DefaultValueFactory = _ => [EngineName.Torch.Name],
            CustomParser = ReadEngines,
        };
        var torchScript = Peer("--peer-torchscript", "A TorchScript file to run in turns with the model, may be repeated; with --weights of the same network their outputs are compared first");
        var onnx = Peer("--peer-onnx", "An ONNX file to run in turns with the model, may be repeated; with --weights of the same network their outputs are compared first");
        var provider = EngineParameters.NewProvider();
        var svg = new Option<string?>("--svg") { Description = "Draw the times as bars into an SVG file", HelpName = "FILE" };
        var json = Parameters.Json();
        var command = new Command("bench", "Time inference") { name, assembly, batch, threads, seconds, device, channelsLast, engines, provider, torchScript, onnx, svg, json };
        foreach (var option in weights.All) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var request = new Request(
                catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name)), weights.Read(parsed), parsed.GetValue(batch) ?? 1, parsed.GetValue(threads),
                parsed.GetValue(seconds), parsed.GetRequiredValue(device), parsed.GetValue(channelsLast), parsed.GetRequiredValue(engines),
                parsed.GetRequiredValue(provider), parsed.GetRequiredValue(torchScript), parsed.GetRequiredValue(onnx), parsed.GetValue(svg));
            var asJson = parsed.GetValue(json);
            return Task.Run(() => Run(request, asJson, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static Option<string[]> Peer(string name, string description) => new(name) { Description = description, HelpName = "FILE", DefaultValueFactory = _ => [] };

    private static string[] ReadEngines(System.CommandLine.Parsing.ArgumentResult result)
    {
        string[] names = [.. result.Tokens.SelectMany(t => t.Value.Split(',')).Distinct()];
        if (names.Select(n => EngineName.Problem(n, EngineName.All)).FirstOrDefault(p => p is not null) is { } problem) result.AddError("--engines: " + problem);
        return names;
    }

    private static int Run(Request request, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var device = Devices.Open(request.Device);
        if (request.Threads is { } threads) torch.set_num_threads(threads);
        var shapes = InputShapes(request);
        if (request.TorchScripts.Length > 0 && request.Model.Outputs.Count != 1)
            throw new UserException($"{request.Model.Name} has {request.Model.Outputs.Count} outputs; --peer-torchscript knows models of one");
        using var module = Devices.CreateModule(request.Model, request.Weights, device).Module;
        using var inference = torch.no_grad();
        List<torch.Tensor> tensors = [];
        List<IContestant> contestants = [];
        try
        {
            foreach (var (input, shape) in request.Model.Inputs.Zip(shapes)) tensors.Add(Batch(input.Type, shape, device, request.ChannelsLast));
            torch.Tensor[] inputs = [.. tensors];
            // A bad peer is reported before the model is converted.
            foreach (var script in request.TorchScripts) contestants.Add(new TorchScriptContestant(script, inputs));
            foreach (var file in request.OnnxFiles) contestants.Add(OnnxContestant.Of(file, inputs, Settings(request)));
            var peers = contestants.Count;
            contestants.InsertRange(0, request.Engines.Select(engine => Engine(engine, request, module, inputs)));
            var deviations = Deviations(contestants, request.Weights is null ? contestants.Count - peers : contestants.Count);
            // Written so that a deviation that is not a number fails.
            if (Enumerable.Range(0, contestants.Count).FirstOrDefault(i => deviations[i] is { } d && !(d <= contestants[i].Tolerance), -1) is >= 0 and var wrong)
            {
                terminal.WriteError($"{contestants[wrong].Name} computes something else than {contestants[0].Name}: its output is off by {Numbers.Ratio(deviations[wrong]!.Value)} of the rms{(request.Weights is { } own ? $"; it needs the weights of {own.File}" : "")}");
                return CommandLine.Mismatch;
            }
            var result = Measure(request, contestants, deviations, json, terminal, cancellation);
            if (request.Svg is { } picture) _ = WrittenFile.Of(picture, BenchChart.Draw(result), "--svg");
            if (json) terminal.WriteJson(result);
            else Write(result, terminal);
            return CommandLine.Success;
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
            foreach (var tensor in tensors) tensor.Dispose();
        }
    }

    private static IContestant Engine(string name, Request request, torch.nn.Module module, torch.Tensor[] inputs) =>
        name == EngineName.Onnx.Name ? OnnxContestant.Of(request.Model, module, inputs, Settings(request))
        : EngineName.TypeOf(name) is { } type ? new InferenceContestant(name, () => EngineName.Prepared(module, type), inputs)
        : new TorchContestant(request.Model, module, inputs);

    private static SessionSettings Settings(Request request) => new() { Threads = torch.get_num_threads(), Provider = request.Provider };

    private static List<long[]> InputShapes(Request request)
    {
        var shapes = new List<long[]>();
        foreach (var input in request.Model.Inputs)
        {
            if (input.Shape[0] >= 0) throw new UserException($"{request.Model.Name} fixes its batch: {input.Text}");
            shapes.Add([request.Batch, .. input.Reference.Skip(1)]);
        }
        return shapes;
    }

    private static torch.Tensor Batch(ModelDsl.ElementType type, long[] shape, torch.Device device, bool channelsLast)
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

    /// <summary>For each contestant how far its outputs are from those of the first one, by their rms; null where they are not compared.</summary>
    private static double?[] Deviations(List<IContestant> contestants, int compared)
    {
        var deviations = new double?[contestants.Count];
        if (compared < 2) return deviations;
        // The others first: a batch that a peer does not take is reported in its words.
        var outputs = contestants.Take(compared).Reverse().Select(c => c.Outputs()).Reverse().ToList();
        for (var i = 1; i < compared; i++) deviations[i] = Deviation(contestants[i].Name, outputs[i], outputs[0]);
        return deviations;
    }

    private static double Deviation(string name, IReadOnlyList<TensorRecord> actual, IReadOnlyList<TensorRecord> expected)
    {
        if (actual.Count != expected.Count) throw new UserException($"{name} gives {actual.Count} outputs, the model {expected.Count}");
        var worst = 0.0;
        foreach (var (own, other) in expected.Zip(actual))
        {
            if (!own.Shape.SequenceEqual(other.Shape)) throw new UserException($"{name} gives {Numbers.Shape(other.Shape)}, the model {Numbers.Shape(own.Shape)}");
            var deviation = own.Values.Zip(other.Values, (a, b) => (double)Math.Abs(a - b)).Max() / own.Rms;
            if (!(deviation <= worst)) worst = deviation;
        }
        return worst;
    }

    private static BenchDocument Measure(Request request, List<IContestant> contestants, double?[] deviations, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var tensorsBefore = 0L;
        IReadOnlyList<IReadOnlyList<double>> times = [];
        terminal.Follow(request.Model.Name, json, progress => times = Contest.Run(
            contestants, request.Seconds, () => tensorsBefore = TensorsInUse(), share => progress.Report((request.Model.Name, share)), cancellation));
        var tensors = torch.Tensor.TotalCount;
        // Before engines are started a second time beside themselves.
        var peak = PeakResidentBytes();
        IReadOnlyList<double?> starts = [];
        terminal.Follow("starts", json, progress => starts = Contest.Starts(contestants, request.Seconds, share => progress.Report(("starts", share)), cancellation));
        var first = Contest.Of(times[0]);
        return new BenchDocument(
            request.Model.Name, request.Device, request.Batch, torch.get_num_threads(), times[0].Count,
            [.. contestants.Select((c, i) => Document(c.Name, times[i], starts[i], i == 0 ? null : times[0], deviations[i]))],
            peak, tensors, tensors - tensorsBefore);

        EngineDocument Document(string name, IReadOnlyList<double> own, double? start, IReadOnlyList<double>? others, double? deviation)
        {
            var timing = Contest.Of(own);
            return new(
                name, request.Batch * own.Count / (own.Sum() / 1000), timing.Least, timing.Median, timing.Percentile10, timing.Percentile90, start,
                others is null ? null : Contest.Ratio(own, others), others is null ? null : timing.Least / first.Least, deviation);
        }
    }

    /// <summary>The tensors that something refers to: those that nothing does any more are freed first, not while the engines are timed.</summary>
    private static long TensorsInUse()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    /// <summary>The most physical memory that the process ever held; null where the system does not tell.</summary>
    private static long? PeakResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and var bytes ? bytes : null;
    }

    private static void Write(BenchDocument b, Terminal terminal)
    {
        terminal.WriteLine($"{b.Model} on {b.Device}, batch {b.Batch}, threads {b.Threads}, {b.Iterations} iterations");
        var first = b.Engines[0];
        terminal.WriteLine($"  {first.ImagesPerSecond:F1} images/s");
        terminal.WriteLine($"  {first.Median:F1} ms a batch (median; 10 % below {first.Percentile10:F1}, 10 % above {first.Percentile90:F1})");
        if (first.Start is { } start) terminal.WriteLine($"  {start:F1} ms to start");
        if (b.PeakResidentBytes is { } bytes) terminal.WriteLine($"  {bytes / 1048576.0:F0} MiB resident at the peak");
        terminal.WriteLine($"  {b.LiveTensors} tensors alive, {b.TensorsGained} more than before the first timed iteration");
        if (b.Engines.Count == 1) return;
        terminal.WriteLine();
        var table = ConsoleTables.Create("in turns", ">least ms", ">median ms", ">10 % below", ">10 % above", ">start ms", ">of the first", ">outputs differ by");
        foreach (var e in b.Engines)
        {
            table.Row(
                e.Name, $"{e.Least:F1}", $"{e.Median:F1}", $"{e.Percentile10:F1}", $"{e.Percentile90:F1}", $"{e.Start:F1}", e.Ratio is { } ratio ? $"{ratio:F3}" : "",
                e.Ratio is null ? "" : e.Deviation is { } deviation ? $"{Numbers.Ratio(deviation)} rms" : "needs --weights");
        }
        terminal.WriteTable(table);
    }
}
