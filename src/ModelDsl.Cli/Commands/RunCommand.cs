using System.CommandLine;
using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl run</c>: what a model says of images.</summary>
internal static class RunCommand
{
    private const int DefaultTop = 5;

    // IsSegmentation tells the task of a model, and refuses options that it has no use for.
    private sealed record Request(
        EngineSource Engine, string[] Images, WeightSource? Weights, Func<ModelDescription, bool> IsSegmentation, SegmentationSettings Settings, string? Overlay, string? Palette, int Top,
        string[]? Labels, bool Json);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.ModelOrFile();
        var engine = new EngineParameters([.. EngineName.All]);
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG, PNG, WebP, GIF or BMP files", Arity = ArgumentArity.OneOrMore };
        var weights = new WeightParameters(Parameters.Weights());
        var assembly = Parameters.Assembly();
        var top = Parameters.Whole("--top", "Classes to print for each image", 1, 100_000, DefaultTop);
        var labels = new Option<string?>("--labels") { Description = "Names of the classes, one a line; where not given, those that the weight file has", HelpName = "FILE" };
        var json = Parameters.Json();
        var task = Tasks.Option();
        var output = new Option<string?>("--out", "-o") { Description = "Of a segmentation: the PNG file for the image under the colours of its pixels' classes; for several images a folder", HelpName = "FILE" };
        var palette = new Option<string?>("--palette") { Description = "Of a segmentation: a PNG mask whose palette has the colours; default: those of PASCAL VOC", HelpName = "FILE" };
        var segmentation = new SegmentationParameters();
        var command = new Command("run", "Classify images, or their pixels") { name, images, assembly, task, output, palette, top, labels, json };
        foreach (var option in (IEnumerable<Option>)[.. segmentation.All, .. engine.All, .. weights.All]) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var file = weights.Read(parsed);
            var source = engine.Read(parsed, parsed.GetRequiredValue(name), catalog.With(parsed.GetValue(assembly)), file);
            if (source.Model is { } model)
            {
                _ = PreprocessingOf(model);
                _ = IsSegmentation(model);
            }
            var request = new Request(
                source, parsed.GetRequiredValue(images), file, IsSegmentation, segmentation.Read(parsed), parsed.GetValue(output), parsed.GetValue(palette), parsed.GetValue(top) ?? DefaultTop,
                parsed.GetValue(labels) is { } names ? ReadLabels(names) : null, parsed.GetValue(json));
            return Task.Run(() => Run(request, terminal, cancellation), cancellation);

