using ModelDsl.Cli.Output;
using ModelDsl.Cli.Reports;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Tests;

/// <summary>Commands that run a model, in ONNX Runtime as in libtorch.</summary>
public sealed class EngineTests : IDisposable
{
    private const string Model = "lvt_fashion";

    private static readonly string Image = Scratch.Fixture("grey.jpg");

    private readonly Scratch scratch = new();
    private readonly string weights;

    public EngineTests()
    {
        weights = scratch.Path("w.safetensors");
        using var module = FashionMnist.Models.Find(Model)!.Create(Initialization.Published);
        Weights.Save(module, weights, [.. Enumerable.Range(0, 10).Select(i => $"kind {i}")]);
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Run_prints_the_same_with_both_engines()
    {
        var torch = await Run("run", Model, Image, "--weights", weights);
        var onnx = await Run("run", Model, Image, "--weights", weights, "--engine", "onnx", "--threads", "1");
        Assert.Equal(("", 0), (torch.Error, torch.Code));
        Assert.Equal(torch.Out, onnx.Out);
        Assert.Contains("kind ", onnx.Out);
        Assert.Equal("cpu", (await Run("run", Model, Image, "--weights", weights, "--engine", "onnx", "--json")).Json.GetProperty("device").GetString());
    }

    [Fact]
    public async Task A_file_runs_by_what_stands_in_it()
    {
        var file = await Export();
        var named = await Run("run", Model, Image, "--weights", weights, "--json");
        var own = await Run("run", file, Image, "--json");
        Assert.Equal(Model, own.Json.GetProperty("model").GetString());
        Assert.Equal(
            Classes(named).Select(c => c.GetProperty("label").GetString()),
            Classes(own).Select(c => c.GetProperty("label").GetString()));
        Assert.All(Classes(named).Zip(Classes(own)), p => Assert.Equal(p.First.GetProperty("probability").GetDouble(), p.Second.GetProperty("probability").GetDouble(), 1e-5));
        Assert.StartsWith($"{Model}, weights of its file\n", (await Run("run", file, Image)).Out);

        static IEnumerable<System.Text.Json.JsonElement> Classes(Outcome outcome) => outcome.Json.GetProperty("images")[0].GetProperty("classes").EnumerateArray();
    }

    [Fact]
    public async Task Eval_measures_the_same_with_both_engines()
    {
        foreach (var part in new[] { "train", "val" })
        {
            for (var kind = 0; kind < 10; kind++)
            {
                Directory.CreateDirectory(scratch.Path($"data/{part}/kind {kind}"));
                File.Copy(Scratch.Fixture(kind % 2 == 0 ? "grey.jpg" : "rgb.png"), scratch.Path($"data/{part}/kind {kind}/a{(kind % 2 == 0 ? ".jpg" : ".png")}"));
            }
        }
        string[] data = ["--data", scratch.Path("data"), "--batch", "4", "--json"];
        var torch = await Run(["eval", Model, "--weights", weights, .. data]);
        Assert.Equal("", torch.Error);
        foreach (var call in new[] { new[] { "eval", Model, "--weights", weights, "--engine", "onnx" }, ["eval", await Export()] })
        {
            var onnx = (await Run([.. call, .. data])).Json;
            foreach (var number in new[] { "images", "loss", "top1", "top5" }) Assert.Equal(torch.Json.GetProperty(number).GetDouble(), onnx.GetProperty(number).GetDouble(), 1e-5);
            Assert.Equal(torch.Json.GetProperty("confusion").ToString(), onnx.GetProperty("confusion").ToString());
        }
    }

    [Fact]
    public async Task Verify_compares_outputs_in_ONNX_Runtime()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Goldens", "mobilenetv2_100.json");
        var result = await Run("verify", "mobilenetv2_100", golden, "--engine", "onnx", "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.True(result.Json.GetProperty("passed").GetBoolean());
        Assert.Equal(["Output"], result.Json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("kind").GetString()).Distinct());

        // A file with those weights is the same; one with others is a difference, and one of another model too.
        var file = scratch.Path("formula.onnx");
        Assert.Equal(0, (await Run("export", "mobilenetv2_100", file, "--weights", "formula")).Code);
        var words = await Run("verify", file, golden);
        Assert.Equal(0, words.Code);
        Assert.Contains("Outputs alone are compared in ONNX Runtime", words.Out);
        Assert.Equal(1, (await Run("verify", await Export(), golden)).Code);
    }

