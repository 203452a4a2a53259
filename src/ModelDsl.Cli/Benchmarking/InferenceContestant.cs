using ModelDsl.Cli.Output;
using ModelDsl.Runtime.Inference;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>The module prepared for inference.</summary>
internal sealed class InferenceContestant : IContestant
{
    public const string Engine = "torch-inference";
    public const string BFloat16Engine = "torch-bfloat16";

    // Numbers of 16 bits have a mantissa of 8: layer after layer they lose a few per cent of the rms.
    private const double BFloat16Tolerance = 0.25;

    private readonly InferenceModule _module;
    private readonly torch.Tensor _input;

    /// <summary>Prepares a module.</summary>
    /// <param name="name">Which of the two engines.</param>
    /// <param name="module">The module.</param>
    /// <param name="input">The batch.</param>
    public InferenceContestant(string name, torch.nn.Module module, torch.Tensor input)
    {
        (Name, _input) = (name, input);
        _module = module.ForInference(new InferenceOptions { Type = name == BFloat16Engine ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32 });
    }

    public string Name { get; }

    public double Tolerance => Name == BFloat16Engine ? BFloat16Tolerance : IContestant.UsualTolerance;

    public void Run()
    {
        foreach (var output in _module.Run(_input)) output.Value.Dispose();
        if (_input.device_type == DeviceType.CUDA) torch.cuda.synchronize();
    }

    public IReadOnlyList<(IReadOnlyList<long>, float[])> Outputs() => TensorRecord.Taken(_module.Run(_input));

    public void Dispose() => _module.Dispose();
}
