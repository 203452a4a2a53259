using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>The values of a state_dict for what computes without libtorch, such as an ONNX file.</summary>
public static class StateValues
{
    /// <summary>The values of a weight file. The wrappers of training around keys are left out, as in loading.</summary>
    /// <param name="file">The file; it has to stay open.</param>
    /// <param name="model">The model that wants them.</param>
    /// <param name="under">Takes only the keys that begin so, without it: see <see cref="WeightsOptions.Under"/>.</param>
    public static IStateValues Of(WeightFile file, Specification model, string? under = null)
    {
        var entries = file.Entries.Select(e => (Key: KeyPrefixes.WithoutInner(e.Name), Entry: e)).ToList();
        var prefix = under ?? KeyPrefixes.ToRemove([.. entries.Select(e => e.Key)], [.. model.Graph.StatePaths]);
        return new FileValues(
            file, entries.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal)).GroupBy(e => e.Key[prefix.Length..], e => e.Entry).ToDictionary(e => e.Key, e => e.First(), StringComparer.Ordinal));
    }

    /// <summary>The values of a module.</summary>
    /// <param name="module">The module; on any device.</param>
    public static IStateValues Of(torch.nn.Module module) => new ModuleValues(module);

    private sealed class FileValues(WeightFile file, Dictionary<string, WeightEntry> entries) : IStateValues
    {
        public IReadOnlyList<long>? ShapeOf(string key) => entries.GetValueOrDefault(key)?.Shape;

        public float[] Read(string key) => file.Values.ReadFloats(entries[key]);
    }

    private sealed class ModuleValues(torch.nn.Module module) : IStateValues
    {
        private readonly Dictionary<string, torch.Tensor> tensors = module.state_dict();

        public IReadOnlyList<long>? ShapeOf(string key) => tensors.GetValueOrDefault(key)?.shape;

        public float[] Read(string key)
        {
            using var plain = tensors[key].detach().to(torch.ScalarType.Float32).cpu().contiguous();
            return plain.data<float>().ToArray();
        }
    }
}
