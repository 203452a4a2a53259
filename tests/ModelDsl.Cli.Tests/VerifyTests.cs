using System.Text.Json.Nodes;
using ModelDsl.Cli.Output;
using ModelDsl.Cli.Verification;
using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly Scratch scratch = new();

    public static TheoryData<string> Goldens =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Goldens"), "*.json").Order().Select(f => Path.GetFileNameWithoutExtension(f))];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Goldens))]
    public async Task The_models_compute_what_the_published_code_computes(string name)
    {
        var result = await Command.Run(new ModelCatalog([.. ModelCatalog.BuiltIn.Models, .. Models.All]), "verify", name, Golden(name));
        Assert.Equal("", result.Error);
        Assert.True(result.Code == 0, result.Out);
    }

    [Fact]
    public async Task One_wrong_value_is_found()
    {
        var golden = JsonNode.Parse(File.ReadAllText(Golden("lvt_cls")))!;
        Change(golden["outputs"]!["output"]!["samples"]![5]!, 1, 1e-3);
        var result = await Command.Run(ModelCatalog.BuiltIn, "verify", "lvt_cls", scratch.Write("g.json", golden.ToJsonString()), "--json");
        Assert.Equal(1, result.Code);
        Assert.Equal(["output"], result.Json.GetProperty("checks").EnumerateArray().Where(c => !c.GetProperty("passed").GetBoolean()).Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_golden_file_of_a_models_own_passes()
    {
        var result = await Command.Run("verify", "tiny_classifier", scratch.Write("g.json", TinyGolden(TinyModels.Classifier).ToJsonString()));
        Assert.True(result.Code == 0, result.Out + result.Error);
        Assert.EndsWith("ok\n", result.Out);
        Assert.Contains("stem", result.Out);
        result = await Command.Run("verify", "tiny_backbone", scratch.Write("g.json", TinyGolden(TinyModels.Backbone).ToJsonString()), "--json");
        Assert.True(result.Code == 0, result.Out + result.Error);
        Assert.Equal(
            ["Output output0", "Output output1", "Loss loss", "Gradient stem.weight", "Gradient stem.bias", "Gradient head.weight", "Gradient head.bias", "Gradient input"],
            result.Json.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("kind")} {c.GetProperty("name")}"));
    }

    [Fact]
    public async Task Weights_of_a_file_take_the_place_of_the_formulas()
    {
        var golden = scratch.Write("g.json", TinyGolden(TinyModels.Classifier).ToJsonString());
        var (right, wrong) = (scratch.Path("right.safetensors"), scratch.Path("wrong.safetensors"));
        using (var network = new TinyModels.Network())
        {
            Weights.Save(network, wrong);
            FormulaWeights.Apply(network);
            Weights.SaveTensors(right, StateLayout.Of(network, "net").Select(s => new NamedTensor(s.Key, s.Tensor!)), new Dictionary<string, string>());
        }
        Assert.Equal(1, (await Command.Run("verify", "tiny_classifier", golden, "--weights", wrong)).Code);
        Assert.Contains("--under net.", (await Command.Run("verify", "tiny_classifier", golden, "--weights", right)).Failure);
        var result = await Command.Run("verify", "tiny_classifier", golden, "--weights", right, "--under", "net.");
        Assert.True(result.Code == 0, result.Out + result.Error);
    }

    public static TheoryData<string, string> Perturbations => new()
    {
        { "output sample", "output 'output'" }, { "output mean", "output" }, { "output rms", "output" }, { "output shape", "is [1, 20]" },
        { "tap sample", "stem" }, { "tap name", "tap 'other' is published, the model does not name it" }, { "loss", "loss" },
        { "gradient", "head.weight" }, { "input gradient", "input" }, { "gradient missing", "gradient 'stem.bias' of the model is not published" },
        { "gradient unknown", "gradient 'other' is published, the model has none" },
        { "key", "'stem.kernel' is missing from the model" }, { "order", "'stem.bias' comes first, and the model has 'stem.weight' in its place" },
        { "shape", "'stem.bias' is [5], in the model [4]" }, { "type", "'stem.bias' is float64, in the model float32" },
        { "kind", "'stem.bias' is a buffer, in the model it is not" }, { "parameters", "247 parameters are published, the model has 246" },
        { "input", "values: they are for an input [2, 3, 17, 16], the model takes [N, 3, 16, 16]" },
    };

    [Theory]
    [MemberData(nameof(Perturbations))]
    public async Task Each_kind_of_difference_is_found(string what, string message)
    {
        var golden = TinyGolden(TinyModels.Classifier);
        var output = golden["outputs"]!["output"]!;
        var norms = golden["grad_norms"]!.AsObject();
        var state = golden["state"]!.AsArray();
        var bias = state[1]!.AsArray();
        switch (what)
        {
            case "output sample": Change(output["samples"]![3]!, 1, 1e-4); break;
            case "output mean": Change(output, "mean", 1e-4); break;
            case "output rms": Change(output, "rms", 1e-4); break;
            case "output shape": output["shape"] = new JsonArray(1, 20); break;
            case "tap sample": Change(golden["taps"]!["stem"]!["samples"]![0]!, 1, 1e-3); break;
            case "tap name": golden["taps"]!["other"] = output.DeepClone(); break;
            case "loss": Change(golden, "loss", 1e-2); break;
            case "gradient": norms["head.weight"] = norms["head.weight"]!.GetValue<double>() * 1.001; break;
            case "input gradient": norms["input"] = norms["input"]!.GetValue<double>() * 1.001; break;
            case "gradient missing": norms.Remove("stem.bias"); break;
            case "gradient unknown": norms["other"] = 1.0; break;
            case "key": state[0]![0] = "stem.kernel"; break;
            case "order": state.Insert(0, state[1]!.DeepClone()); state.RemoveAt(2); break;
            case "shape": bias[1] = new JsonArray(5); break;
            case "type": bias[2] = "float64"; break;
            case "kind": bias[3] = "buffer"; break;
            case "parameters": golden["parameters"] = 247; break;
            case "input": golden["input"] = new JsonArray(2, 3, 17, 16); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
        var result = await Command.Run("verify", "tiny_classifier", scratch.Write("g.json", golden.ToJsonString()));
        Assert.Equal(1, result.Code);
        Assert.EndsWith("FAILED\n", result.Out);
        Assert.Contains(message.Replace("output 'output'", "output"), result.Out);
    }

    public static TheoryData<string, string> PerturbationsOfInputs => new()
    {
        { "fewer", "values: they are for inputs [2, 64, 32, 48] [2, 64, 16, 24] [2, 160, 8, 12], the model takes [N, 64, H, W] [N, 64, ⌈H/2⌉, ⌈W/2⌉] [N, 160, ⌈H/4⌉, ⌈W/4⌉] [N, 256, ⌈H/8⌉, ⌈W/8⌉]" },
        { "channels", "values: they are for inputs [2, 64, 32, 48] [2, 65, 16, 24]" },
        { "size", "values: the model cannot be computed for the inputs [2, 64, 32, 48] [2, 64, 15, 24] [2, 160, 8, 12] [2, 256, 4, 6]: level2 is [2, 64, 15, 24]; beside the inputs before it fpn_neck_lvt takes [2, 64, 16, 24]" },
        { "gradient", "input2" },
        { "name", "gradient 'input2' is published, the model has none" },
    };

    [Theory]
    [MemberData(nameof(PerturbationsOfInputs))]
    public async Task A_difference_in_one_of_several_inputs_is_found(string what, string message)
    {
        var golden = JsonNode.Parse(File.ReadAllText(Golden("fpn_neck_lvt")))!;
        var (inputs, norms) = (golden["inputs"]!.AsObject(), golden["grad_norms"]!);
        switch (what)
        {
            case "fewer": inputs.Remove("input3"); break;
            case "channels": inputs["input1"]![1] = 65; break;
            case "size": inputs["input1"]![2] = 15; break;
            case "gradient": norms["input2"] = norms["input2"]!.GetValue<double>() * 1.001; break;
            case "name":
                inputs.Remove("input2");
                inputs.Insert(2, "other", new JsonArray(2, 160, 8, 12));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
        var result = await Command.Run(ModelCatalog.BuiltIn, "verify", "fpn_neck_lvt", scratch.Write("g.json", golden.ToJsonString()));
        Assert.Equal(1, result.Code);
        Assert.EndsWith("FAILED\n", result.Out);
        Assert.Contains(message, result.Out);
    }

    [Theory]
    [InlineData("segformer_head")]
    [InlineData("uper_head")]
    [InlineData("fpn_neck_lvt")]
    [InlineData("panoptic_fpn_head")]
    public async Task ONNX_Runtime_takes_the_maps_of_a_head(string name)
    {
        var result = await Command.Run(ModelCatalog.BuiltIn, "verify", name, Golden(name), "--engine", "onnx");
        Assert.True(result.Code == 0, result.Out + result.Error);
    }

    [Fact]
    public async Task Values_that_are_no_numbers_fail()
    {
        var broken = TinyModels.Classifier with
        {
            Call = (module, inputs) => [new NamedTensor("logits", ((TinyModels.Network)module).call(inputs[0]).mul_(float.NaN))],
        };
        var golden = scratch.Write("g.json", TinyGolden(TinyModels.Classifier).ToJsonString());
        Assert.Equal(1, (await Command.Run(new ModelCatalog([broken]), "verify", broken.Name, golden)).Code);
        Assert.Equal(1, (await Command.Run(new ModelCatalog([broken]), "verify", broken.Name, golden, "--json")).Code);
    }

    [Fact]
    public async Task A_list_of_the_state_alone_is_compared_as_such()
    {
        var golden = TinyGolden(TinyModels.Classifier);
        foreach (var field in new[] { "outputs", "taps", "loss", "grad_norms" }) golden.AsObject().Remove(field);
        var result = await Command.Run("verify", "tiny_classifier", scratch.Write("g.json", golden.ToJsonString()), "--json");
        Assert.Equal(0, result.Code);
        Assert.Equal(4, result.Json.GetProperty("stateEntries").GetInt32());
        Assert.Equal(0, result.Json.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task A_tap_without_a_module_is_an_error()
    {
        var wrong = TinyModels.Classifier with { Taps = [new TapInfo("stem", "stern")] };
        var golden = scratch.Write("g.json", TinyGolden(TinyModels.Classifier).ToJsonString());
        Assert.Equal(
            "tiny_classifier: tap 'stem' is at 'stern', where there is no module",
            (await Command.Run(new ModelCatalog([wrong]), "verify", wrong.Name, golden)).Failure);
    }

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Goldens", name + ".json");

    private static void Change(JsonNode node, object key, double by)
    {
        if (key is int index) node[index] = node[index]!.GetValue<double>() + by;
        else node[(string)key] = node[(string)key]!.GetValue<double>() + by;
    }

    /// <summary>The golden file of a tiny model, made the way the real ones were.</summary>
    private static JsonNode TinyGolden(ModelInfo model)
    {
        using var network = (TinyModels.Network)model.Create(Initialization.Published);
        FormulaWeights.Apply(network);
        long[] shape = [2, 3, 16, 16];
        using var input = FormulaWeights.Input(new("input", shape)).ToTensor(torch.CPU).requires_grad_(true);
        var outputs = model.Forward(network, input);
        using var stem = network.Stem.call(input);
        var loss = 0.0;
        var described = new JsonObject();
        foreach (var (i, output) in outputs.Index())
        {
            var name = outputs.Count == 1 ? "output" : $"output{i}";
            using var cotangent = torch.tensor(FormulaWeights.Cotangent(name, output.Value.shape), output.Value.shape, dtype: torch.ScalarType.Float32);
            using var sum = output.Value.mul(cotangent).sum();
            sum.backward();
            loss += sum.item<float>();
            described[name] = Describe(output.Value);
        }
        var norms = new JsonObject();
        var state = new JsonArray();
        foreach (var (key, tensor) in network.state_dict())
        {
            norms[key] = Norm(tensor);
            state.Add(new JsonArray(key, new JsonArray([.. tensor.shape.Select(s => (JsonNode)s)]), "float32", tensor is Parameter ? "parameter" : "buffer"));
        }
        norms["input"] = Norm(input);
        return new JsonObject
        {
            ["parameters"] = model.Parameters,
            ["input"] = new JsonArray([.. shape.Select(s => (JsonNode)s)]),
            ["state"] = state,
            ["outputs"] = described,
            ["taps"] = model.Taps.Count == 0 ? [] : new JsonObject { ["stem"] = Describe(stem) },
            ["loss"] = loss,
            ["grad_norms"] = norms,
        };
    }

    private static double Norm(torch.Tensor tensor) => Math.Sqrt(TensorRecord.Of(tensor.grad!).Values.Sum(v => (double)v * v));

    private static JsonObject Describe(torch.Tensor tensor)
    {
        var record = TensorRecord.Of(tensor);
        return new JsonObject
        {
            ["shape"] = new JsonArray([.. record.Shape.Select(s => (JsonNode)s)]),
            ["mean"] = record.Mean,
            ["rms"] = record.Rms,
            ["samples"] = new JsonArray([.. Enumerable.Range(0, 10).Select(i => (JsonNode)new JsonArray(i, (double)record.Values[i]))]),
        };
    }
}
