using System.Runtime.InteropServices;
using System.Text.Json;
using ModelDsl.Cli.Commands;
using ModelDsl.Cli.Verification;
using ModelDsl.Models.Tests;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.PyTorch.Tests;

/// <summary>Runs a model in PyTorch from its file, and in TorchSharp, on the same weights.</summary>
internal static class Comparison
{
    private const double Tolerance = 1e-4;
    private const int FewestForMoments = 200;

    // Gradients that cancel are noise beside the others.
    private const double LeastShare = 1e-3;

    /// <summary>What differs, a line each: keys, how weights start, outputs, gradients.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shape">The shape of its one input.</param>
    public static string Of(ModelInfo model, params long[] shape) => Of(model, [shape]);

    /// <summary>The same of a model with any number of inputs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shapes">The shapes of its inputs.</param>
    public static string Of(ModelInfo model, IReadOnlyList<long[]> shapes)
    {
        var differences = Differences(model, shapes, torch.float32);
        // Beside the kink of a ReLU single precision may take another side than the other library, and then the gradient is another one; double does not.
        if (differences.Count > 0 && differences.TrueForAll(d => d.StartsWith("gradient.", StringComparison.Ordinal))) differences = Differences(model, shapes, torch.float64);
        return string.Join('\n', differences);
    }

    /// <summary>The same in one precision, in both libraries.</summary>
    public static List<string> Differences(ModelInfo model, IReadOnlyList<long[]> shapes, torch.ScalarType type)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.py");
        File.WriteAllText(path, PyTorchModel.Of(model.Specification!(), PyTorchExport.OptionsOf(model)).Text);
        using var scope = torch.NewDisposeScope();
        using var module = model.Create(Initialization.Published);
        var starts = StateLayout.Of(module).Where(s => s.Kind == StateKind.Parameter && s.Tensor is not null).ToDictionary(s => s.Key, s => Moments(s.Tensor!));
        FormulaWeights.Apply(module);
        module.to(type).eval();
        Weights.Save(module, folder.File("weights.safetensors"));
        // Numbers with which no activation lies so close to the kink of a ReLU that rounding decides on its gradient.
        List<NamedTensor> inputs = [.. shapes.Select((shape, i) => new NamedTensor($"input.{i}", TestedModels.Discrete(model.Inputs[i].Type, shape) ?? FormulaWeights.Input(new(i == 0 ? "input" : $"input.{i}", shape)).ToTensor(torch.CPU).to(type).requires_grad_(true)))];
        var outputs = model.Forward(module, [.. inputs.Select(i => i.Value)]);
        List<NamedTensor> cotangents = [.. outputs.Select(o => new NamedTensor("cotangent." + o.Name, torch.tensor(FormulaWeights.Cotangent(o.Name, o.Value.shape), o.Value.shape).to(type)))];
        Weights.SaveTensors(folder.File("run.safetensors"), [.. inputs.Select(i => i with { Value = i.Value.detach() }), .. cotangents], new Dictionary<string, string>());
        var loss = outputs.Zip(cotangents).Where(p => p.First.Value.requires_grad).Select(p => (p.First.Value * p.Second.Value).sum()).Aggregate((a, b) => a + b);
        loss.backward();
        _ = Python.Run(Path.Combine(AppContext.BaseDirectory, "compare.py"), path, PyTorchExport.OptionsOf(model).Name, folder.Path);

        using var document = JsonDocument.Parse(File.ReadAllText(folder.File("result.json")));
        var differences = new List<string>();
        var keys = document.RootElement.GetProperty("keys").EnumerateArray().Select(k => $"{k[0].GetString()} [{string.Join(", ", k[1].EnumerateArray().Select(s => s.GetInt64()))}]").ToList();
        var expectedKeys = StateLayout.Of(module).Where(s => s.Kind != StateKind.Unsaved).Select(s => $"{s.Key} [{string.Join(", ", s.Shape)}]").ToList();
        differences.AddRange(expectedKeys.Zip(keys).Where(p => p.First != p.Second).Select(p => $"key {p.Second}, expected {p.First}").Take(1));
        if (keys.Count != expectedKeys.Count) differences.Add($"{keys.Count} keys, expected {expectedKeys.Count}");