            bool IsSegmentation(ModelDescription asked)
            {
                var isSegmentation = Tasks.IsSegmentation(parsed.GetValue(task), asked);
                if (!isSegmentation) Tasks.Refuse(parsed, [output, palette, .. segmentation.All], asked, isSegmentation);
                return isSegmentation;
            }
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        if (request.Overlay is { } output) PixelPainter.CheckPlaces(request.Images, output);
        // The cheap mistakes first: a file that is not an image should not wait for a model to be made.
        foreach (var image in request.Images) _ = ImageFile.Read(image);
        using var engine = request.Engine.Open();
        var preprocessing = PreprocessingOf(engine.Model);
        if (request.Labels is null && engine.Classes is { } classes && classes.Count == (engine.Model.Classes ?? engine.Model.PixelClasses)) request = request with { Labels = [.. classes] };
        var painter = request.IsSegmentation(engine.Model)
            ? new PixelPainter(Segmentation.Of(engine, request.Settings), request.Palette, request.Labels, request.Images.Length == 1, request.Overlay)
            : null;
        var notes = engine.Load is { } load ? LoadNotes.Of(load, engine.Model) : [];
        var results = new List<ImageDocument>();
        foreach (var image in request.Images)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(painter?.Look(image) ?? Look(request, image, engine, preprocessing));
        }
        if (request.Json) terminal.WriteJson(new RunDocument(engine.Model.Name, request.Weights?.File, notes.Count > 0 ? notes : null, request.Engine.Device, results));
        else Write(request, engine.Model, notes, results, terminal);
        return CommandLine.Success;
    }

    internal static PreprocessingInfo PreprocessingOf(ModelDescription model)
    {
        var preprocessing = model.Preprocessing ?? throw new UserException($"{model.Name} does not state how an image becomes its input; a model whose class has [Preprocessing] does, also one of yours (--assembly FILE)");
        return Preprocessing.ContradictionIn(preprocessing) is { } contradiction ? throw new UserException($"{model.Name}: {contradiction}") : preprocessing;
    }

    private static ImageDocument Look(Request request, string image, IEngine engine, PreprocessingInfo preprocessing)
    {
        var outputs = engine.Run(new TensorRecord([1, Preprocessing.ChannelsOf(preprocessing), preprocessing.Height, preprocessing.Width], Preprocessing.Read([image], preprocessing)));
        return outputs is [{ Tensor: { Shape: [1, _] } logits }]
            ? new ImageDocument(image, Classes(request, engine.Model.Name, logits.Values), null)
            : new ImageDocument(image, null, [.. outputs.Select(o => new FeatureDocument(o.Name, o.Tensor.Shape, o.Tensor.Mean, o.Tensor.Rms))]);
    }

    private static List<ClassDocument> Classes(Request request, string model, float[] logits)
    {
        if (request.Labels is { } labels && labels.Length != logits.Length)
            throw new UserException($"--labels: {labels.Length} names for a model of {logits.Length} classes");
        if (logits.Any(v => !float.IsFinite(v)))
            throw new UserException($"{model} yields values that are not finite; are these its weights?");
        return [.. ClassScore.Of(logits, request.Labels, request.Top).Select(c => new ClassDocument(c.Index, c.Name, c.Probability))];
    }

    private static void Write(Request request, ModelDescription model, IReadOnlyList<string> notes, List<ImageDocument> results, Terminal terminal)
    {
        terminal.WriteLine(
            request.Engine.Model is null ? $"{model.Name}, weights of its file"
            : request.Weights is { File: var file } ? $"{model.Name}, weights of {file}"
            : $"{model.Name} with random weights (seed {Devices.Seed}): the result means nothing. --weights FILE loads trained ones.");
        foreach (var note in notes) terminal.WriteLine(note);
        foreach (var image in results)
        {
            terminal.WriteLine();
            terminal.WriteLine(image.File);
            if (image.Classes is { } classes)
            {
                var table = request.Labels is null ? ConsoleTables.Create(">Class", ">Probability") : ConsoleTables.Create(">Class", "Name", ">Probability");
                foreach (var (index, label, probability) in classes)
                {
                    if (label is null) table.Row($"{index}", $"{probability:P2}");
                    else table.Row($"{index}", label, $"{probability:P2}");
                }
                terminal.WriteTable(table);
            }
            else if (image.Shares is { } shares)
            {
                if (image.Overlay is { } overlay) terminal.WriteLine($"{overlay} shows them");
                var table = ConsoleTables.Create(">Class", "Name", ">Share", "Colour");
                foreach (var share in shares.Take(request.Top)) table.Row($"{share.Index}", share.Label ?? "", Numbers.Share(share.Share), share.Colour);
                terminal.WriteTable(table);
            }
            else
            {
                var table = ConsoleTables.Create("Output", "Shape", ">Mean", ">RMS");
                foreach (var (name, shape, mean, rms) in image.Features!)
                    table.Row(name, Numbers.Shape(shape), $"{mean:g4}", $"{rms:g4}");
                terminal.WriteTable(table);
            }
        }
    }

    internal static string[] ReadLabels(string file)
    {
        if (Directory.Exists(file)) throw new UserException($"--labels: {file}: is a folder, not a file with a name in each line");
        if (!Path.Exists(file)) throw new UserException($"--labels: {file}: no such file");
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserException($"--labels: {file} cannot be read: {e.Message}", e);
        }
    }
}
