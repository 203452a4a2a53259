using ModelDsl.Cli.Commands;
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

    private OnnxContestant(string name, OnnxSession session, float[] input, long[] shape) => (Name, _session, _input, _shape) = (name, session, input, shape);

    public string Name { get; }

    /// <summary>The model itself, with the weights of its module.</summary>
    public static OnnxContestant Of(ModelInfo model, torch.nn.Module module, torch.Tensor input, int threads)
    {
        var specification = OnnxExport.SpecificationOf(model);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.onnx");
        OnnxModel.Of(specification, StateValues.Of(module)).Save(path);
        return new(Engine, new OnnxSession(path, Settings(threads)), Elements(input), input.shape);
    }

    /// <summary>Somebody's file.</summary>
    /// <exception cref="OnnxException">It is no such file, or does not take the batch.</exception>
    public static OnnxContestant Of(string file, torch.Tensor input, int threads) => Of(file, Elements(input), input.shape, threads);

    /// <summary>Somebody's file, on a batch that is no tensor of TorchSharp.</summary>
    /// <exception cref="OnnxException">It is no such file.</exception>
    public static OnnxContestant Of(string file, float[] input, long[] shape, int threads) => new(Path.GetFileName(file), new OnnxSession(file, Settings(threads)), input, shape);

    public void Run() => _session.Run(_input, _shape);

    public IReadOnlyList<(IReadOnlyList<long>, float[])> Outputs() => [.. _session.Run(_input, _shape).Select(o => (o.Shape, o.Values))];

    public void Dispose() => _session.Dispose();

    private static float[] Elements(torch.Tensor input)
    {
        using var plain = input.cpu().contiguous();
        return plain.data<float>().ToArray();
    }

    private static SessionSettings Settings(int threads) => new() { Threads = threads };
}
