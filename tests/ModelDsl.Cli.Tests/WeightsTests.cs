using System.Security.Cryptography;
using System.Text.Json;

namespace ModelDsl.Cli.Tests;

public sealed class WeightsTests : IDisposable
{
    private static readonly string Training = Scratch.Fixture("training.pth.tar");
    private static readonly string Plain = Scratch.Fixture("plain.pth");
    private static readonly string Model = Scratch.Fixture("model.pth");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Inspect_lists_the_tensors()
    {
        var outcome = await Command.Run("weights", "inspect", Training);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.StartsWith($"{Training}: PyTorch, 'state_dict', 5 tensors, 13 values\nevery key begins with 'module.'\n", outcome.Out);
        Assert.Contains("module.again.bias", outcome.Out);
        var json = (await Command.Run("weights", "inspect", Training, "--mapping", "state_dict_ema", "--json")).Json;
        Assert.Equal("state_dict_ema", json.GetProperty("mapping").GetString());
        Assert.Equal("", json.GetProperty("wrappers").GetString());
        Assert.Equal(13, json.GetProperty("parameters").GetInt64());
        Assert.Equal("weight F32 [2,3]", Text(json.GetProperty("tensors")[0]));
    }

    [Fact]
    public async Task Manifest_has_names_types_shapes_and_the_hash_of_the_file()
    {
        var outcome = await Command.Run("weights", "manifest", Training);
        Assert.Equal(0, outcome.Code);
        var manifest = outcome.Json;
        Assert.Equal("training.pth.tar", manifest.GetProperty("file").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Training))), manifest.GetProperty("sha256").GetString());
        Assert.Equal("module.", manifest.GetProperty("wrappers").GetString());
        Assert.Equal(
            ["module.weight F32 [2,3]", "module.bias F32 [2]", "module.scale F32 [2]", "module.count I64 []", "module.again.bias F32 [2]"],
            manifest.GetProperty("tensors").EnumerateArray().Select(Text));
        Assert.Equal(1 + 5, outcome.Out.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("out.safetensors")]
    [InlineData("out.dat")]
    public async Task Convert_writes_the_same_tensors_and_diff_says_so(string name)
    {
        var path = scratch.Path(name);
        var outcome = await Command.Run("weights", "convert", Training, path, "--under", "module.", "--json");
        Assert.Equal(0, outcome.Code);
        Assert.Equal(5, outcome.Json.GetProperty("tensors").GetInt32());
        Assert.Equal(new FileInfo(path).Length, outcome.Json.GetProperty("bytes").GetInt64());
        var same = await Command.Run("weights", "diff", Training, path);
        Assert.Equal((0, "5 keys compared, 0 differ\n", ""), (same.Code, same.Out, same.Error));
        Assert.Equal(0, (await Command.Run("weights", "diff", path, Plain)).Code);
    }

    [Fact]
    public async Task Diff_is_exit_code_1_where_anything_differs()
    {
        var outcome = await Command.Run("weights", "diff", Plain, Model, "--json");
        Assert.Equal((1, ""), (outcome.Code, outcome.Error));
        Assert.False(outcome.Json.GetProperty("equal").GetBoolean());
        var count = outcome.Json.GetProperty("differences").EnumerateArray().Single(d => d.GetProperty("name").GetString() == "count");
        Assert.Equal(("values", 2.0), (count.GetProperty("kind").GetString(), count.GetProperty("largest").GetDouble()));

        var others = await Command.Run("weights", "diff", Plain, Scratch.Fixture("dtypes.pt"), "--json");
        Assert.Equal(1, others.Code);
        Assert.Equal(
            ["onlyInFirst", "onlyInSecond"],
            others.Json.GetProperty("differences").EnumerateArray().Select(d => d.GetProperty("kind").GetString()!).Distinct());
    }

    [Theory]
    [InlineData("inspect", "none.pth")]
    [InlineData("manifest", "none.pth")]
    [InlineData("diff", "none.pth", "none.pth")]
    [InlineData("convert", "none.pth", "out.safetensors")]
    public async Task A_missing_file_is_one_line(params string[] args) => Assert.Equal("none.pth: no such file", (await Command.Run(["weights", .. args])).Failure);

    [Fact]
    public async Task What_is_refused_is_one_line()
    {
        var module = Scratch.Fixture("module.pth");
        Assert.Contains("a whole pickled object of torch.nn.modules.linear.Linear", (await Command.Run("weights", "inspect", module, "--json")).Failure);
        Assert.Contains("has no mapping 'teacher'", (await Command.Run("weights", "manifest", Training, "--mapping", "teacher")).Failure);
        Assert.Contains("expected a name that ends in .safetensors or .dat", (await Command.Run("weights", "convert", Plain, scratch.Path("out.pth"))).Failure);
        Assert.Contains("no key begins with 'x.'", (await Command.Run("weights", "convert", Plain, scratch.Path("out.dat"), "--under", "x.")).Failure);
        Assert.NotEqual("", (await Command.Run("weights")).Error);
    }

    private static string Text(JsonElement tensor) =>
        $"{tensor.GetProperty("name").GetString()} {tensor.GetProperty("dtype").GetString()} [{string.Join(',', tensor.GetProperty("shape").EnumerateArray())}]";
}
