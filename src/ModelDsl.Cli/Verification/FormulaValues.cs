namespace ModelDsl.Cli.Verification;

/// <summary>The weights of the golden files, without a module: see <see cref="FormulaWeights"/>.</summary>
/// <param name="specification">The model whose weights they are.</param>
internal sealed class FormulaValues(Specification specification) : IStateValues
{
    private readonly Dictionary<string, StateEntry> entries = Entries(specification);
    private readonly ILookup<string, string> aliases = specification.Graph.Aliases.ToLookup(a => a.Value, a => a.Key);

    public IReadOnlyList<long>? ShapeOf(string key) => entries.TryGetValue(key, out var entry) ? Sizes(entry) : null;

    // Of a tensor with two keys the later one decides, as in the golden files.
    public float[] Read(string key) => FormulaWeights.Values(LastKey(key), Sizes(entries[key]), entries[key].Kind) ?? throw new InvalidOperationException($"'{key}' has no formula");

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

    private static Dictionary<string, StateEntry> Entries(Specification specification) =>
        specification.Graph.StatePaths.Where(p => !specification.Graph.Aliases.ContainsKey(p))
            .SelectMany(path => specification.Graph.StateOf(path).Select(entry => (Key: entry.KeyAt(path), Entry: entry)))
            .ToDictionary(e => e.Key, e => e.Entry, StringComparer.Ordinal);

    private static IReadOnlyList<long> Sizes(StateEntry entry) => [.. entry.Shape.Select(size => size.AtReference())];
}
