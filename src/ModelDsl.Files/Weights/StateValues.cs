namespace ModelDsl.Runtime;

/// <summary>The values of a state_dict for what computes without libtorch, such as an ONNX file.</summary>
public static class StateValues
{
    /// <summary>What helps where a weight is of another shape than the specification says.</summary>
    internal const string OtherShape = "declare a [Model] of these sizes, and load the weights into it";

    /// <summary>The values of a weight file. The wrappers of training around keys are left out, as in loading.</summary>
    /// <param name="file">The file; it has to stay open.</param>
    /// <param name="model">The model that wants them.</param>
    /// <param name="under">Takes only the keys that begin so, without it; empty for all keys as they are.</param>
    /// <exception cref="WeightsException">No key begins so.</exception>
    public static IStateValues Of(WeightFile file, Specification model, string? under = null) => Selected(file, model, under).Values;

    /// <summary>The values of a weight file, and what was removed in front of its keys.</summary>
    internal static (IStateValues Values, string Prefix) Selected(WeightFile file, Specification model, string? under)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(model);
        var (prefix, entries) = WeightSelection.Of(file, [.. model.Graph.StatePaths.SelectMany(path => model.Graph.StateOf(path).Select(entry => entry.KeyAt(path)))], under);
        var byKey = entries.GroupBy(e => e.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        // A tensor is asked for by its first key. Of two that a file has the second one decides, as in a module.
        foreach (var (path, target) in model.Graph.Aliases)
            foreach (var entry in model.Graph.StateOf(target))
                if (byKey.TryGetValue(entry.KeyAt(path), out var second)) byKey[entry.KeyAt(target)] = second;
        return (new FileValues(file, byKey), prefix);
    }

    private sealed class FileValues(WeightFile file, Dictionary<string, WeightEntry> entries) : IStateValues
    {
        public IReadOnlyList<long>? ShapeOf(string key) => entries.GetValueOrDefault(key)?.Shape;

        public float[] Read(string key) => file.Values.ReadFloats(entries[key]);
    }
}
