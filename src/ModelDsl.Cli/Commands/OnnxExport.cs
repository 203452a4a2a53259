using ModelDsl.Cli.Verification;
using ModelDsl.Onnx;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary>What the commands that write ONNX files have in common.</summary>
internal static class OnnxExport
{
    /// <summary>What <c>--weights</c> says for the weights of the golden files.</summary>
    private const string Formula = "formula";

    /// <summary>Refuses a name that is not one of an ONNX file.</summary>
    public static void CheckName(string path)
    {
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) throw new UserException($"{path}: the name of an ONNX file ends in .onnx");
    }

    /// <summary>The model's specification.</summary>
    /// <exception cref="UserException">It has none.</exception>
    public static Specification SpecificationOf(ModelInfo model) =>
        model.Specification?.Invoke() ?? throw new UserException($"{model.Name} has no specification that could be exported: it was not generated");

    /// <summary>The weights that an option names.</summary>
    /// <param name="weights">The option.</param>
    /// <param name="specification">The model.</param>
    /// <param name="values">The values, to be read while the file is open.</param>
    /// <returns>The open file; null for none.</returns>
    public static IDisposable? Source(string weights, Specification specification, out IStateValues values)
    {
        if (weights == Formula)
        {
            values = new FormulaValues(specification);
            return null;
        }
        var file = WeightFile.Open(weights);
        values = StateValues.Of(file, specification);
        return file;
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Save(OnnxModel model, string path)
    {
        try
        {
            return model.Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserException($"{path}: cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
