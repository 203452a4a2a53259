using System.CommandLine;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl run</c>: what a model says of images.</summary>
internal static class RunCommand
{
    private const int DefaultTop = 5;

    private sealed record Request(
        ModelInfo Model, PreprocessingInfo Preprocessing, string[] Images, WeightSource? Weights, int Top, string Device, string[]? Labels, bool Json);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG, PNG, WebP, GIF or BMP files", Arity = ArgumentArity.OneOrMore };
        var weights = new WeightParameters(Parameters.Weights());
        var assembly = Parameters.Assembly();
        var top = Parameters.Whole("--top", "Classes to print for each image", 1, 100_000, DefaultTop);
        var labels = new Option<string?>("--labels") { Description = "Names of the classes, one a line; where not given, those that the weight file has", HelpName = "FILE" };
        var device = Parameters.Device();
        var json = Parameters.Json();
        var command = new Command("run", "Classify images") { name, images, assembly, top, labels, device, json };
        foreach (var option in weights.All) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var model = catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name));
            var request = new Request(
                model, model.Preprocessing ?? throw new UserException($"{model.Name} does not state how an image becomes its input"),
                parsed.GetRequiredValue(images), weights.Read(parsed), parsed.GetValue(top) ?? DefaultTop,
                parsed.GetRequiredValue(device), parsed.GetValue(labels) is { } file ? ReadLabels(file) : null, parsed.GetValue(json));
            return Task.Run(() => Run(request, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        // The cheap mistakes first: a file that is no image should not wait for a model to be made.
        foreach (var image in request.Images) _ = ImageFile.Read(image);
        var device = Devices.Open(request.Device);
        var (loaded, load) = Devices.CreateModule(request.Model, request.Weights, device);
        using var module = loaded;
        if (request.Labels is null && load?.Notes.Classes is { } classes && classes.Count == request.Model.Classes) request = request with { Labels = [.. classes] };
        IReadOnlyList<string> notes = load is null ? [] : LoadNotes.Of(load, request.Model);
        using var inference = torch.no_grad();
        var results = new List<ImageDocument>();
        foreach (var image in request.Images)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Look(request, image, module, device));
        }
        if (request.Json) terminal.WriteJson(new RunDocument(request.Model.Name, request.Weights?.File, notes.Count > 0 ? notes : null, request.Device, results));
        else Write(request, notes, results, terminal);
        return CommandLine.Success;
    }

    private static ImageDocument Look(Request request, string image, torch.nn.Module module, torch.Device device)
    {
        using var local = Preprocessing.Load(image, request.Preprocessing);
        using var input = local.to(device);
        var outputs = request.Model.Forward(module, input);
        try
        {
            return outputs is [{ Value.shape: [1, _] } logits]
                ? new ImageDocument(image, Classes(request, logits.Value), null)
                : new ImageDocument(image, null, [.. outputs.Select(Feature)]);
        }
        finally
        {
            foreach (var output in outputs) output.Value.Dispose();
        }
    }

    private static List<ClassDocument> Classes(Request request, torch.Tensor logits)
    {
        var values = TensorRecord.Of(logits).Values;
        if (request.Labels is { } labels && labels.Length != values.Length)
            throw new UserException($"--labels: {labels.Length} names for a model of {values.Length} classes");
        if (values.Any(v => !float.IsFinite(v)))
            throw new UserException($"{request.Model.Name} yields values that are not finite; are these its weights?");
        var largest = values.Max();
        var sum = values.Sum(v => Math.Exp(v - largest));
        return [.. values.Index().OrderByDescending(v => v.Item).Take(request.Top)
            .Select(v => new ClassDocument(v.Index, request.Labels?[v.Index], Math.Exp(v.Item - largest) / sum))];
    }

    private static FeatureDocument Feature(NamedTensor output)
    {
        var record = TensorRecord.Of(output.Value);
        return new FeatureDocument(output.Name, record.Shape, record.Mean, record.Rms);
    }

    private static void Write(Request request, IReadOnlyList<string> notes, List<ImageDocument> results, Terminal terminal)
    {
        terminal.WriteLine(request.Weights is { File: var file }
            ? $"{request.Model.Name}, weights of {file}"
            : $"{request.Model.Name} with random weights (seed {Devices.Seed}): the result means nothing. --weights FILE loads trained ones.");
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
