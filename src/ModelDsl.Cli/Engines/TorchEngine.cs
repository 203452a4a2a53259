using ModelDsl.Cli.Commands;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Inference;
using TorchSharp;

namespace ModelDsl.Cli.Engines;

/// <summary>The generated module in libtorch, as it is or prepared for inference.</summary>
internal sealed class TorchEngine : IEngine
{
    private readonly ModelInfo _model;
    private readonly torch.nn.Module _module;
    private readonly torch.Device _device;
    private readonly InferenceModule? _prepared;

    /// <summary>Makes the module and loads its weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Where its weights come from; null for random ones.</param>
    /// <param name="device">Where it runs: cpu or cuda.</param>
    /// <param name="threads">Threads of libtorch; null for its own choice.</param>
    /// <param name="prepared">In which type it computes, prepared for inference; null for the module as it is.</param>
    public TorchEngine(ModelInfo model, WeightSource? weights, string device, int? threads, torch.ScalarType? prepared)
    {
        (_model, Device, _device) = (model, device, Devices.Open(device));
        if (threads is { } count) torch.set_num_threads(count);
        (_module, Load) = Devices.CreateModule(model, weights, _device);
        if (prepared is { } type) _prepared = EngineName.Prepared(_module, type);
    }

    public ModelDescription Model => _model;

    public string Device { get; }

    public LoadReport? Load { get; }

    public IReadOnlyList<string>? Classes => Load?.Notes.Classes;

    public IReadOnlyList<NamedRecord> Run(params IReadOnlyList<TensorRecord> inputs)
    {
        using var inference = torch.no_grad();
        torch.Tensor[] tensors = [.. inputs.Select(i => i.ToTensor(_device))];
        try
        {
            return TensorRecord.Taken(_prepared?.Run(tensors) ?? _model.Forward(_module, tensors));
        }
        finally
        {
            foreach (var tensor in tensors) tensor.Dispose();
        }
    }

    public void Dispose()
    {
        _prepared?.Dispose();
        _module.Dispose();
    }
}
