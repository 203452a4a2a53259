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
/// <param name="inputs">The batch.</param>
internal sealed class OnnxContestant(string name, OnnxEngine engine, IReadOnlyList<TensorRecord> inputs) : IContestant
{
    public string Name => name;

    /// <summary>The model itself, with the weights of its module.</summary>
    /// <exception cref="OnnxException">The provider is not there.</exception>
    public static OnnxContestant Of(ModelInfo model, torch.nn.Module module, IReadOnlyList<torch.Tensor> inputs, SessionSettings settings) =>
        new(EngineName.Onnx.Name, OnnxEngine.Of(model, OnnxExport.SpecificationOf(model), StateValues.Of(module), settings), [.. inputs.Select(TensorRecord.Of)]);

    /// <summary>Somebody's file.</summary>
    /// <exception cref="OnnxException">It is no such file, or the provider is not there.</exception>
    public static OnnxContestant Of(string file, IReadOnlyList<torch.Tensor> inputs, SessionSettings settings) => Of(file, [.. inputs.Select(TensorRecord.Of)], settings);

    /// <summary>Somebody's file, on a batch that is not a tensor of TorchSharp.</summary>
    /// <exception cref="OnnxException">It is no such file, or the provider is not there.</exception>
    public static OnnxContestant Of(string file, IReadOnlyList<TensorRecord> inputs, SessionSettings settings) => new(Path.GetFileName(file), OnnxEngine.Of(file, settings), inputs);

    public Action Start => engine.OpenAnew;

    public void Run() => engine.Run(inputs);

    public IReadOnlyList<TensorRecord> Outputs() => [.. engine.Run(inputs).Select(o => o.Tensor)];

    public void Dispose() => engine.Dispose();
}
