using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>A part of a model that a drawing shows as one box.</summary>
/// <param name="Path">Its path in the state_dict.</param>
/// <param name="Kind">What it is: its operation or block, or of what it consists.</param>
/// <param name="Output">The shape of what it yields; empty where that is not known.</param>
/// <param name="Parameters">Trained values in it.</param>
/// <param name="Macs">Multiply-accumulate operations in it, for one image.</param>
internal sealed record Stage(string Path, string Kind, string Output, long Parameters, long Macs)
{
    /// <summary>The parts of a model, in the order of its state_dict. They do not overlap, and hold everything but lone parameters.</summary>
    /// <param name="model">The root of the module tree.</param>
    public static IReadOnlyList<Stage> Of(LayerInfo model) => [.. Inside(model, "")];

    private static IEnumerable<Stage> Inside(LayerInfo parent, string path)
    {
        foreach (var layer in parent.Children.Where(c => !IsLone(c)))
        {
            var here = LayerPath.Join(path, layer.Name);
            if (!HoldsStages(layer))
            {
                yield return new Stage(here, KindOf(layer), OutputOf(layer), layer.Parameters, layer.Macs);
                continue;
            }
            foreach (var stage in Inside(layer, here)) yield return stage;
        }
    }

    private static bool IsLone(LayerInfo layer) => layer.Children.Count == 0 ? layer.Kind == "parameter" : layer.Children.All(IsLone);

    /// <summary>
    /// Whether it only holds modules that yield different things, such as the levels of a pyramid or the norms of their maps, and is
    /// neither a list of blocks nor a sequence of plain layers.
    /// </summary>
    private static bool HoldsStages(LayerInfo layer) => layer.Output.Length == 0 && layer.Children switch
    {
        [] => false,
        [var only] => HoldsStages(only),
        var several => several.Select(OutputOf).Distinct().Count() > 1 && (several.Any(c => c.Children.Count > 0) || several.Select(c => c.Kind).Distinct().Count() == 1),
    };

    /// <summary>What a container yields is what the last one in it yields.</summary>
    private static string OutputOf(LayerInfo layer) => layer.Output.Length > 0 || layer.Children.Count == 0 ? layer.Output : OutputOf(layer.Children[^1]);

    private static string KindOf(LayerInfo layer)
    {
        var repeated = Repeated(layer) ?? layer.Children.OrderByDescending(c => c.Macs).Select(Repeated).FirstOrDefault(r => r is not null);
        var own = layer.Kind.Length > 0 || repeated is not null ? layer.Kind : string.Join(", ", layer.Children.Select(c => c.Kind).Where(k => k.Length > 0).Distinct());
        return string.Join(": ", new[] { own, repeated }.Where(t => !string.IsNullOrEmpty(t)));
    }

    /// <summary>A list of blocks in words.</summary>
    private static string? Repeated(LayerInfo layer) =>
        layer.Kind.Length == 0 && layer.Children is [{ Kind: { Length: > 0 } kind }, _, ..] && layer.Children.All(c => c.Kind == kind)
            ? FormattableString.Invariant($"{layer.Children.Count} × {kind}")
            : null;
}
