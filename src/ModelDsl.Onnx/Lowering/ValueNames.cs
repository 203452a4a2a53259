namespace ModelDsl.Onnx.Lowering;

/// <summary>The names of a file's values: no two have one.</summary>
internal sealed class ValueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>No names yet.</summary>
    public ValueNames()
    {
    }

    /// <summary>The names in a model that is rewritten.</summary>
    public ValueNames(LoweredGraph graph) => _taken.UnionWith(graph.Inputs.Concat(graph.Constants).Concat(graph.Nodes.Select(n => n.Output)).Select(v => v.Name));

    /// <summary>A name that no other value has: the wish, or the wish and a number.</summary>
    public string Take(string wish)
    {
        var name = wish;
        for (var n = 2; !_taken.Add(name); n++) name = $"{wish}_{Dim.Text(n)}";
        return name;
    }
}
