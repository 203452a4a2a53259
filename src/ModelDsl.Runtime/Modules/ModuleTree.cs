using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>A module that may keep values computed from its weights.</summary>
public interface IWeightDependent
{
    /// <summary>Counts the times that the weights may have changed.</summary>
    int WeightVersion { get; set; }
}

/// <summary>Tells generated modules that weights have changed where TorchSharp does not.</summary>
public static class WeightState
{
    /// <summary>
    /// Makes a module and all below it forget what they keep of their weights. Only needed after editing weights in
    /// place by hand with gradients off; training, <c>train()</c>, <c>eval()</c> and loading do it themselves.
    /// </summary>
    /// <param name="module">The module.</param>
    public static void Changed(torch.nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module is IWeightDependent own) own.WeightVersion++;
        foreach (var (_, child) in module.named_children()) Changed(child);
    }
}

/// <summary>What all generated modules do alike.</summary>
internal static class ModuleTree
{
    /// <summary>A state_dict in PyTorch's order: own parameters, own buffers, then what lies deeper.</summary>
    public static Dictionary<string, torch.Tensor> State(torch.nn.Module module, Dictionary<string, torch.Tensor>? destination, string? prefix)
    {
        destination ??= [];
        foreach (var (name, parameter) in module.named_parameters(recurse: false)) destination.TryAdd(Key(prefix, name), parameter);
        foreach (var (name, buffer) in module.named_buffers(recurse: false, include_nonpersistent: false)) destination.TryAdd(Key(prefix, name), buffer);
        foreach (var (name, child) in module.named_children()) child.state_dict(destination, Key(prefix, name));
        return destination;
    }

    public static void Train(IWeightDependent module, bool train, Action<bool> otherwise)
    {
        module.WeightVersion++;
        otherwise(train);
    }

    public static TResult Changed<TResult>(torch.nn.Module module, TResult result)
    {
        WeightState.Changed(module);
        return result;
    }

    private static string Key(string? prefix, string name) => string.IsNullOrEmpty(prefix) ? name : prefix + "." + name;
}
