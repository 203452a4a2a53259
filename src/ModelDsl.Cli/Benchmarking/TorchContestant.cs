using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>The generated module.</summary>
/// <param name="model">The model.</param>
/// <param name="module">Its module, which stays the caller's.</param>
/// <param name="inputs">The batch.</param>
internal sealed class TorchContestant(ModelInfo model, torch.nn.Module module, torch.Tensor[] inputs) : IContestant
{
    public string Name => EngineName.Torch.Name;

    public void Run()
    {
        foreach (var output in model.Forward(module, inputs)) output.Value.Dispose();
        if (inputs[0].device_type == DeviceType.CUDA) torch.cuda.synchronize();
    }

    public IReadOnlyList<TensorRecord> Outputs() => [.. TensorRecord.Taken(model.Forward(module, inputs)).Select(o => o.Tensor)];

    public void Dispose()
    {
    }
}
