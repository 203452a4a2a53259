using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ModelDsl.Onnx.Sessions;

namespace ModelDsl.Onnx;

/// <summary>
/// A model that ONNX Runtime runs, without libtorch. Calls may come from several threads at once; they share the weights.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The file; weights in a second one are found beside it.</param>
    /// <param name="settings">How it runs.</param>
    /// <exception cref="OnnxException">There is no such file, it is no model that can be run, or the provider is not there.</exception>
    public OnnxSession(string path, SessionSettings? settings = null)
    {
        settings ??= new();
        if (!File.Exists(path)) throw new OnnxException($"{path}: no such file");
        using var options = Options(settings);
        _session = Open(path, () => new InferenceSession(path, options));
        (Inputs, Outputs) = (Ports(_session.InputMetadata), Ports(_session.OutputMetadata));
    }

    /// <summary>Opens a model that lies in memory.</summary>
    /// <param name="model">The bytes of a file with all its weights.</param>
    /// <param name="settings">How it runs.</param>
    /// <exception cref="OnnxException">It is no model that can be run, or the provider is not there.</exception>
    public OnnxSession(byte[] model, SessionSettings? settings = null)
    {
        using var options = Options(settings ?? new());
        _session = Open("the model", () => new InferenceSession(model, options));
        (Inputs, Outputs) = (Ports(_session.InputMetadata), Ports(_session.OutputMetadata));
    }

    /// <summary>What the model takes.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What it yields.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>The texts that the file carries: see <see cref="OnnxOptions.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Runs the model.</summary>
    /// <param name="image">The elements of its one input.</param>
    /// <param name="shape">The sizes of it.</param>
    /// <returns>What it yields, in order.</returns>
    /// <exception cref="OnnxException">The model does not take such a tensor, or cannot be computed.</exception>
    public IReadOnlyList<OnnxTensor> Run(ReadOnlySpan<float> image, params IReadOnlyList<long> shape)
    {
        if (Inputs is not [var input]) throw new OnnxException($"the model takes {Inputs.Count} inputs, not one");
        if (!input.Takes(shape)) throw new OnnxException($"the model takes {input}, not [{string.Join(", ", shape)}]");
        var elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (elements != image.Length) throw new OnnxException($"a tensor [{string.Join(", ", shape)}] has {elements} elements, not {image.Length}");
        using var tensor = OrtValue.CreateTensorValueFromMemory(image.ToArray(), [.. shape]);
        using var options = new RunOptions();
        try
        {
            using var results = _session.Run(options, [input.Name], [tensor], _session.OutputNames);
            return [.. results.Select((value, i) => new OnnxTensor(Outputs[i].Name, value.GetTensorTypeAndShape().Shape, Floats(value)))];
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxException($"the model cannot be computed for [{string.Join(", ", shape)}]: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _session.Dispose();

    private static SessionOptions Options(SessionSettings settings)
    {
        var options = new SessionOptions { IntraOpNumThreads = settings.Threads, InterOpNumThreads = 1, EnableCpuMemArena = settings.KeepsMemory };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.Spin ? "1" : "0");
        Providers.Append(options, settings.Provider);
        return options;
    }

    private static InferenceSession Open(string path, Func<InferenceSession> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxException($"{path}: ONNX Runtime cannot open it: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static IReadOnlyList<OnnxPort> Ports(IReadOnlyDictionary<string, NodeMetadata> ports) =>
        [.. ports.Select(p => new OnnxPort(p.Key, [.. p.Value.Dimensions.Select(d => (long)d)]))];

    private static float[] Floats(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), v => (float)v),
        var type => throw new OnnxException($"the model yields {type} values; a session reads floating point and whole numbers"),
    };
}
