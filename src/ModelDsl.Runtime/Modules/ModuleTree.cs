using TorchSharp;

namespace ModelDsl.Runtime;

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
        if (module is IHasTables own) own.Tables.WeightVersion++;
        foreach (var (_, child) in module.named_children()) Changed(child);
    }
}

/// <summary>What all generated modules do alike.</summary>
internal static class ModuleTree
{
    /// <summary>A state_dict in PyTorch's order: own parameters, own buffers, then what lies deeper. Tables are computed for it.</summary>
    public static Dictionary<string, torch.Tensor> State(torch.nn.Module module, Dictionary<string, torch.Tensor>? destination, string? prefix)
    {
        destination ??= [];
        foreach (var slot in StateLayout.Own(module, prefix)) destination.TryAdd(slot.Key, slot.Tensor ?? slot.Table!.Read());
        foreach (var (name, child) in module.named_children()) child.state_dict(destination, StateLayout.Join(prefix, name));
        return destination;
    }

    /// <summary>As TorchSharp's load_state_dict, but for tables: they may be there, and their values are computed all the same.</summary>
    public static (IList<string> Missing, IList<string> Unexpected) Load(
        torch.nn.Module module, Dictionary<string, torch.Tensor> source, bool strict, IList<string>? skip)
    {
        ArgumentNullException.ThrowIfNull(source);
        var slots = StateLayout.Of(module).ToDictionary(s => s.Key);
        var unexpected = source.Keys.Where(k => !slots.ContainsKey(k) && skip?.Contains(k) != true).ToList();
        var missing = slots.Values.Where(s => s.Table is null && !source.ContainsKey(s.Key) && skip?.Contains(s.Key) != true).Select(s => s.Key).ToList();
        if (strict && missing.Count + unexpected.Count > 0)
        {
            throw new InvalidOperationException(
                $"the state_dict does not fit the module: {missing.Count} keys are missing{Example(missing)}, {unexpected.Count} are unexpected{Example(unexpected)}");
        }
        using var noGradient = torch.no_grad();
        foreach (var (key, value) in source)
        {
            if (slots.TryGetValue(key, out var slot) && slot.Tensor is { } tensor && skip?.Contains(key) != true) tensor.copy_(value);
        }
        return Changed(module, (missing, unexpected));
    }

    public static void Register(IHasTables module, StateTable table) => module.Tables.Items.Add(table);

    public static void DisposeTables(IHasTables module)
    {
        foreach (var table in module.Tables.Items) table.Dispose();
    }

    public static void Train(IHasTables module, bool train, Action<bool> otherwise)
    {
        module.Tables.WeightVersion++;
        otherwise(train);
    }

    public static TResult Changed<TResult>(torch.nn.Module module, TResult result)
    {
        WeightState.Changed(module);
        return result;
    }

    private static string Example(List<string> keys) => keys.Count == 0 ? "" : $" (\"{keys[0]}\"{(keys.Count > 1 ? ", …" : "")})";
}
