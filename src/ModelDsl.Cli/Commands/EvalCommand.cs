using System.CommandLine;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl eval</c>: how well a model tells classes of images, or of their pixels, apart.</summary>
internal static class EvalCommand
{
    private const int DefaultBatch = 128;

    // IsSegmentation tells the task of a model, and refuses options that it has no use for.
    private sealed record Request(
        EngineSource Engine, string Weights, string Data, Func<ModelDescription, bool> IsSegmentation, int? IgnoreLabel, SegmentationSettings Settings, int Batch, int Workers, bool Json);

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
        var task = Tasks.Option();
        var ignore = SegmentationParameters.IgnoreLabel();
        var segmentation = new SegmentationParameters();
        var command = new Command("eval", "Measure a model on test images") { name, data, assembly, task, ignore, batch, workers, json };
        foreach (var option in (IEnumerable<Option>)[.. segmentation.All, .. engine.All, .. weights.All]) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var (model, file) = (parsed.GetRequiredValue(name), weights.Read(parsed));
            var source = engine.Read(parsed, model, catalog.With(parsed.GetValue(assembly)), file);
            if (source.Model is not null && file is null) throw new UserException("eval measures trained weights: name them with --weights FILE");
            var request = new Request(
                source, file?.File ?? model, parsed.GetRequiredValue(data), IsSegmentation, parsed.GetValue(ignore), segmentation.Read(parsed), parsed.GetValue(batch) ?? DefaultBatch,
                parsed.GetValue(workers) ?? 1, parsed.GetValue(json));
            return Task.Run(() => Run(request, terminal, cancellation), cancellation);

            bool IsSegmentation(ModelDescription asked)
            {
                var isSegmentation = Tasks.IsSegmentation(parsed.GetValue(task), asked);
                Tasks.Refuse(parsed, isSegmentation ? [batch] : [ignore, .. segmentation.All], asked, isSegmentation);
                return isSegmentation;
            }
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        // What is known of a model by name is checked before its weights are read.
        var data = request.Engine.Model is { } known ? Open(request, known, terminal, cancellation) : null;
        using var engine = request.Engine.Open();
        data ??= Open(request, engine.Model, terminal, cancellation);
        List<string> notes = [.. engine.Load is { } load ? LoadNotes.Of(load, engine.Model) : [], .. OtherClasses(request.Weights, engine.Classes, data.Classes)];
        Action<string> head = what =>
        {
            terminal.WriteLine($"{engine.Model.Name}, weights of {request.Weights}, on the {Numbers.Whole(data.TestCount)} test images of {data.Name}");
            DataSource.TellLeftOut(data, terminal);
            foreach (var note in notes) terminal.WriteLine(note);
            terminal.WriteLine(what);
            terminal.WriteLine();
        };
        if (data is SegmentationData pictures)
        {
            var result = SegmentationEvaluator.Run(Segmentation.Of(engine, request.Settings), pictures.Test, request.Workers, cancellation);
            if (request.Json) terminal.WriteJson(SegmentationEvalDocument.Of(engine.Model.Name, request.Weights, notes, data, result));
            else SegmentationReport.Write(result, data.Classes, head, terminal);
        }
        else
        {
            var images = (ImageData)data;
            var loader = new BatchLoader(images.Test, images.Check(engine.Model), request.Batch, request.Workers);
            var result = Evaluator.Run(engine.Model, loader.ArraysInOrder(), batch => engine.Run(new TensorRecord(batch.Shape, batch.Images))[0].Tensor.Values, cancellation);
            if (request.Json) terminal.WriteJson(EvalDocument.Of(engine.Model.Name, request.Weights, notes, data, result));
            else ClassificationReport.Write(result, data.Classes, head, terminal);
        }
        return CommandLine.Success;
    }

    private static TrainingData Open(Request request, ModelDescription model, Terminal terminal, CancellationToken cancellation)
    {
        var data = DataSource.Open(request.Data, request.IsSegmentation(model), request.IgnoreLabel, terminal, cancellation);
        data.Check(model);
        return data;
    }

    /// <summary>Where the weights were trained on classes of other names than the data's: as many, so that nothing else would tell.</summary>
    private static IEnumerable<string> OtherClasses(string file, IReadOnlyList<string>? trained, IReadOnlyList<string> classes)
    {
        if (trained is null || trained.SequenceEqual(classes, StringComparer.Ordinal)) yield break;
        var at = Enumerable.Range(0, classes.Count).First(i => i >= trained.Count || trained[i] != classes[i]);
        yield return $"{file} was trained on other classes: number {at} is '{(at < trained.Count ? trained[at] : "")}' there and '{classes[at]}' in the data";
    }
}
