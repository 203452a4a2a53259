using System.Globalization;
using System.Text;
using ModelDsl.Onnx.Lowering;
using ModelDsl.Runtime;

namespace ModelDsl.Onnx;

/// <summary>How Triton Inference Server serves a model.</summary>
public sealed record TritonOptions
{
    /// <summary>The most images that the server puts into one batch.</summary>
    public int MaxBatch { get; init; } = 32;

    /// <summary>How long the server waits for further images, in microseconds.</summary>
    public int QueueDelay { get; init; } = 2000;

    /// <summary>Whether the model runs on GPUs.</summary>
    public bool OnGpu { get; init; }

    /// <summary>The names of the classes, in order; none where they are not known.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}

/// <summary>
/// A model repository of Triton Inference Server: one folder for the model with its configuration, the names of its classes, and the
/// ONNX file as version 1. Azure ML and KServe take it too.
/// </summary>
public static class TritonRepository
{
    private const string Labels = "labels.txt";

    /// <summary>Writes the repository.</summary>
    /// <param name="folder">The repository; the model is a folder in it, which is made or replaced.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="model">The model; its batch has to be free.</param>
    /// <param name="options">How it is served.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="OnnxException">The batch is fixed, a name is none for a server, or there are fewer or more names than classes.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, string name, OnnxModel model, TritonOptions options)
    {
        var place = Path.Combine(folder, name);
        var configuration = Configuration(name, model, options);
        FilePlace.MakeFolder(Path.Combine(place, "1"));
        List<string> files = [.. model.Save(Path.Combine(place, "1", "model.onnx"))];
        if (options.Classes.Count > 0) Text(Labels, string.Concat(options.Classes.Select(c => c + "\n")));
        Text("config.pbtxt", configuration);
        return files;

        void Text(string file, string content)
        {
            var path = Path.Combine(place, file);
            AtomicFile.WriteText(path, content);
            files.Add(path);
        }
    }

    /// <summary>The configuration: inputs and outputs without the batch, which the server forms; with all their axes where it cannot.</summary>
    internal static string Configuration(string name, OnnxModel model, TritonOptions options)
    {
        if (model.Inputs.Concat(model.Outputs).FirstOrDefault(p => p.Shape is [>= 0, ..]) is { } fixedPort)
            throw new OnnxException($"{fixedPort} has no free batch, so the server cannot put images together; export without --batch");
        if (name.Length == 0 || name[0] == '.' || name.Any(c => char.IsControl(c) || c is '/' or '\\' or '"'))
            throw new OnnxException($"'{MismatchText.Printable(name)}' cannot be the name of a model: it is a folder of the repository");
        if (options.Classes.FirstOrDefault(c => c.Any(char.IsControl)) is { } broken)
            throw new OnnxException($"a class is called '{MismatchText.Printable(broken)}', and {Labels} has one name on each line");
        if (options.Classes.Count > 0 && (model.Outputs is not [{ Shape: [_, var classes] }] || classes != options.Classes.Count))
            throw new OnnxException($"{options.Classes.Count} names of classes do not fit what the model yields: {string.Join(", ", model.Outputs)}");
        var isBatched = IsBatched([.. model.InputValues.Concat(model.OutputValues).Select(v => v.Shape)]);
        var text = new StringBuilder();
        Line($"name: \"{name}\"");
        Line($"backend: \"onnxruntime\"");
        if (!isBatched) Line($"# Not all that goes in and comes out has the same free first axis and that only there: requests cannot be put together.");
        Line($"max_batch_size: {(isBatched ? options.MaxBatch : 0)}");
        foreach (var port in model.InputValues) Port("input", port, false);
        foreach (var port in model.OutputValues) Port("output", port, options.Classes.Count > 0);
        int[] preferred = [.. new[] { 4, 8, 16 }.Where(size => size <= options.MaxBatch)];
        if (isBatched) Line($"dynamic_batching {{ {(preferred.Length == 0 ? "" : $"preferred_batch_size: [ {string.Join(", ", preferred)} ] ")}max_queue_delay_microseconds: {options.QueueDelay} }}");
        Line($"instance_group [ {{ count: 1 kind: {(options.OnGpu ? "KIND_GPU" : "KIND_CPU")} }} ]");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Port(string kind, Value port, bool hasLabels)
        {
            List<long> sizes = [.. port.Shape.Skip(isBatched ? 1 : 0).Select(size => size.IsConstant ? size.Value : -1)];
            // A tensor without an axis beside the batch is written as one of one element.
            var shape = sizes.Count > 0 ? $"dims: [ {string.Join(", ", sizes)} ]" : "dims: [ 1 ] reshape: { shape: [ ] }";
            var name = port.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            Line($"{kind} [ {{ name: \"{name}\" data_type: {TypeOf(port.Type)} {shape}{(hasLabels ? $" label_filename: \"{Labels}\"" : "")} }} ]");
        }
    }

    /// <summary>Whether the server may put requests together: all tensors have one symbol as their first size, and no other size follows from it.</summary>
    private static bool IsBatched(IReadOnlyList<Shape> shapes)
    {
        if (shapes[0].Rank == 0 || shapes[0][0].SingleAtom is not SymbolAtom batch) return false;
        return shapes.All(s => s.Rank > 0 && s[0] == shapes[0][0] && !s.Skip(1).SelectMany(size => size.Symbols).Any(symbol => symbol.Name == batch.Name));
    }

    private static string TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => "TYPE_FP32",
        ElementType.Int64 => "TYPE_INT64",
        ElementType.Bool => "TYPE_BOOL",
    };
}
