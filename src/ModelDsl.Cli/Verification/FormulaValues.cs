namespace ModelDsl.Cli.Verification;

/// <summary>The weights of the golden files, without a module: see <see cref="FormulaWeights"/>.</summary>
/// <param name="specification">The model whose weights they are.</param>
internal sealed class FormulaValues(Specification specification) : IStateValues
{
    private readonly Dictionary<string, IReadOnlyList<long>> shapes = Shapes(specification);
    private readonly ILookup<string, string> aliases = specification.Graph.Aliases.ToLookup(a => a.Value, a => a.Key);

    public IReadOnlyList<long>? ShapeOf(string key) => shapes.GetValueOrDefault(key);

    // Of a tensor with two keys the later one decides, as in the golden files.
    public float[] Read(string key) => FormulaWeights.Values(LastKey(key), shapes[key]) ?? throw new InvalidOperationException($"'{key}' has no formula");

    private string LastKey(string key)
    {
        var scope = key;
        while (true)
        {
            if (aliases[scope].LastOrDefault() is { } alias) return alias + key[scope.Length..];
            var dot = scope.LastIndexOf('.');
            if (dot < 0) return key;
            scope = scope[..dot];
        }
    }

    private static Dictionary<string, IReadOnlyList<long>> Shapes(Specification specification) =>
        specification.Graph.StatePaths.Where(p => !specification.Graph.Aliases.ContainsKey(p))
            .SelectMany(path => specification.Graph.StateOf(path).Select(entry => (Key: entry.Name.Length == 0 ? path : $"{path}.{entry.Name}", entry.Shape)))
            .ToDictionary(e => e.Key, e => (IReadOnlyList<long>)[.. e.Shape.Select(s => s.AtReference())], StringComparer.Ordinal);
}
