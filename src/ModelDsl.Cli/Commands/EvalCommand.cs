using System.CommandLine;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl eval</c>: how well a model tells classes apart.</summary>
internal static class EvalCommand
{
    private const int DefaultBatch = 128;

    // A wider table fits no window.
    private const int WidestTable = 20;

    private const int WorstPairs = 20;

    private sealed record Request(EngineSource Engine, string Weights, string Data, int Batch, int Workers, bool Json);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.ModelOrFile();
        var engine = new EngineParameters([.. EngineName.All]);
        var weights = new WeightParameters(new Option<string?>("--weights") { Description = "The file of weights; an ONNX file has its own", HelpName = "FILE" });
        var data = Parameters.Data();
        var assembly = Parameters.Assembly();
        var batch = Parameters.Whole("--batch", "Images at a time", 1, 65_536, DefaultBatch);
        var workers = Parameters.Workers();
        var json = Parameters.Json();
        var command = new Command("eval", "Measure a model on test images") { name, data, assembly, batch, workers, json };
        foreach (var option in (IEnumerable<Option>)[.. engine.All, .. weights.All]) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var (model, file) = (parsed.GetRequiredValue(name), weights.Read(parsed));
            var source = engine.Read(parsed, model, catalog.With(parsed.GetValue(assembly)), file);
            if (source.Model is not null && file is null) throw new UserException("eval measures trained weights: name them with --weights FILE");
            var request = new Request(source, file?.File ?? model, parsed.GetRequiredValue(data), parsed.GetValue(batch) ?? DefaultBatch, parsed.GetValue(workers) ?? 1, parsed.GetValue(json));
            return Task.Run(() => Run(request, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        var data = DataSource.Open(request.Data, terminal, cancellation);
        // What is known of a model by name is checked before its weights are read.
        if (request.Engine.Model is { } known) Classifier.Check(known, data.Test);
        using var engine = request.Engine.Open();
        var model = engine.Model;
        var loader = new BatchLoader(data.Test, Classifier.Check(model, data.Test), request.Batch, request.Workers);
        List<string> notes = [.. engine.Load is { } load ? LoadNotes.Of(load, model) : [], .. OtherClasses(request.Weights, engine.Classes, data.Test.Classes)];
        var result = Evaluator.Run(model, loader.ArraysInOrder(), batch => engine.Run(new TensorRecord(batch.Shape, batch.Images))[0].Tensor.Values, cancellation);
        if (request.Json)
        {
            var confusion = Enumerable.Range(0, result.Classes).Select(a => Enumerable.Range(0, result.Classes).Select(p => result.Confused(a, p)).ToArray()).ToArray();
            terminal.WriteJson(new EvalDocument(
                model.Name, request.Weights, notes.Count > 0 ? notes : null, data.Name, result.Count, result.Loss, result.Top1, result.Top5, data.Test.Classes, confusion));
            return CommandLine.Success;
        }
        terminal.WriteLine($"{model.Name}, weights of {request.Weights}, on the {Numbers.Whole(result.Count)} test images of {data.Name}");
        DataSource.TellLeftOut(data, terminal);
        foreach (var note in notes) terminal.WriteLine(note);
        terminal.WriteLine($"top-1 {Numbers.Share(result.Top1)}, top-5 {Numbers.Share(result.Top5)}, loss {result.Loss:F4}");
        terminal.WriteLine();
        if (result.Classes <= WidestTable) WriteTable(result, data.Test.Classes, terminal);
        else WriteWorst(result, data.Test.Classes, terminal);
        return CommandLine.Success;
    }

    /// <summary>Where the weights were trained on classes of other names than the data's: as many, so that nothing else would tell.</summary>
    private static IEnumerable<string> OtherClasses(string file, IReadOnlyList<string>? trained, IReadOnlyList<string> classes)
    {
        if (trained is null || trained.SequenceEqual(classes, StringComparer.Ordinal)) yield break;
        var at = Enumerable.Range(0, classes.Count).First(i => i >= trained.Count || trained[i] != classes[i]);
        yield return $"{file} was trained on other classes: number {at} is '{(at < trained.Count ? trained[at] : "")}' there and '{classes[at]}' in the data";
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