        var actualStarts = document.RootElement.GetProperty("starts");
        differences.AddRange(starts.SelectMany(s => StartDifferences(s.Key, s.Value, actualStarts.GetProperty(s.Key))));

        var actual = Read(document.RootElement.GetProperty("tensors"), File.ReadAllBytes(folder.File("result.bin")));
        differences.AddRange(outputs.SelectMany(o => Differences("output." + o.Name, Values(o.Value), actual, 0)));
        var gradients = module.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => Values(p.parameter.grad!));
        foreach (var input in inputs.Where(i => i.Value.requires_grad)) gradients[input.Name] = Values(input.Value.grad!);
        var largest = gradients.Values.Max(Norm);
        differences.AddRange(gradients.SelectMany(g => Differences("gradient." + g.Key, g.Value, actual, LeastShare * largest)));
        return differences;
    }

    /// <summary>How many values there are, their mean, the mean of their magnitudes, and their deviation.</summary>
    private static (long Count, double Mean, double Magnitude, double Deviation) Moments(torch.Tensor tensor)
    {
        var values = Values(tensor);
        var mean = values.Average(v => (double)v);
        return (values.Length, mean, values.Average(v => Math.Abs((double)v)), Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    /// <summary>
    /// Two draws of one distribution are alike as far as their number allows. Magnitudes are compared rather than squares: PyTorch's
    /// <c>trunc_normal_</c> yields a −2 for one in some million values, whatever the deviation.
    /// </summary>
    private static IEnumerable<string> StartDifferences(string key, (long Count, double Mean, double Magnitude, double Deviation) expected, JsonElement actual)
    {
        // A few random values tell nothing of where they come from.
        if (expected is { Count: < FewestForMoments, Deviation: > 0 }) yield break;
        var (mean, magnitude) = (actual[0].GetDouble(), actual[1].GetDouble());
        var noise = (8 * expected.Deviation / Math.Sqrt(expected.Count)) + 1e-7;
        if (!(Math.Abs(mean - expected.Mean) <= noise) || !(Math.Abs(magnitude - expected.Magnitude) <= noise))
            yield return FormattableString.Invariant($"{key} starts with mean {mean:E2} and magnitude {magnitude:E2}, expected {expected.Mean:E2} and {expected.Magnitude:E2}");
    }

    private static IEnumerable<string> Differences(string name, float[] expected, Dictionary<string, float[]> actual, double least)
    {
        if (!actual.TryGetValue(name, out var found))
        {
            if (Norm(expected) > 0) yield return $"{name} is missing";
            yield break;
        }
        if (found.Length != expected.Length)
        {
            yield return $"{name} has {found.Length} values, expected {expected.Length}";
            yield break;
        }
        var distance = Norm([.. expected.Zip(found, (a, b) => a.Equals(b) ? 0 : a - b)]) / Math.Max(Math.Max(Norm(expected), least), 1e-30);
        if (!(distance <= Tolerance)) yield return FormattableString.Invariant($"{name} is off by {distance:E1}");
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Where(v => !float.IsInfinity(v)).Sum(v => (double)v * v));

    private static float[] Values(torch.Tensor tensor) => [.. tensor.detach().to(torch.ScalarType.Float32).contiguous().data<float>()];

    private static Dictionary<string, float[]> Read(JsonElement index, byte[] bytes)
    {
        var tensors = new Dictionary<string, float[]>();
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes);
        foreach (var tensor in index.EnumerateArray())
        {
            var count = (int)tensor[1].EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64());
            tensors.Add(tensor[0].GetString()!, values[..count].ToArray());
            values = values[count..];
        }
        return tensors;
    }
}

/// <summary>A folder that is there for a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modeldsl-pytorch-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
