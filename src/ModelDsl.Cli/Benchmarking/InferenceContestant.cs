using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime.Inference;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>The module prepared for inference.</summary>
/// <param name="name">The engine: in 32 or 16 bits.</param>
/// <param name="prepare">Prepares the module.</param>
/// <param name="inputs">The batch.</param>
internal sealed class InferenceContestant(string name, Func<InferenceModule> prepare, torch.Tensor[] inputs) : IContestant
{
    // Numbers of 16 bits have a mantissa of 8: layer after layer they lose a few per cent of the rms.
    private const double BFloat16Tolerance = 0.25;

    private readonly InferenceModule _module = prepare();

    public string Name => name;

    public double Tolerance => name == EngineName.BFloat16.Name ? BFloat16Tolerance : IContestant.UsualTolerance;

    public Action Start => () => prepare().Dispose();

    public void Run()
    {
        foreach (var output in _module.Run(inputs)) output.Value.Dispose();
        if (inputs[0].device_type == DeviceType.CUDA) torch.cuda.synchronize();
    }

    public IReadOnlyList<TensorRecord> Outputs() => [.. TensorRecord.Taken(_module.Run(inputs)).Select(o => o.Tensor)];

    public void Dispose() => _module.Dispose();
}
