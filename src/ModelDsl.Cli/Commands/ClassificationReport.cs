using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>How well a model tells classes of images apart, for people.</summary>
internal static class ClassificationReport
{
    // A wider table fits no window.
    private const int WidestTable = 20;

    private const int WorstPairs = 20;

    /// <summary>Writes it.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="head">Writes what stands above the tables.</param>
    /// <param name="terminal">Where it is written.</param>
    public static void Write(EvaluationResult result, IReadOnlyList<string> classes, Action<string> head, Terminal terminal)
    {
        head($"top-1 {Numbers.Share(result.Top1)}, top-5 {Numbers.Share(result.Top5)}, loss {result.Loss:F4}");
        if (result.Classes <= WidestTable) WriteTable(result, classes, terminal);
        else WriteWorst(result, classes, terminal);
    }

    /// <summary>A row for each class that images have, a column for each class that the model said.</summary>
    private static void WriteTable(EvaluationResult result, IReadOnlyList<string> classes, Terminal terminal)
    {
        var numbers = Enumerable.Range(0, result.Classes).ToList();
        var table = ConsoleTables.Create([">", "Class", .. numbers.Select(i => $">as {i}"), ">Right"]);
        foreach (var actual in numbers)
        {
            var images = numbers.Sum(p => result.Confused(actual, p));
            var right = images == 0 ? "" : $"{100.0 * result.Confused(actual, actual) / images:F1} %";
            table.Row([$"{actual}", classes[actual], .. numbers.Select(p => $"{result.Confused(actual, p)}"), right]);
        }
        terminal.WriteTable(table);
    }

    private static void WriteWorst(EvaluationResult result, IReadOnlyList<string> classes, Terminal terminal)
    {
        terminal.WriteLine("Most often taken for one another (--json has all):");
        var pairs =
            from actual in Enumerable.Range(0, result.Classes)
            from predicted in Enumerable.Range(0, result.Classes)
            where actual != predicted && result.Confused(actual, predicted) > 0
            orderby result.Confused(actual, predicted) descending, actual, predicted
            select (actual, predicted);
        var table = ConsoleTables.Create("Class", "Taken for", ">Images");
        foreach (var (actual, predicted) in pairs.Take(WorstPairs)) table.Row(classes[actual], classes[predicted], $"{result.Confused(actual, predicted)}");
        terminal.WriteTable(table);
    }
}
