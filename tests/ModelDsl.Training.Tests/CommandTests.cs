using System.Text.Json;
using System.Xml.Linq;
using ModelDsl.Cli;
using ModelDsl.Cli.Output;

namespace ModelDsl.Training.Tests;

/// <summary><c>modeldsl train</c>, <c>eval</c> and <c>demo</c>, each from its words to its files.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly Scratch scratch = new();

    public CommandTests() => Quarters.WriteIdx(scratch, "data", train: 64, test: 40);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Train_writes_weights_log_and_curves_and_eval_measures_them()
    {
        var (code, output, error) = await Run("train", "tiny_grey", "--data", scratch.Path("data"), "--out", scratch.Path("run"), "--epochs", "40", "--batch", "16", "--lr", "0.01", "--crop-scale", "1", "--flip", "0");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("epoch 40/40: loss ", output);
        var folder = scratch.Run("run");
        using var log = JsonDocument.Parse(File.ReadAllText(folder.Log));
        Assert.Equal(40, log.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.Equal(16, log.RootElement.GetProperty("points").GetArrayLength());
        Assert.Equal(2, XDocument.Load(folder.Curves).Descendants().Count(e => e.Name.LocalName == "polyline" && e.Attribute("stroke")!.Value == "#1f77b4"));

        (code, output, error) = await Run("eval", "tiny_grey", "--data", scratch.Path("data"), "--weights", folder.Weights, "--json");
        Assert.Equal((0, ""), (code, error));
        using var result = JsonDocument.Parse(output);
        var top1 = result.RootElement.GetProperty("top1").GetDouble();
        Assert.Equal(log.RootElement.GetProperty("epochs")[39].GetProperty("testTop1").GetDouble(), top1);
        var confusion = result.RootElement.GetProperty("confusion").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray()).ToArray();
        Assert.All(confusion, row => Assert.Equal(10, row.Sum()));
        Assert.Equal(top1, Enumerable.Range(0, 4).Sum(i => confusion[i][i]) / 40.0);

        (_, output, _) = await Run("eval", "tiny_grey", "--data", scratch.Path("data"), "--weights", folder.Weights);
        Assert.Contains(FormattableString.Invariant($"top-1 {100 * top1:F2} %, top-5 100.00 %"), output);
        Assert.Contains("as 3", output);
    }

    [Fact]
    public async Task What_cannot_be_trained_is_told_in_one_line()
    {
        var data = scratch.Path("data");
        Assert.Contains("tells 10 classes apart, the data has 4", await Refused("train", "faster_vit_fashion", "--data", data, "--out", scratch.Path("r")));
        Assert.Contains("is not a classifier", await Refused("train", "lvt_encoder", "--data", data, "--out", scratch.Path("r")));
        Assert.Equal($"modeldsl: {scratch.Write("file", [1])}: is a file; name a folder for what comes of a training", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("file")));
        Assert.Equal($"modeldsl: {scratch.Path("file/run")}: cannot be used: {scratch.Path("file")} is a file, not a folder", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("file/run")));
        Assert.Contains("no such folder", await Refused("train", "tiny_grey", "--data", scratch.Path("nothing")));
        Assert.Contains("nothing to continue from", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("r"), "--resume"));
        Assert.Contains("--batch: --resume", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("r"), "--resume", "--batch", "1"));
        Assert.Contains("--under: says how to take weights from a file", await Refused("train", "tiny_grey", "--data", data, "--under", "net."));
        Assert.Contains("--lr: 'fast' is not a number", await Refused("train", "tiny_grey", "--data", data, "--lr", "fast"));
        Assert.Equal("modeldsl: --max-scale: 0.25 is below --min-scale, which is 0.5; change one of the two", await Refused("train", "tiny_map", "--data", data, "--task", "segmentation", "--max-scale", "0.25"));
        Assert.Equal("modeldsl: --accumulate: 9 is above --batch, which is 8; change one of the two", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("r"), "--accumulate", "9", "--batch", "8"));
        Assert.Equal("modeldsl: --warmup: 3 is not below --epochs, which is 2; change one of the two", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("r"), "--epochs", "2", "--warmup", "3"));
        scratch.Write("held/checkpoint.safetensors", [0]);
        Assert.Contains("is there already", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("held")));
        Assert.Contains("checkpoint.safetensors", await Refused("train", "tiny_grey", "--data", data, "--out", scratch.Path("held"), "--resume"));
        Assert.Contains("no such file", await Refused("train", "tiny_grey", "--assembly", scratch.Path("x.dll"), "--data", data));
        Assert.Contains("cannot be loaded", await Refused("train", "tiny_grey", "--assembly", scratch.Write("y.dll", [1, 2, 3]), "--data", data));
        Assert.Contains("has no [Model]", await Refused("train", "tiny_grey", "--assembly", typeof(Trainer).Assembly.Location, "--data", data));
    }

    [Fact]
    public async Task A_loss_that_is_not_finite_ends_training_with_advice()
    {
        var line = await Refused("train", "tiny_grey", "--data", scratch.Path("data"), "--out", scratch.Path("r"), "--optimizer", "sgd", "--lr", "1e3", "--epochs", "50", "--batch", "8");
        Assert.Matches("(the loss is (NaN|∞|Infinity) at step [0-9]+|values that are not finite): lower the learning rate", line);
    }

    [Theory]
    [InlineData("faster-vit")]
    [InlineData("lvt")]
    public async Task The_demo_trains_saves_loads_and_shows(string model)
    {
        var random = new Random(1);
        foreach (var (part, count) in new[] { ("train", 256), ("t10k", 60) })
        {
            var pixels = new byte[count * 28 * 28];
            random.NextBytes(pixels);
            scratch.Write($"fashion/{part}-images-idx3-ubyte", Quarters.Idx([count, 28, 28], pixels));
            scratch.Write($"fashion/{part}-labels-idx1-ubyte", Quarters.Idx([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]));
        }
        var (code, output, error) = await Run("demo", "--model", model, "--epochs", "1", "--data", scratch.Path("fashion"), "--out", scratch.Path("demo"));
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("test accuracy [0-9.]+ % on 60 images", output);
        Assert.Contains("of its 600 logits for 60 test images all are equal", output);
        var captions = XDocument.Load(scratch.Path("demo/predictions.svg")).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Equal(10, captions.Count);
        Assert.Equal("T-shirt/top", captions[0].Split("? ")[^1]);
        Assert.Equal(2, output.Split('\n').Count(line => line.StartsWith("+ ", StringComparison.Ordinal) || line.StartsWith("x ", StringComparison.Ordinal)));
    }

    internal static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var catalog = new ModelCatalog([TinyGrey.Info.Model, TinyPooled.Info.Model, TinyMap.Info.Model, .. ModelCatalog.BuiltIn.Models]);
        var code = await CommandLine.RunAsync(args, catalog, new Terminal(output, error, interactive: false));
        return (code, output.ToString(), error.ToString());
    }

    internal static async Task<string> Refused(params string[] args)
    {
        var (code, _, error) = await Run(args);
        Assert.Equal(2, code);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
