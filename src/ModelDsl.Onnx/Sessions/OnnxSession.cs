using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ModelDsl.Onnx.Sessions;
using ModelDsl.Runtime;
using ModelMetadata = ModelDsl.Runtime.ModelMetadata;

namespace ModelDsl.Onnx;

/// <summary>
/// A model that ONNX Runtime runs, without libtorch. Calls may come from several threads at once; they share the weights.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    // How long an idle thread spins before it sleeps. The operations of a network follow one another so fast that threads which sleep at
    // once cost a sixth of the time of small ones; more than this gains nothing, nor does it beside other busy programs.
    private const int SpinMicroseconds = 20;

    private readonly InferenceSession _session;
    private readonly Lazy<IReadOnlyList<string>?> _classes;
    private readonly Lifetime _lifetime;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The file; weights in a second one are found beside it.</param>
    /// <param name="settings">How it runs.</param>
    /// <exception cref="OnnxException">There is no such file, it is not a model that can be run, or the provider is not there.</exception>
    public OnnxSession(string path, SessionSettings? settings = null)
        : this(path, settings, options => File.Exists(path)
            ? new(path, options)
            : throw new OnnxException(Directory.Exists(path) ? $"{path}: is a folder, not an ONNX file" : $"{path}: no such file"))
    {
    }

    /// <summary>Opens a model that lies in memory.</summary>
    /// <param name="model">The bytes of a file with all its weights.</param>
    /// <param name="settings">How it runs.</param>
    /// <exception cref="OnnxException">It is not a model that can be run, or the provider is not there.</exception>
    public OnnxSession(byte[] model, SessionSettings? settings = null) : this("the model", settings, options => new(model, options))
    {
    }

    private OnnxSession(string name, SessionSettings? settings, Func<SessionOptions, InferenceSession> open)
    {
        Name = name;
        _classes = new(ReadClasses);
        try
        {
            using var options = Options(settings ?? new());
            _session = open(options);
            _lifetime = new(this, _session.Dispose);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxException($"{name}: ONNX Runtime cannot open it: {OneLine(e)}", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new OnnxException("the native library of ONNX Runtime is not beside the program: reference Microsoft.ML.OnnxRuntime, or .Gpu for CUDA", e);
        }
        (Inputs, Outputs) = (Ports(_session.InputNames, _session.InputMetadata), Ports(_session.OutputNames, _session.OutputMetadata));
    }

    /// <summary>What the model takes.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What it yields.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>The texts that the file carries: see <see cref="OnnxOptions.Metadata"/>.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public IReadOnlyDictionary<string, string> Metadata => Opened.ModelMetadata.CustomMetadataMap;

    /// <summary>The names of the classes; null where the texts do not say them.</summary>
    /// <exception cref="OnnxException">They are not a list of names.</exception>
    internal IReadOnlyList<string>? Classes => _classes.Value;

    /// <summary>The file, as messages call it.</summary>
    internal string Name { get; }

    private InferenceSession Opened
    {
        get
        {
            _lifetime.Require();
            return _session;
        }
    }

    /// <summary>Runs a model of one input.</summary>
    /// <param name="image">The elements of its input, the last axis fastest.</param>
    /// <param name="shape">The sizes of it.</param>
    /// <returns>What it yields, in order.</returns>
    /// <exception cref="OnnxException">The model does not take such a tensor, or cannot be computed.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public IReadOnlyList<OnnxTensor> Run(ReadOnlySpan<float> image, params IReadOnlyList<long> shape) => Run([OnnxInput.Of(image, shape)]);

    /// <summary>Runs a model.</summary>
    /// <param name="inputs">Its inputs, in order.</param>
    /// <returns>What it yields, in order.</returns>
    /// <exception cref="OnnxException">The model does not take such tensors, or cannot be computed.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public IReadOnlyList<OnnxTensor> Run(IReadOnlyList<OnnxInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var use = Enter();
        if (inputs.Count != Inputs.Count) throw new OnnxException($"the model takes {Inputs.Count} inputs, not {inputs.Count}");
        for (var i = 0; i < inputs.Count; i++) Inputs[i].Require(inputs[i].Shape);
        List<OrtValue> values = [];
        try
        {
            foreach (var input in inputs) values.Add(input.Value());
            using var options = Quiet();
            using var results = _session.Run(options, [.. Inputs.Select(i => i.Name)], values, _session.OutputNames);
            return [.. results.Select((value, i) => new OnnxTensor(Outputs[i].Name, value.GetTensorTypeAndShape().Shape, Floats(value)))];
        }
        catch (OnnxRuntimeException e)
        {
            throw Uncomputable(string.Join(", ", inputs), e);
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    /// <summary>
    /// Prepares calls with images of one size: memory for what goes in and comes out is taken once, and a call takes none.
    /// The model is run here for the first time, to learn what it yields.
    /// </summary>
    /// <param name="shape">The sizes of its one input.</param>
    /// <exception cref="OnnxException">The model does not take such a tensor, yields other than floating point numbers, or cannot be computed.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public OnnxBinding Bind(params IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var use = Enter();
        if (Inputs is not [var input]) throw new OnnxException($"the model takes {Inputs.Count} inputs; a binding knows models of one");
        input.Require(shape);
        return new(this, _session, shape, Run(new float[OnnxInput.ElementsOf(shape)], shape));
    }

    /// <summary>Frees the model, after the calls that run on other threads. Nothing can be computed with it then, nor with its bindings.</summary>
    public void Dispose() => _lifetime.Close();

    /// <summary>Begins a call; the engine's session stays until it ends.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    internal Lifetime.Use Enter() => _lifetime.Enter();

    /// <summary>Options of a call: what goes wrong is an exception, and not a line on standard error besides.</summary>
    internal static RunOptions Quiet() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>The error for a model that the engine cannot compute.</summary>
    internal static OnnxException Uncomputable(string input, OnnxRuntimeException e) => new($"the model cannot be computed for {input}: {OneLine(e)}", e);

    private IReadOnlyList<string>? ReadClasses()
    {
        try
        {
            return ModelMetadata.ClassesOf(Metadata);
        }
        catch (FormatException e)
        {
            throw new OnnxException($"{Name}: {e.Message}", e);
        }
    }

    private static string OneLine(OnnxRuntimeException e) => e.Message.ReplaceLineEndings(" ");

    private static SessionOptions Options(SessionSettings settings)
    {
        if (settings.Threads < 0) throw new OnnxException($"{settings.Threads} threads cannot compute: give at least 1, or 0 for one per physical core");
        var options = new SessionOptions
        {
            IntraOpNumThreads = settings.Threads, InterOpNumThreads = 1, EnableCpuMemArena = settings.KeepsMemory,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        if (!settings.Spin) options.AddSessionConfigEntry("session.intra_op.spin_duration_us", SpinMicroseconds.ToString(CultureInfo.InvariantCulture));
        Providers.Append(options, settings.Provider);
        return options;
    }

    private static IReadOnlyList<OnnxPort> Ports(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> ports) =>
        [.. names.Select(name => new OnnxPort(name, [.. ports[name].Dimensions.Select(d => (long)d)]))];

    private static float[] Floats(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), v => (float)v),
        var type => throw new OnnxException($"the model yields {type} values; a session reads floating point and whole numbers"),
    };
}
