using System.CommandLine;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl eval</c>: how well a model tells classes apart.</summary>
internal static class EvalCommand
{
    private const int DefaultBatch = 128;

    // A wider table fits no window.
    private const int WidestTable = 20;

    private const int WorstPairs = 20;

    private sealed record Request(ModelInfo Model, WeightSource Weights, string Data, int Batch, string Device, int Workers, bool Json);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var weights = new WeightParameters(new Option<string?>("--weights") { Description = "The file of weights", HelpName = "FILE", Required = true });
        var data = Parameters.Data();
        var assembly = Parameters.Assembly();
        var batch = Parameters.Whole("--batch", "Images at a time", 1, 65_536, DefaultBatch);
        var workers = Parameters.Workers();
        var device = Parameters.Device();
        var json = Parameters.Json();
        var command = new Command("eval", "Measure a model on test images") { name, data, assembly, batch, workers, device, json };
        foreach (var option in weights.All) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var model = catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name));
            var request = new Request(
                model, weights.Read(parsed)!, parsed.GetRequiredValue(data), parsed.GetValue(batch) ?? DefaultBatch,
                parsed.GetRequiredValue(device), parsed.GetValue(workers) ?? 1, parsed.GetValue(json));
            return Task.Run(() => Run(request, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        var data = DataSource.Open(request.Data, terminal, cancellation);
        var loader = new BatchLoader(data.Test, Classifier.Check(request.Model, data.Test), request.Batch, request.Workers);
        var device = Devices.Open(request.Device);
        var (loaded, load) = Devices.CreateModule(request.Model, request.Weights, device);
        using var module = loaded;
        List<string> notes = [.. LoadNotes.Of(load!, request.Model), .. OtherClasses(load!, data.Test.Classes)];
        var result = Evaluator.Run(request.Model, module, loader.InOrder(), device, cancellation: cancellation);
        if (request.Json)
        {
            var confusion = Enumerable.Range(0, result.Classes).Select(a => Enumerable.Range(0, result.Classes).Select(p => result.Confused(a, p)).ToArray()).ToArray();
            terminal.WriteJson(new EvalDocument(
                request.Model.Name, request.Weights.File, notes.Count > 0 ? notes : null, data.Name, result.Count, result.Loss, result.Top1, result.Top5, data.Test.Classes, confusion));
            return CommandLine.Success;
        }
        terminal.WriteLine($"{request.Model.Name}, weights of {request.Weights.File}, on the {Numbers.Whole(result.Count)} test images of {data.Name}");
        DataSource.TellLeftOut(data, terminal);
        foreach (var note in notes) terminal.WriteLine(note);
        terminal.WriteLine($"top-1 {Numbers.Share(result.Top1)}, top-5 {Numbers.Share(result.Top5)}, loss {result.Loss:F4}");
        terminal.WriteLine();
        if (result.Classes <= WidestTable) WriteTable(result, data.Test.Classes, terminal);
        else WriteWorst(result, data.Test.Classes, terminal);
        return CommandLine.Success;
    }

    /// <summary>Where the weights were trained on classes of other names than the data's: as many, so that nothing else would tell.</summary>
    private static IEnumerable<string> OtherClasses(LoadReport load, IReadOnlyList<string> classes)
    {
        if (load.Notes.Classes is not { } trained || trained.SequenceEqual(classes, StringComparer.Ordinal)) yield break;
        var at = Enumerable.Range(0, classes.Count).First(i => i >= trained.Count || trained[i] != classes[i]);
        yield return $"{load.Path} was trained on other classes: number {at} is '{(at < trained.Count ? trained[at] : "")}' there and '{classes[at]}' in the data";
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
