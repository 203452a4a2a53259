using ModelDsl.Cli.Benchmarking;
using ModelDsl.Cli.Commands;
using ModelDsl.Cli.Output;
using ModelDsl.Onnx;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Engines;

/// <summary>A model in ONNX Runtime, without libtorch.</summary>
internal sealed class OnnxEngine : IEngine
{
    private readonly OnnxSession _session;
    private readonly TemporaryFolder? _folder;
    private readonly string _file;
    private readonly SessionSettings _settings;

    private OnnxEngine(ModelDescription? model, string file, SessionSettings settings, TemporaryFolder? folder)
    {
        (_session, _folder, Device) = (new(file, settings), folder, settings.Provider);
        (_file, _settings) = (file, settings);
        try
        {
            Model = model ?? Describe(file, _session);
            Classes = ModelMetadata.ClassesOf(_session.Metadata);
        }
        catch (FormatException e)
        {
            _session.Dispose();
            throw new UserException($"{file}: {e.Message}", e);
        }
    }

    public ModelDescription Model { get; }

    public string Device { get; }

    public LoadReport? Load { get; private init; }

    public IReadOnlyList<string>? Classes { get; private init; }

    /// <summary>A file; what it is called and how images become its input is in there.</summary>
    /// <exception cref="OnnxException">It is not a model that can be run, or the provider is not there.</exception>
    public static OnnxEngine Of(string file, SessionSettings settings) => new(null, file, settings, null);

    /// <summary>A model with values from anywhere.</summary>
    /// <exception cref="OnnxException">The values do not fit, or the provider is not there.</exception>
    public static OnnxEngine Of(ModelDescription model, Specification specification, IStateValues values, SessionSettings settings) =>
        Written(model, specification, values, settings, (file, folder) => new(model, file, settings, folder));

    /// <summary>A model with the weights of a file.</summary>
    /// <exception cref="OnnxException">The weights do not fit, or the provider is not there.</exception>
    /// <exception cref="WeightsException">The file cannot be read.</exception>
    public static OnnxEngine Of(ModelInfo model, WeightSource weights, SessionSettings settings)
    {
        var specification = OnnxExport.SpecificationOf(model);
        using var source = OnnxExport.Open(weights, model, specification);
        return Written(model, specification, source.Values, settings, (file, folder) => new(model, file, settings, folder) { Load = source.Load, Classes = source.Load?.Notes.Classes });
    }

    public IReadOnlyList<NamedRecord> Run(params IReadOnlyList<TensorRecord> inputs) =>
        [.. _session.Run([.. inputs.Select(Input)]).Select(o => new NamedRecord(o.Name, new TensorRecord([.. o.Shape], o.Values)))];

    /// <summary>Opens the file a second time, and closes it.</summary>
    public void OpenAnew() => new OnnxSession(_file, _settings).Dispose();

    public void Dispose()
    {
        _session.Dispose();
        _folder?.Dispose();
    }

    /// <summary>Writes a file that is gone with the engine: where weights lie in a second one, the session reads it as it needs them.</summary>
    private static OnnxEngine Written(
        ModelDescription model, Specification specification, IStateValues values, SessionSettings settings, Func<string, TemporaryFolder, OnnxEngine> open)
    {
        var folder = new TemporaryFolder();
        try
        {
            var file = Path.Combine(folder.Path, model.Name + ".onnx");
            OnnxExport.Save(OnnxModel.Of(specification, values), file);
            return open(file, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static OnnxInput Input(TensorRecord tensor) => tensor.Type switch
    {
        ElementType.Float32 => OnnxInput.Of<float>(tensor.Values, tensor.Shape),
        ElementType.Int64 => OnnxInput.Of<long>(Array.ConvertAll(tensor.Values, v => (long)v), tensor.Shape),
        ElementType.Bool => OnnxInput.Of<bool>(Array.ConvertAll(tensor.Values, v => v != 0), tensor.Shape),
    };

    private static ModelDescription Describe(string file, OnnxSession session) => new()
    {
        Name = ModelMetadata.NameOf(session.Metadata) ?? Path.GetFileNameWithoutExtension(file),
        Inputs = [.. session.Inputs.Select(Tensor)],
        Outputs = [.. session.Outputs.Select(Tensor)],
        Preprocessing = ModelMetadata.PreprocessingOf(session.Metadata),
        // A file does not say them, and what runs it does not ask.
        Parameters = 0,
        Buffers = 0,
        Macs = new(0, 0, 0, 0),
        Layers = new("", "", "", 0, 0, []),
    };

    private static TensorInfo Tensor(OnnxPort port) => new(port.Name, port.Shape, $"[{string.Join(", ", port.Shape.Select((size, i) => size >= 0 ? $"{size}" : i == 0 ? "N" : "?"))}]");
}
