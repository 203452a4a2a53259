using ModelDsl.Runtime;

namespace ModelDsl.Cli;

/// <summary>The models whose file it is that does not fit another one.</summary>
internal static class FittingModels
{
    private const int Shown = 3;

    /// <summary>As in <c>it fits resnet34</c>; null where the file is none of any model that is known, or something else is wrong with it.</summary>
    /// <param name="error">Why the file was refused.</param>
    /// <param name="catalog">The models that are known.</param>
    public static string? Of(WeightsException error, ModelCatalog catalog)
    {
        if (error.Mismatches.Count == 0) return null;
        try
        {
            using var file = WeightFile.Open(error.File);
            var values = file.Entries.Sum(e => e.Shape.Aggregate(1L, (a, b) => a * b));
            // A file has all that is trained, some of it under two keys, and of what is computed as much as it likes: that leaves few specifications to run.
            List<string> fitting = [.. catalog.Models.Where(m => m.Parameters <= values && values <= 2 * (m.Parameters + m.Buffers) && Fits(m, file)).Select(m => m.Name)];
            return fitting.Count == 0 ? null : $"it fits {string.Join(", ", fitting.Take(Shown))}{(fitting.Count > Shown ? $" and {fitting.Count - Shown} more models" : "")}";
        }
        catch (WeightsException)
        {
            return null;
        }
    }

    private static bool Fits(ModelInfo model, WeightFile file)
    {
        if (model.Specification?.Invoke().Graph is not { } graph) return false;
        var state = graph.StatePaths.SelectMany(path => graph.StateOf(path).Select(entry => (Key: entry.KeyAt(path), entry.Shape, entry.Kind))).ToList();
        var shapes = state.ToDictionary(s => s.Key, s => s.Shape, StringComparer.Ordinal);
        var there = WeightSelection.Of(file, shapes.Keys, under: null).Entries;
        return there.All(e => shapes.TryGetValue(e.Name, out var shape) && shape.Select(size => size.Value).SequenceEqual(e.Shape))
            && state.Where(s => s.Kind == StateKind.Parameter).All(s => there.Any(e => e.Name == s.Key));
    }
}
