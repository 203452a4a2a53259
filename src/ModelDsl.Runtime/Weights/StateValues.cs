using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>The values of a state_dict for what computes without libtorch, such as an ONNX file.</summary>
public static class StateValues
{
    /// <summary>The values of a weight file. The wrappers of training in front of all keys are left out, as in loading.</summary>
    /// <param name="file">The file; it has to stay open.</param>
    /// <param name="model">The model that wants them.</param>
    public static IStateValues Of(WeightFile file, Specification model) =>
        new FileValues(file, KeyPrefixes.ToRemove([.. file.Entries.Select(e => e.Name)], [.. model.Graph.StatePaths]));

    /// <summary>The values of a module.</summary>
    /// <param name="module">The module; on any device.</param>
    public static IStateValues Of(torch.nn.Module module) => new ModuleValues(module);

    private sealed class FileValues(WeightFile file, string prefix) : IStateValues
    {
        public IReadOnlyList<long>? ShapeOf(string key) => file.Find(prefix + key)?.Shape;

        public float[] Read(string key) => file.Values.ReadFloats(file.Find(prefix + key)!);
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
