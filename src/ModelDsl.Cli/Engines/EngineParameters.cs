using System.CommandLine;
using ModelDsl.Cli.Commands;
using ModelDsl.Onnx;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Engines;

/// <summary>The options of every command that runs a model, and what they make ready.</summary>
internal sealed class EngineParameters
{
    private readonly Option<string?> _engine = new("--engine")
    {
        HelpName = "ENGINE",
    };

    private readonly Option<string> _device = Parameters.Device();

    /// <param name="engines">What the command can run a model with.</param>
    public EngineParameters(params IReadOnlyList<EngineName> engines)
    {
        _engine.Description = $"What runs the model: {EngineName.Described(engines)}; onnx loads no libtorch, and is what runs an .onnx file";
        _engine.Validators.Add(result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (EngineName.Problem(text, engines) is { } problem) result.AddError("--engine: " + problem);
        });
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [.. WithoutDevice, _device];

    /// <summary>Those of a command that computes on the processor where libtorch computes.</summary>
    public IReadOnlyList<Option> WithoutDevice => [_engine, Provider, Threads];

    /// <summary>Threads of the engine.</summary>
    public Option<int?> Threads { get; } = Parameters.Whole("--threads", "Threads of the engine; its own choice where not given", 1, 1_024);

    /// <summary>What ONNX Runtime computes on.</summary>
    public Option<string> Provider { get; } = NewProvider();

    /// <summary>The option that says what ONNX Runtime computes on.</summary>
    public static Option<string> NewProvider() => new("--provider")
    {
        Description = "What ONNX Runtime computes on: cpu, cuda, tensorrt, dml, coreml, openvino; all but cpu need a native package that has them",
        HelpName = "NAME",
        DefaultValueFactory = _ => "cpu",
    };

    /// <summary>Whether MODEL is a file and no name.</summary>
    public static bool IsFile(string name) => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether ONNX Runtime is to run the model.</summary>
    public bool IsOnnx(ParseResult parsed, string name) => parsed.GetValue(_engine) is { } engine ? engine == EngineName.Onnx.Name : IsFile(name);

    /// <summary>Makes a model ready, when it is asked to: mistakes in the arguments are reported first.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="name">The model's name, or an .onnx file.</param>
    /// <param name="catalog">The models that have names.</param>
    /// <param name="weights">Where the weights come from.</param>
    /// <exception cref="UserException">The options do not go together, or there is no such model.</exception>
    public EngineSource Read(ParseResult parsed, string name, ModelCatalog catalog, WeightSource? weights)
    {
        var (isFile, threads) = (IsFile(name), parsed.GetValue(Threads));
        if (!IsOnnx(parsed, name))
        {
            if (isFile) throw new UserException($"{name}: an ONNX file runs in ONNX Runtime only: --engine onnx");
            if (Parameters.IsGiven(parsed, Provider)) throw new UserException("--provider: says what ONNX Runtime computes on; add --engine onnx");
            var (info, device) = (catalog.Find(name), parsed.GetValue(_device) ?? Parameters.Cpu);
            var type = EngineName.TypeOf(parsed.GetValue(_engine));
            return new(info, device, () => new TorchEngine(info, weights, device, threads, type));
        }
        if (Parameters.IsGiven(parsed, _device)) throw new UserException("--device: is one of libtorch; with --engine onnx say --provider, such as --provider cuda");
        var settings = new SessionSettings { Threads = threads ?? 0, Provider = parsed.GetRequiredValue(Provider) };
        if (isFile)
        {
            if (weights is not null) throw new UserException($"--weights: {name} has weights of its own");
            return new(null, settings.Provider, () => OnnxEngine.Of(name, settings));
        }
        var model = catalog.Find(name);
        if (weights is null) throw new UserException("--engine onnx: name the weights with --weights FILE; random ones are made by libtorch");
        return new(model, settings.Provider, () => OnnxEngine.Of(model, weights, settings));
    }
}

/// <summary>A model that an engine is to run.</summary>
/// <param name="Model">The model; null where only its file knows.</param>
/// <param name="Device">Where it will run.</param>
/// <param name="Open">Makes it ready.</param>
internal sealed record EngineSource(ModelInfo? Model, string Device, Func<IEngine> Open);
