using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime.Inference;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>The module prepared for inference.</summary>
internal sealed class InferenceContestant : IContestant
{
    // Numbers of 16 bits have a mantissa of 8: layer after layer they lose a few per cent of the rms.
    private const double BFloat16Tolerance = 0.25;

    private readonly EngineName _engine;
    private readonly InferenceModule _module;
    private readonly torch.Tensor _input;

    /// <summary>Prepares a module.</summary>
    /// <param name="engine">In 32 or 16 bits.</param>
    /// <param name="module">The module.</param>
    /// <param name="input">The batch.</param>
    public InferenceContestant(EngineName engine, torch.nn.Module module, torch.Tensor input)
    {
        (_engine, _input) = (engine, input);
        _module = EngineName.Prepared(module, EngineName.TypeOf(engine.Name)!.Value);
    }

    public string Name => _engine.Name;

    public double Tolerance => _engine == EngineName.BFloat16 ? BFloat16Tolerance : IContestant.UsualTolerance;

    public void Run()
    {
        foreach (var output in _module.Run(_input)) output.Value.Dispose();
        if (_input.device_type == DeviceType.CUDA) torch.cuda.synchronize();
    }

    public IReadOnlyList<(IReadOnlyList<long>, float[])> Outputs() => TensorRecord.Taken(_module.Run(_input));

    public void Dispose() => _module.Dispose();
}
