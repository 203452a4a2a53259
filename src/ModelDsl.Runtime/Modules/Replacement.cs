using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Runtime;

/// <summary>Puts another layer in the place of a model's own: a head for other classes.</summary>
public static class Replacement
{
    /// <summary>Registers a linear layer under the name of the one before, at the same place of the state_dict.</summary>
    /// <param name="module">The model.</param>
    /// <param name="name">The layer's name in the state_dict.</param>
    /// <param name="old">The layer before. It stays usable; whoever replaced it disposes it.</param>
    /// <param name="layer">The layer that takes its place; it takes as many features, and yields as many as it likes.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ArgumentException">The layer takes another number of features.</exception>
    public static Linear Of(torch.nn.Module module, string name, Linear old, Linear layer)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(layer);
        if (ReferenceEquals(old, layer)) return layer;
        var (features, others) = (old.weight.shape[1], layer.weight.shape[1]);
        if (features != others) throw new ArgumentException($"{name} takes {features} features, the layer given takes {others}", nameof(layer));
        // Names keep the order of their registration: what comes later is registered again behind the new layer.
        var later = module.named_children().SkipWhile(child => child.name != name).Skip(1).ToList();
        foreach (var (child, _) in later.Prepend((name, old))) module.register_module(child, null!);
        module.register_module(name, layer);
        foreach (var (child, own) in later) module.register_module(child, own);
        return layer;
    }
}
