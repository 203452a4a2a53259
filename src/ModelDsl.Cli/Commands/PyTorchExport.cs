using ModelDsl.Cli.Output;
using ModelDsl.Cli.Verification;
using ModelDsl.PyTorch;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl export --target pytorch</c>: a model as PyTorch source.</summary>
internal static class PyTorchExport
{
    /// <summary>Writes a model, and what is asked for beside it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <param name="script">Where the script that trains it goes; null for none.</param>
    /// <param name="weights">The weights to write beside it; null for none.</param>
    /// <param name="terminal">Where it is reported.</param>
    /// <param name="isJson">Whether as JSON.</param>
    /// <exception cref="UserException">A file cannot be written.</exception>
    /// <exception cref="PyTorchException">The model cannot be said in PyTorch.</exception>
    public static void Run(ModelInfo model, string path, string? script, WeightSource? weights, Terminal terminal, bool isJson)
    {
        if (!path.EndsWith(".py", StringComparison.OrdinalIgnoreCase)) throw new UserException($"{path}: the name of a Python file ends in .py");
        if (script is not null && Path.GetFullPath(script) == Path.GetFullPath(path)) throw new UserException($"--train: {script} is the file of the model");
        var source = PyTorchModel.Of(OnnxExport.SpecificationOf(model), OptionsOf(model));
        List<string> files = [WrittenFile.Of(path, source.Text)];
        if (script is not null) files.Add(WrittenFile.Of(script, PyTorchModel.TrainingScript));
        if (weights is not null)
        {
            var checkpoint = Path.ChangeExtension(path, ".safetensors");
            files.Add(WrittenFile.Of(checkpoint, () => SaveWeights(model, weights, checkpoint)));
        }
        var document = new PyTorchDocument(model.Name, source.Classes, [.. files.Select(ExportedFile.Of)]);
        if (isJson) terminal.WriteJson(document);
        else Write(document, terminal);
    }

    /// <summary>What the file says of a model.</summary>
    public static PyTorchOptions OptionsOf(ModelInfo model) => new()
    {
        Name = Identifier(model.Name),
        ClassName = Identifier(model.Layers.Kind),
        Description = model.Description,
        Paper = model.Paper,
        License = model.Published?.License ?? "",
        Preprocessing = model.Preprocessing is not { } preprocessing ? null : new(
            preprocessing.CropFraction, preprocessing.Mode == CropMode.Squash ? "squash" : "center", preprocessing.Mean, preprocessing.StandardDeviation),
    };

    private static void Write(PyTorchDocument document, Terminal terminal)
    {
        terminal.WriteLine($"{document.Model}: {Numbers.Whole(document.Classes.Count)} classes");
        foreach (var file in document.Files) terminal.WriteLine($"{file.Path}  {Numbers.Whole(file.Bytes)} bytes");
    }

    private static string SaveWeights(ModelInfo model, WeightSource weights, string path)
    {
        var isFormula = weights.File == OnnxExport.Formula;
        using var module = isFormula ? model.Create(Initialization.Published) : Devices.CreateModule(model, weights, TorchSharp.torch.CPU).Module;
        if (isFormula) FormulaWeights.Apply(module);
        Runtime.Weights.Save(module, path);
        return path;
    }

    /// <summary>A model may be called with dots or dashes.</summary>
    private static string Identifier(string name) => new([.. (char.IsAsciiDigit(name[0]) ? "_" + name : name).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
}