    [Theory]
    [InlineData("--engine: 'tvm' is not an engine: torch, torch-inference, torch-bfloat16, onnx", "run", Model, "IMAGE", "--engine", "tvm")]
    [InlineData("--engine onnx: name the weights with --weights FILE; random ones are made by libtorch", "run", Model, "IMAGE", "--engine", "onnx")]
    [InlineData("--provider: says what ONNX Runtime computes on; add --engine onnx", "run", Model, "IMAGE", "--provider", "cuda")]
    [InlineData("--device: is one of libtorch; with --engine onnx say --provider, such as --provider cuda", "run", Model, "IMAGE", "--weights", "WEIGHTS", "--engine", "onnx", "--device", "cpu")]
    [InlineData("unknown execution provider 'tpu': cpu, cuda, tensorrt, dml, coreml, openvino", "run", Model, "IMAGE", "--weights", "WEIGHTS", "--engine", "onnx", "--provider", "tpu")]
    [InlineData("none.onnx: no such file", "run", "none.onnx", "IMAGE")]
    [InlineData("none.onnx: an ONNX file runs in ONNX Runtime only: --engine onnx", "run", "none.onnx", "IMAGE", "--engine", "torch")]
    [InlineData("--weights: none.onnx has weights of its own", "run", "none.onnx", "IMAGE", "--weights", "WEIGHTS")]
    [InlineData("eval measures trained weights: name them with --weights FILE", "eval", Model, "--data", "DATA")]
    public async Task What_does_not_go_together_is_one_line(string message, params string[] call) =>
        Assert.Equal(message, (await Run([.. call.Select(word => word switch { "IMAGE" => Image, "WEIGHTS" => weights, _ => word })])).Failure);

    [Fact]
    public async Task A_provider_that_is_not_there_is_told_with_those_that_are() => Assert.StartsWith(
        "the ONNX Runtime of this program has no execution provider 'cuda'; it has cpu.", (await Run("run", Model, Image, "--weights", weights, "--engine", "onnx", "--provider", "cuda")).Failure);

    [Fact]
    public async Task An_exported_file_says_whose_weights_it_has()
    {
        using var session = new Onnx.OnnxSession(await Export());
        Assert.Equal(WeightFile.Checksum(weights), session.Metadata["weights_sha256"]);
        Assert.Equal("kind 9", ModelMetadata.ClassesOf(session.Metadata)![9]);
        var preprocessing = ModelMetadata.PreprocessingOf(session.Metadata)!;
        var stated = FashionMnist.Models.Find(Model)!.Preprocessing!;
        Assert.Equal((stated.Height, stated.Width, stated.CropFraction, stated.Mode), (preprocessing.Height, preprocessing.Width, preprocessing.CropFraction, preprocessing.Mode));
        Assert.Equal(stated.Mean.Concat(stated.StandardDeviation), preprocessing.Mean.Concat(preprocessing.StandardDeviation));
    }

    [Fact]
    public async Task Bench_draws_bars()
    {
        var file = scratch.Path("bars.svg");
        Assert.Equal(0, (await Run("bench", Model, "--engine", "torch,onnx", "--seconds", "0.05", "--threads", "1", "--svg", file)).Code);
        var svg = System.Xml.Linq.XDocument.Load(file);
        Assert.Equal(["torch", "onnx"], svg.Descendants().Where(e => e.Attribute("text-anchor") is not null).Select(e => e.Value));
        Assert.StartsWith("--svg: ", (await Run("bench", "lvt_fashion", "--seconds", "0.01", "--svg", scratch.Path("none/bars.svg"))).Failure);
    }

    [Fact]
    public void Bars_are_the_same_text_for_the_same_times()
    {
        EngineDocument[] engines =
        [
            new("torch", 100, 9, 10, 9.5, 12, null, null, null, null),
            new("a<b>.onnx", 200, 4, 5, 4.5, 6, 1, 0.5, 0.44, null),
        ];
        Assert.Equal("""
            <svg width="640" height="122" viewBox="0 0 640 122" font-family="sans-serif" font-size="13" xmlns="http://www.w3.org/2000/svg">
            <rect width="640" height="122" fill="#ffffff" />
            <text x="12" y="24" font-weight="bold">net: ms a batch of 2, 1 thread, cpu</text>
            <text x="140" y="59" text-anchor="end">torch</text>
            <rect x="150" y="44" width="316.67" height="20" fill="#4878a8" />
            <line x1="450.83" y1="54" x2="530" y2="54" stroke="#202020" />
            <text x="538" y="59">10.00 ms</text>
            <text x="140" y="93" text-anchor="end">a&lt;b&gt;.onnx</text>
            <rect x="150" y="78" width="158.33" height="20" fill="#9ab8d6" />
            <line x1="292.5" y1="88" x2="340" y2="88" stroke="#202020" />
            <text x="348" y="93">5.00 ms (0.50×)</text>
            </svg>
            """.ReplaceLineEndings("") + "\n", BenchChart.Draw(new("net", "cpu", 2, 1, 10, engines, null, 0, 0)));
    }

    private async Task<string> Export()
    {
        var file = scratch.Path("exported.onnx");
        if (!File.Exists(file)) Assert.Equal("", (await Run("export", Model, file, "--weights", weights)).Error);
        return file;
    }

    private static Task<Outcome> Run(params string[] call) => Command.Run(ModelCatalog.BuiltIn, call);
}
