using System.CommandLine;
using System.Globalization;
using ModelDsl.Cli.Benchmarking;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Output;
using ModelDsl.Onnx;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl quantize</c>: a classifier in 8-bit numbers.</summary>
internal static class QuantizeCommand
{
    private const int DefaultImages = 128;
    private const double SecondsOfTiming = 5;

    private sealed record Request(ModelInfo Model, string File, WeightSource Weights, string Data, int Images, double Agreement, bool ReducesRange, int Opset, bool Json);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var file = new Argument<string>("FILE") { Description = "The file to write; its name ends in .onnx" };
        var weights = OnnxExport.Weights();
        var data = new Option<string>("--data") { Description = $"A folder of images, whatever their classes, or {DataSource.FashionMnist} for its test images: half of them set the ranges, the other half check the result", HelpName = "DATA", Required = true };
        var images = Parameters.Whole("--images", "Images to take, spread over all", 2, 1_000_000, DefaultImages);
        var agreement = Parameters.Real("--agreement", "The share of images for which the class must stay the same", 0, 1, 0.99);
        var reduce = new Option<bool>("--reduce-range") { Description = "Weights of 7 bits, for processors without VNNI" };
        var opset = Parameters.Whole("--opset", "The version of ONNX's operators", OnnxOptions.LeastOpset, OnnxOptions.LargestOpset, new OnnxOptions().Opset);
        var (assembly, json) = (Parameters.Assembly(), Parameters.Json());
        var command = new Command("quantize", "Write a classifier in 8-bit numbers to an ONNX file") { name, file, data, images, agreement, reduce, opset, assembly, json };
        foreach (var option in weights.All) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var request = new Request(
                catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name)), parsed.GetRequiredValue(file), weights.Read(parsed)!, parsed.GetRequiredValue(data),
                parsed.GetValue(images) ?? DefaultImages, parsed.GetValue(agreement)!.Value, parsed.GetValue(reduce), parsed.GetValue(opset)!.Value, parsed.GetValue(json));
            return Task.Run(() => Run(request, terminal, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        var (model, path) = (request.Model, request.File);
        OnnxExport.CheckName(path);
        var preprocessing = RunCommand.PreprocessingOf(model);
        var specification = OnnxExport.SpecificationOf(model);
        var shape = new[] { 1L, Preprocessing.ChannelsOf(preprocessing), preprocessing.Height, preprocessing.Width };
        var images = Images(request, preprocessing, terminal, cancellation);
        using var source = OnnxExport.Open(request.Weights, model, specification);
        var values = source.Values;
        var options = new OnnxOptions { Opset = request.Opset, Metadata = source.Metadata(model) };
        QuantizationReport report = null!;
        terminal.Follow(model.Name, request.Json, progress => report = new Quantizer(specification, values, options)
        {
            Agreement = request.Agreement,
            ReducesRange = request.ReducesRange,
            Progress = progress,
        }.Run(images, shape, cancellation));
        var files = OnnxExport.Save(report.Model, path);
        var (single, eight) = Times(OnnxModel.Of(specification, values, options), path, images[0], shape, cancellation);
        var document = new QuantizeDocument(
            model.Name, report.Images, report.Agreement, report.AgreementOfAll, report.Layers, report.InFloat, single.Median, eight.Median,
            [.. files.Select(ExportedFile.Of)]);
        if (request.Json) terminal.WriteJson(document);
        else Write(document, terminal);
        if (report.Agreement >= request.Agreement) return CommandLine.Success;
        terminal.WriteError($"the class stays the same for {Numbers.Percent(100 * report.Agreement)} of the images, fewer than --agreement {request.Agreement.ToString(CultureInfo.InvariantCulture)} asks for");
        return CommandLine.Mismatch;
    }

    /// <summary>Some of the images, spread over all, as the model takes them.</summary>
    private static List<float[]> Images(Request request, PreprocessingInfo preprocessing, Terminal terminal, CancellationToken cancellation)
    {
        var (all, read) = Source(request, terminal, cancellation);
        var count = Math.Min(all, request.Images);
        return [.. Enumerable.Range(0, count).Select(i => Preprocessing.Apply(read((int)((long)i * all / count)), preprocessing))];
    }

    /// <summary>How many images there are, and what reads one.</summary>
    private static (int Count, Func<int, RgbImage> Read) Source(Request request, Terminal terminal, CancellationToken cancellation)
    {
        if (request.Data == DataSource.FashionMnist)
        {
            var test = DataSource.OpenImages(request.Data, terminal, cancellation).Test;
            return (test.Count, test.Read);
        }
        if (!Directory.Exists(request.Data)) throw new UserException($"--data: {request.Data}: no such folder, nor the name of a data set ({DataSource.FashionMnist})");
        var files = ImageFolder.FilesIn(request.Data);
        if (files.Count < 2) throw new UserException($"--data: {request.Data} has {files.Count} images; quantizing takes at least 2, and 100 or more are wise");
        return (files.Count, i => ImageFile.Read(files[i]));
    }

    /// <summary>Milliseconds of an image in single precision and in 8 bits, in turns on one thread.</summary>
    private static (Timing Single, Timing Eight) Times(OnnxModel single, string path, float[] image, long[] shape, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var other = Path.Combine(folder.Path, "model.onnx");
        single.Save(other);
        using var first = OnnxContestant.Of(other, [new TensorRecord(shape, image)], new() { Threads = 1 });
        using var second = OnnxContestant.Of(path, [new TensorRecord(shape, image)], new() { Threads = 1 });
        var times = Contest.Run([first, second], SecondsOfTiming, () => { }, _ => { }, cancellation);
        return (Contest.Of(times[0]), Contest.Of(times[1]));
    }

    private static void Write(QuantizeDocument d, Terminal terminal)
    {
        terminal.WriteLine($"{d.Model}: the class stays the same for {Numbers.Percent(100 * d.Agreement)} of {Numbers.Whole(d.Images)} images that set no range");
        terminal.WriteLine($"  {d.Layers} layers in 8 bits, {d.InFloat.Count} in floating point{(d.InFloat.Count == 0 ? "" : $" ({Numbers.Percent(100 * d.AgreementOfAll)} with all in 8 bits)")}");
        foreach (var layer in d.InFloat) terminal.WriteLine($"    {layer}");
        terminal.WriteLine($"  {d.MedianInInt8:F1} ms an image on one thread, {d.MedianInFloat:F1} ms in single precision: {d.MedianInInt8 / d.MedianInFloat:F2} of the time");
        foreach (var file in d.Files) terminal.WriteLine($"{file.Path}  {Numbers.Whole(file.Bytes)} bytes");
    }
}
