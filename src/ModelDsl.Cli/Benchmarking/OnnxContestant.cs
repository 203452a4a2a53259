using ModelDsl.Cli.Commands;
using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Onnx;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>A model in ONNX Runtime.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="engine">The model; it ends with this.</param>
/// <param name="input">The elements of the batch.</param>
/// <param name="shape">Its sizes.</param>
internal sealed class OnnxContestant(string name, OnnxEngine engine, float[] input, long[] shape) : IContestant
{
    public string Name => name;

    /// <summary>The model itself, with the weights of its module.</summary>
    /// <exception cref="OnnxException">The provider is not there.</exception>
    public static OnnxContestant Of(ModelInfo model, torch.nn.Module module, torch.Tensor input, SessionSettings settings) =>
        new(EngineName.Onnx.Name, OnnxEngine.Of(model, OnnxExport.SpecificationOf(model), StateValues.Of(module), settings), Elements(input), input.shape);

    /// <summary>Somebody's file.</summary>
    /// <exception cref="OnnxException">It is no such file, or the provider is not there.</exception>
    public static OnnxContestant Of(string file, torch.Tensor input, SessionSettings settings) => Of(file, Elements(input), input.shape, settings);

    /// <summary>Somebody's file, on a batch that is no tensor of TorchSharp.</summary>
    /// <exception cref="OnnxException">It is no such file, or the provider is not there.</exception>
    public static OnnxContestant Of(string file, float[] input, long[] shape, SessionSettings settings) => new(Path.GetFileName(file), OnnxEngine.Of(file, settings), input, shape);

    public void Run() => engine.Run(input, shape);

    public IReadOnlyList<TensorRecord> Outputs() => [.. engine.Run(input, shape).Select(o => o.Tensor)];

    public void Dispose() => engine.Dispose();

    private static float[] Elements(torch.Tensor input)
    {
        using var plain = input.cpu().contiguous();
        return plain.data<float>().ToArray();
    }
}
