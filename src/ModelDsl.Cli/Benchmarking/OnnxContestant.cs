using ModelDsl.Onnx;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>A model in ONNX Runtime.</summary>
internal sealed class OnnxContestant : IContestant
{
    public const string Engine = "onnx";

    private readonly OnnxSession _session;
    private readonly float[] _input;
    private readonly long[] _shape;

    private OnnxContestant(string name, OnnxSession session, torch.Tensor input)
    {
        using var plain = input.cpu().contiguous();
        (Name, _session, _input, _shape) = (name, session, plain.data<float>().ToArray(), input.shape);
    }

    public string Name { get; }

    /// <summary>The model itself, with the weights of its module.</summary>
    public static OnnxContestant Of(ModelInfo model, torch.nn.Module module, torch.Tensor input, int threads)
    {
        var specification = model.Specification?.Invoke() ?? throw new UserException($"{model.Name} has no specification that could be exported: it was not generated");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.onnx");
        OnnxModel.Of(specification, StateValues.Of(module)).Save(path);
        return new(Engine, new OnnxSession(path, Settings(threads)), input);
    }

    /// <summary>Somebody's file.</summary>
    /// <exception cref="OnnxException">It is no such file, or does not take the batch.</exception>
    public static OnnxContestant Of(string file, torch.Tensor input, int threads) => new(Path.GetFileName(file), new OnnxSession(file, Settings(threads)), input);

    public void Run() => _session.Run(_input, _shape);

    public IReadOnlyList<(IReadOnlyList<long>, float[])> Outputs() => [.. _session.Run(_input, _shape).Select(o => (o.Shape, o.Values))];

    public void Dispose() => _session.Dispose();

    private static SessionSettings Settings(int threads) => new() { Threads = threads };
}
