using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>How well a model tells classes of pixels apart, for people.</summary>
internal static class SegmentationReport
{
    /// <summary>Writes it.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="head">Writes what stands above the table.</param>
    /// <param name="terminal">Where it is written.</param>
    public static void Write(SegmentationResult result, IReadOnlyList<string> classes, Action<string> head, Terminal terminal)
    {
        var absent = Enumerable.Range(0, result.Classes).Count(i => result.Iou(i) is null);
        var without = absent == 0 ? "" : $" (of {result.Classes - absent} classes; {absent} absent)";
        head($"mean IoU {Numbers.Share(result.MeanIou)}{without}, pixel accuracy {Numbers.Share(result.PixelAccuracy)}, loss {result.Loss:F4}");
        var table = ConsoleTables.Create(">", "Class", ">Pixels", ">IoU", ">Right");
        foreach (var i in Enumerable.Range(0, result.Classes))
            table.Row($"{i}", classes[i], Numbers.Share((double)result.Actual(i) / result.Pixels), Percent(result.Iou(i)), Percent(result.Accuracy(i)));
        terminal.WriteTable(table);
    }

    private static string Percent(double? share) => share is { } part ? Numbers.Percent(100 * part) : "";
}
