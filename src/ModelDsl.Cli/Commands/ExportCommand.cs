using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ModelDsl.Cli.Output;
using ModelDsl.Onnx;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl export</c>: a model in the form of another program, an ONNX file or PyTorch source.</summary>
internal static class ExportCommand
{
    private const string Onnx = "onnx";
    private const string PyTorch = "pytorch";

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var file = new Argument<string?>("FILE") { Description = "The file to write; its name ends in .onnx or .py", Arity = ArgumentArity.ZeroOrOne };
        var target = new Option<string?>("--target") { Description = "onnx or pytorch; without it as the name of FILE ends", HelpName = "TARGET", CustomParser = Target };
        var train = new Option<string?>("--train") { Description = "For pytorch: write a script that trains the model on several GPUs or machines", HelpName = "FILE" };
        var triton = new Option<string?>("--triton") { Description = "Write a model repository for Triton Inference Server into a folder instead", HelpName = "FOLDER" };
        var maxBatch = Parameters.Whole("--max-batch", "The most images that the server puts into one batch", 1, OnnxOptions.LargestSize, new TritonOptions().MaxBatch);
        var gpu = new Option<bool>("--gpu") { Description = "The server runs the model on GPUs" };
        var labels = new Option<string?>("--labels") { Description = "Names of the classes for the server, one a line", HelpName = "FILE" };
        var weights = OnnxExport.Weights(isRequired: false);
        var opset = Parameters.Whole("--opset", "The version of ONNX's operators", OnnxOptions.LeastOpset, OnnxOptions.LargestOpset, new OnnxOptions().Opset);
        var dtype = new Option<OnnxPrecision>("--dtype")
        {
            Description = "float32, float16 or bfloat16; the last two for GPUs", HelpName = "TYPE", DefaultValueFactory = _ => OnnxPrecision.Float32, CustomParser = Precision,
        };
        var engine = new Option<OnnxTarget>("--for") { Description = "any engine, or ort: ONNX Runtime, with its own operator for attention", HelpName = "any|ort", DefaultValueFactory = _ => OnnxTarget.Any, CustomParser = For };
        var batch = Parameters.Whole("--batch", "The number of images in a batch; without it each call may have another one", 1, OnnxOptions.LargestSize);
        var size = new Option<(int, int)?>("--size") { Description = "Height and width of the images, for a model of any size; without it each call may have another one", HelpName = "HxW", CustomParser = Size };
        var external = new Option<bool>("--external") { Description = "Write the weights into a second file, FILE.data; above 2 GiB they always are" };
        var without = new Option<string[]>("--without") { Description = $"Leave out rewritings: {string.Join(", ", OnnxModel.PassNames)}", HelpName = "PASS", AllowMultipleArgumentsPerToken = true };
        var (assembly, json) = (Parameters.Assembly(), Parameters.Json());
        var command = new Command("export", "Write a model and its weights to an ONNX file, or a model as PyTorch source") { name, file, target, train, opset, dtype, engine, batch, size, external, without, triton, maxBatch, gpu, labels, assembly, json };
        foreach (var option in weights.All) command.Add(option);
        command.SetAction(parsed =>
        {
            var model = catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name));
            var (path, repository) = (parsed.GetValue(file), parsed.GetValue(triton));
            if (TargetOf(parsed.GetValue(target), path) == PyTorch)
            {
                Option[] others = [opset, dtype, engine, batch, size, external, without, triton, maxBatch, gpu, labels];
                if (others.FirstOrDefault(o => Parameters.IsGiven(parsed, o)) is { } other) throw new UserException($"{other.Name} is an option of --target onnx");
                if (path is null) throw new UserException("export to PyTorch writes a file: name it behind the model, as in model.py");
                PyTorchExport.Run(model, path, parsed.GetValue(train), weights.Read(parsed), terminal, parsed.GetValue(json));
                return CommandLine.Success;
            }
            if (Parameters.IsGiven(parsed, train)) throw new UserException("--train is an option of --target pytorch");
            if (path is null == repository is null) throw new UserException("export writes one of both: FILE, or a repository with --triton FOLDER");
            if (path is not null) OnnxExport.CheckName(path);
            var specification = OnnxExport.SpecificationOf(model);
            var options = new OnnxOptions
            {
                Opset = parsed.GetValue(opset)!.Value,
                Precision = parsed.GetValue(dtype),
                Target = parsed.GetValue(engine),
                Batch = parsed.GetValue(batch),
                Size = parsed.GetValue(size),
                External = parsed.GetValue(external),
                Without = parsed.GetValue(without) ?? [],
            };
            var given = weights.Read(parsed) ?? throw new UserException("an ONNX file holds weights: name them with --weights FILE ('formula' for those of the golden files)");
            using var source = OnnxExport.Open(given, model, specification);
            var onnx = OnnxModel.Of(specification, source.Values, options with { Metadata = source.Metadata(model) });
            var files = path is not null ? OnnxExport.Save(onnx, path) : WrittenFile.Of(repository!, () => TritonRepository.Write(repository!, model.Name, onnx, new()
            {
                MaxBatch = parsed.GetValue(maxBatch)!.Value,
                OnGpu = parsed.GetValue(gpu),
                Classes = parsed.GetValue(labels) is { } names ? RunCommand.ReadLabels(names) : [],
            }));
            var document = new ExportDocument(model.Name, options.Opset, onnx.Operators.Values.Sum(), onnx.Operators, onnx.Passes, [.. files.Select(ExportedFile.Of)]);
            if (parsed.GetValue(json)) terminal.WriteJson(document);
            else Write(document, terminal);
            return CommandLine.Success;
        });
        return command;
    }

    private static void Write(ExportDocument document, Terminal terminal)
    {
        terminal.WriteLine($"{document.Model}: {Numbers.Whole(document.Nodes)} nodes, opset {document.Opset.ToString(CultureInfo.InvariantCulture)}");
        foreach (var file in document.Files) terminal.WriteLine($"{file.Path}  {Numbers.Whole(file.Bytes)} bytes");
    }

    private static string TargetOf(string? stated, string? path) =>
        stated ?? (path?.EndsWith(".py", StringComparison.OrdinalIgnoreCase) == true ? PyTorch
            : path is null || path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? Onnx
            : throw new UserException($"{path}: ends neither in .onnx nor in .py; say what it is with --target onnx or --target pytorch"));

    private static string? Target(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text is Onnx or PyTorch) return text;
        result.AddError($"--target: '{text}' is neither onnx nor pytorch");
        return null;
    }

    private static OnnxTarget For(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text is "any" or "ort") return text == "ort" ? OnnxTarget.OnnxRuntime : OnnxTarget.Any;
        result.AddError($"--for: '{text}' is neither any nor ort");
        return OnnxTarget.Any;
    }

    private static OnnxPrecision Precision(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        switch (text)
        {
            case "float32" or "fp32": return OnnxPrecision.Float32;
            case "float16" or "fp16": return OnnxPrecision.Float16;
            case "bfloat16" or "bf16": return OnnxPrecision.BFloat16;
            default:
                result.AddError($"--dtype: '{text}' is none of float32, float16 and bfloat16; modeldsl quantize writes int8");
                return OnnxPrecision.Float32;
        }
    }

    private static (int, int)? Size(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var parts = text.Split('x');
        if (parts.Length == 2 && Side(parts[0]) is { } height && Side(parts[1]) is { } width) return (height, width);
        result.AddError($"--size: '{text}' is not a height and a width, as in 224x320");
        return null;
    }

    private static int? Side(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= OnnxOptions.LargestSize ? side : null;
}
