using ModelDsl.Cli.Benchmarking;

namespace ModelDsl.Cli.Tests;

public sealed class RunAndBenchTests : IDisposable
{
    private static readonly string Image = Scratch.Fixture("rgb.png");
    private static readonly string Peer = Scratch.Fixture("tiny_classifier.pt");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Random_weights_are_the_same_each_time_and_said_to_be_random()
    {
        var first = await Command.Run("run", "tiny_classifier", Image);
        Assert.Equal(0, first.Code);
        Assert.Contains("random weights (seed 0)", first.Out);
        Assert.Equal(first.Out, (await Command.Run("run", "tiny_classifier", Image)).Out);
    }

    [Fact]
    public async Task Classes_are_sorted_and_probabilities_sum_to_one()
    {
        var json = (await Command.Run("run", "tiny_classifier", Image, Scratch.Fixture("grey.jpg"), "--top", "10", "--json")).Json;
        var images = json.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal([Image, Scratch.Fixture("grey.jpg")], images.Select(i => i.GetProperty("file").GetString()));
        foreach (var image in images)
        {
            var probabilities = image.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("probability").GetDouble()).ToList();
            Assert.Equal(TinyModels.Classes, probabilities.Count);
            Assert.Equal(1.0, probabilities.Sum(), 1e-9);
            Assert.Equal(probabilities.OrderDescending(), probabilities);
        }
    }

    [Fact]
    public async Task Top_limits_and_labels_name()
    {
        var labels = scratch.Write("labels.txt", string.Join('\n', Enumerable.Range(0, TinyModels.Classes).Select(i => $"kind [{i}]")));
        var result = await Command.Run("run", "tiny_classifier", Image, "--top", "2", "--labels", labels);
        Assert.Equal(2, result.Out.Split("kind [").Length - 1);
    }

    [Fact]
    public async Task Weights_are_loaded()
    {
        var file = scratch.Path("w.safetensors");
        using (var network = new TinyModels.Network())
        {
            using var noGradient = TorchSharp.torch.no_grad();
            network.Head.weight!.zero_();
            network.Head.bias!.zero_();
            network.Head.bias![7].fill_(5);
            Runtime.Weights.Save(network, file);
        }
        var json = (await Command.Run("run", "tiny_classifier", Image, "--weights", file, "--top", "1", "--json")).Json;
        var best = json.GetProperty("images")[0].GetProperty("classes")[0];
        Assert.Equal(7, best.GetProperty("index").GetInt32());
        Assert.Equal(Math.Exp(5) / (Math.Exp(5) + 9), best.GetProperty("probability").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task What_is_no_classifier_shows_its_outputs()
    {
        var result = await Command.Run("run", "tiny_backbone", Image);
        Assert.Equal(0, result.Code);
        Assert.Contains("[1, 4, 4, 4]", result.Out);
        var json = (await Command.Run("run", "tiny_backbone", Image, "--json")).Json;
        Assert.Equal(["map", "logits"], json.GetProperty("images")[0].GetProperty("features").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Bench_reports_and_leaves_no_tensors()
    {
        var json = (await Command.Run("bench", "tiny_classifier", "--batch", "2", "--threads", "1", "--seconds", "0.05", "--json")).Json;
        Assert.Equal(2, json.GetProperty("batch").GetInt32());
        Assert.Equal(1, json.GetProperty("threads").GetInt32());
        Assert.InRange(json.GetProperty("iterations").GetInt32(), 5, int.MaxValue);
        var engine = Assert.Single(json.GetProperty("engines").EnumerateArray());
        double[] times = [.. new[] { "least", "percentile10", "median", "percentile90" }.Select(name => engine.GetProperty(name).GetDouble())];
        Assert.Equal(times.Order(), times);
        Assert.Equal(0, json.GetProperty("tensorsGained").GetInt64());
        if (OperatingSystem.IsLinux()) Assert.InRange(json.GetProperty("peakResidentBytes").GetInt64(), 1, long.MaxValue);
    }

    [Fact]
    public async Task Bench_in_words()
    {
        var result = await Command.Run("bench", "tiny_classifier", "--seconds", "0.05");
        Assert.Equal(0, result.Code);
        Assert.Contains("images/s", result.Out);
        Assert.Contains("median", result.Out);
    }

    [Fact]
    public async Task Bench_runs_torchscript_in_turns_and_compares()
    {
        string[] call = ["bench", "tiny_classifier", "--peer-torchscript", Peer, "--weights", Scratch.Fixture("tiny_classifier.pth"), "--channels-last", "--seconds", "0.05"];
        var json = (await Command.Run([.. call, "--batch", "3", "--json"])).Json;
        var peer = json.GetProperty("engines")[1];
        Assert.Equal("tiny_classifier.pt", peer.GetProperty("name").GetString());
        Assert.InRange(peer.GetProperty("deviation").GetDouble(), 0, 1e-5);
        Assert.InRange(peer.GetProperty("ratio").GetDouble(), 0.01, 100);
        Assert.Equal(0, json.GetProperty("tensorsGained").GetInt64());
        var words = await Command.Run(call);
        Assert.Equal(0, words.Code);
        Assert.Matches("tiny_classifier.pt( +[0-9.]+){6} +[0-9.e+-]+ rms", words.Out);
    }

    [Fact]
    public async Task Bench_without_weights_compares_no_outputs()
    {
        var json = (await Command.Run("bench", "tiny_classifier", "--peer-torchscript", Peer, "--seconds", "0.05", "--json")).Json;
        Assert.False(json.GetProperty("engines")[1].TryGetProperty("deviation", out _));
    }

    [Fact]
    public async Task Bench_of_a_peer_with_other_weights_is_a_difference()
    {
        using var module = TinyModels.Classifier.Create(Runtime.Initialization.Published);
        Runtime.Weights.Save(module, scratch.Path("other.safetensors"));
        var result = await Command.Run("bench", "tiny_classifier", "--peer-torchscript", Peer, "--weights", scratch.Path("other.safetensors"), "--seconds", "0.05");
        Assert.Equal(1, result.Code);
        Assert.Contains("computes something else", result.Error);
    }

    [Fact]
    public async Task Bench_runs_the_prepared_module_in_turns_and_compares()
    {
        var json = (await Command.Run(ModelCatalog.BuiltIn, "bench", "lvt_fashion", "--engines", "torch,torch-inference,torch-bfloat16", "--threads", "1", "--seconds", "0.05", "--json")).Json;
        var deviations = json.GetProperty("engines").EnumerateArray().Skip(1).Select(e => e.GetProperty("deviation").GetDouble()).ToList();
        Assert.InRange(deviations[0], 0, 1e-5);
        Assert.InRange(deviations[1], 1e-6, 0.25);
        Assert.Equal(0, json.GetProperty("tensorsGained").GetInt64());
        Assert.Equal(
            "the model cannot be prepared for inference: Network is not a generated model, so its graph is not known",
            (await Command.Run("bench", "tiny_classifier", "--engines", "torch-inference", "--seconds", "0.05")).Failure);
    }

    [Fact]
    public async Task Bench_runs_ONNX_Runtime_in_turns_and_compares()
    {
        var file = scratch.Path("lvt.onnx");
        Assert.Equal(0, (await Command.Run(ModelCatalog.BuiltIn, "export", "lvt_fashion", file, "--weights", "formula")).Code);
        var other = scratch.Path("other.onnx");
        File.Copy(file, other);
        var json = (await Command.Run(ModelCatalog.BuiltIn, "bench", "lvt_fashion", "--engines", "torch,torch-inference,onnx", "--peer-onnx", file, "--peer-onnx", other, "--threads", "1", "--seconds", "0.05", "--json")).Json;
        Assert.Equal(["torch", "torch-inference", "onnx", "lvt.onnx", "other.onnx"], json.GetProperty("engines").EnumerateArray().Select(e => e.GetProperty("name").GetString()));
        Assert.InRange(json.GetProperty("engines")[2].GetProperty("deviation").GetDouble(), 0, 1e-4);
        // Random weights against those of the file.
        Assert.False(json.GetProperty("engines")[3].TryGetProperty("deviation", out _));
        // A module runs as it is; all others are prepared.
        Assert.Equal([false, true, true, true, true], json.GetProperty("engines").EnumerateArray().Select(e => e.TryGetProperty("start", out var start) && start.GetDouble() > 0));
    }

    [Fact]
    public async Task Bench_gives_ONNX_Runtime_whole_numbers_and_truth_values()
    {
        var catalog = new ModelCatalog([TokenRows.Info.Model]);
        var json = (await Command.Run(catalog, "bench", "token_rows", "--batch", "2", "--engines", "torch,onnx", "--threads", "1", "--seconds", "0.05", "--json")).Json;
        Assert.InRange(json.GetProperty("engines")[1].GetProperty("deviation").GetDouble(), 0, 1e-5);
    }

    [Fact]
    public void Starting_engines_tells_how_far_it_is()
    {
        var shares = new List<double>();
        var times = Contest.Starts([new Starter(() => { }), new Starter(null)], 1e6, shares.Add, CancellationToken.None);
        Assert.Equal([true, false], times.Select(t => t is not null));
        Assert.Equal([0.1, 0.3, 0.5, 0.7, 0.9], shares.Select(s => Math.Round(s, 9)));
    }

    private sealed class Starter(Action? start) : IContestant
    {
        public string Name => "starter";

        public Action? Start => start;

        public IReadOnlyList<Output.TensorRecord> Outputs() => [];

        public void Run()
        {
        }

        public void Dispose()
        {
        }
    }

    [Theory]
    [InlineData("torch,tvm", "--engines: 'tvm' is not an engine: torch, torch-inference, torch-bfloat16, onnx")]
    [InlineData("onnx", "tiny_classifier has no specification that could be exported: it was not generated")]
    public async Task An_engine_that_cannot_run(string engines, string message) =>
        Assert.Equal(message, (await Command.Run("bench", "tiny_classifier", "--engines", engines)).Failure);
}

/// <summary>Rows of a table, some of them left out.</summary>
[Model("token_rows")]
public partial class TokenRows
{
    private static Sym Define(Scope s)
    {
        var ids = s.Input(ElementType.Int64, "ids", Dim.Batch, 5);
        return ids.Embedding(s / "rows", 10, 4) * s.Input(ElementType.Bool, "is_kept", Dim.Batch, 5, 1).ToFloat32() + s.Input("offset", Dim.Batch, 5, 4);
    }
}
