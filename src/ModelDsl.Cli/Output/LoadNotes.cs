using ModelDsl.Runtime;

namespace ModelDsl.Cli.Output;

/// <summary>What a load did beside copying values, and what of the file's notes disagrees with the model; a line each.</summary>
internal static class LoadNotes
{
    private const int Shown = 4;

    /// <summary>The lines; none where a file of the model's own keys was loaded.</summary>
    /// <param name="report">What the load did.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<string> Of(LoadReport report, ModelDescription model) =>
    [
        .. report.Mapping is { } mapping ? [$"'{mapping}' of {report.Path} was taken"] : (string[])[],
        .. report.RemovedPrefix.Length > 0 ? [$"'{report.RemovedPrefix}' was removed from the front of its keys"] : (string[])[],
        .. report.Adapted.GroupBy(a => a.Note).Select(g => $"{Names([.. g.Select(a => a.Name)])}: {g.Key}"),
        .. Disagreement(report, model),
    ];

    private static IEnumerable<string> Disagreement(LoadReport report, ModelDescription model)
    {
        if (report.Notes.Preprocessing is { } trained && model.Preprocessing is { } stated && Text(trained) != Text(stated))
            yield return $"{report.Path} was trained on images prepared as {Text(trained)}; {model.Name} states {Text(stated)}";
    }

    /// <summary>How an image becomes an input, in words.</summary>
    public static string Text(PreprocessingInfo info) => FormattableString.Invariant(
        $"{info.Height}×{info.Width}, crop {info.CropFraction}, {info.Mode}, mean {string.Join(" ", info.Mean.Select(Number))}, deviation {string.Join(" ", info.StandardDeviation.Select(Number))}");

    private static string Number(double value) => FormattableString.Invariant($"{value}");

    private static string Names(List<string> keys) => string.Join(", ", keys.Take(Shown)) + (keys.Count > Shown ? $" and {keys.Count - Shown} more" : "");
}
