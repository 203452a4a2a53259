using System.CommandLine;
using ModelDsl.Cli.Verification;
using ModelDsl.Onnx;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary>What the commands that write ONNX files have in common.</summary>
internal static class OnnxExport
{
    /// <summary>What <c>--weights</c> says for the weights of the golden files.</summary>
    public const string Formula = "formula";

    /// <summary>Refuses a name that is not one of an ONNX file.</summary>
    public static void CheckName(string path)
    {
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) throw new UserException($"{path}: the name of an ONNX file ends in .onnx");
    }

    /// <summary>The model's specification.</summary>
    /// <exception cref="UserException">It has none.</exception>
    public static Specification SpecificationOf(ModelInfo model) =>
        model.Specification?.Invoke() ?? throw new UserException($"{model.Name} has no specification that could be exported: it was not generated");

    /// <summary>The options that name the weights.</summary>
    /// <param name="isRequired">Whether there must be some.</param>
    public static WeightParameters Weights(bool isRequired = true) =>
        new(new Option<string?>("--weights") { Description = "A weight file; or 'formula', the weights of the golden files", HelpName = "FILE", Required = isRequired });

    /// <summary>The weights that the options name. Only what adapts them to the model needs libtorch.</summary>
    /// <param name="source">The options.</param>
    /// <param name="model">The model.</param>
    /// <param name="specification">Its specification.</param>
    /// <param name="values">The values, to be read before what is returned is disposed.</param>
    /// <returns>The open file or the module that holds the values; null for neither.</returns>
    public static IDisposable? Open(WeightSource source, ModelInfo model, Specification specification, out IStateValues values)
    {
        if (source.File == Formula)
        {
            values = new FormulaValues(specification);
            return null;
        }
        if (source.Options.Adapters.Count > 0)
        {
            var module = Devices.CreateModule(model, source, TorchSharp.torch.CPU).Module;
            values = StateValues.Of(module);
            return module;
        }
        var file = WeightFile.Open(source.File, source.Options.Mapping);
        values = StateValues.Of(file, specification, source.Options.Under);
        return file;
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Save(OnnxModel model, string path) => Written(path, () => model.Save(path));

    /// <summary>Writes files.</summary>
    /// <exception cref="UserException">One cannot be written.</exception>
    public static IReadOnlyList<string> Written(string path, Func<IReadOnlyList<string>> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserException($"{path}: cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
