using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>The layers of two models at one path.</summary>
/// <param name="Path">The path; empty for the models.</param>
/// <param name="First">The layer of the first model; null where it has none.</param>
/// <param name="Second">The layer of the second model; null where it has none.</param>
/// <param name="Children">What is inside them.</param>
internal sealed record LayerPair(string Path, LayerInfo? First, LayerInfo? Second, IReadOnlyList<LayerPair> Children)
{
    /// <summary>How the two differ, as a class of styles; empty where they are alike.</summary>
    public string Mark => (First, Second) switch
    {
        (null, _) => "second",
        (_, null) => "first",
        var (a, b) => a.Kind == b.Kind && a.Output == b.Output && a.Parameters == b.Parameters && a.Macs == b.Macs ? "" : "differs",
    };

    /// <summary>This pair and all inside.</summary>
    public IEnumerable<LayerPair> All => [this, .. Children.SelectMany(c => c.All)];

    /// <summary>Sets two models side by side: what has the same path is a pair.</summary>
    public static LayerPair Of(LayerInfo first, LayerInfo second) => Of("", first, second);

    private static LayerPair Of(string path, LayerInfo? first, LayerInfo? second)
    {
        var (ours, theirs) = (Named(first), Named(second));
        return new(path, first, second, [.. Order([.. ours.Keys], [.. theirs.Keys]).Select(name =>
            Of(LayerPath.Join(path, name), ours.GetValueOrDefault(name), theirs.GetValueOrDefault(name)))]);
    }

    private static OrderedDictionary<string, LayerInfo> Named(LayerInfo? layer)
    {
        var named = new OrderedDictionary<string, LayerInfo>(StringComparer.Ordinal);
        foreach (var child in layer?.Children ?? []) named.Add(child.Name, child);
        return named;
    }

    /// <summary>All names in the order of the first model; those of the second alone follow what they follow there.</summary>
    private static List<string> Order(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        List<string> names = [.. first];
        for (var i = 0; i < second.Count; i++)
        {
            if (!names.Contains(second[i])) names.Insert(i == 0 ? 0 : names.IndexOf(second[i - 1]) + 1, second[i]);
        }
        return names;
    }
}
