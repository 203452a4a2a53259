using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>The values of modules for what computes without libtorch.</summary>
public static class ModuleValues
{
    extension(StateValues)
    {
        /// <summary>The values of a module.</summary>
        /// <param name="module">The module; on any device.</param>
        public static IStateValues Of(torch.nn.Module module)
        {
            ArgumentNullException.ThrowIfNull(module);
            return new OfModule(module);
        }
    }

    private sealed class OfModule(torch.nn.Module module) : IStateValues
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
