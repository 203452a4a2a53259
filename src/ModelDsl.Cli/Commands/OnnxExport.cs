using System.CommandLine;
using ModelDsl.Cli.Output;
using ModelDsl.Cli.Verification;
using ModelDsl.Onnx;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary>What the commands that write ONNX files have in common.</summary>
internal static class OnnxExport
{
    /// <summary>What <c>--weights</c> says for the weights of the golden files.</summary>
    public const string Formula = "formula";

    /// <summary>The weights of the golden files.</summary>
    public static WeightSource FormulaWeights { get; } = new(Formula, new());

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
    /// <exception cref="WeightsException">The file cannot be read, or is not one of this model's.</exception>
    public static ExportedWeights Open(WeightSource source, ModelInfo model, Specification specification)
    {
        if (source.File == Formula) return new(new FormulaValues(specification), null, null, null);
        if (source.Options.Adapters.Count > 0)
        {
            var (module, load) = Devices.CreateModule(model, source, TorchSharp.torch.CPU);
            return new(StateValues.Of(module), load, WeightFile.Checksum(source.File), module);
        }
        var file = WeightFile.Open(source.File, source.Options.Mapping);
        try
        {
            var (values, prefix) = StateValues.Selected(file, specification, source.Options.Under);
            var report = new LoadReport(file.Path, file.Format, file.Mapping, prefix, [.. file.Entries.Select(e => e.Name)], [], []) { Notes = file.Notes };
            return new(values, report, WeightFile.Checksum(source.File), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Save(OnnxModel model, string path) => WrittenFile.Of(path, () => model.Save(path));
}

/// <summary>Weights on their way into an ONNX file.</summary>
/// <param name="Values">The values, to be read before this is disposed.</param>
/// <param name="Load">What was done to read them; null for those of the formula.</param>
/// <param name="Checksum">The SHA-256 of their file; null for those of the formula.</param>
/// <param name="Source">The open file or the module that holds them.</param>
internal sealed record ExportedWeights(IStateValues Values, LoadReport? Load, string? Checksum, IDisposable? Source) : IDisposable
{
    /// <summary>The texts for the file.</summary>
    /// <param name="model">The model.</param>
    public IReadOnlyDictionary<string, string> Metadata(ModelInfo model) => ModelMetadata.Of(model, Load?.Notes.Classes is { } classes && classes.Count == (model.Classes ?? model.PixelClasses) ? classes : null, Checksum);

    public void Dispose() => Source?.Dispose();
}
