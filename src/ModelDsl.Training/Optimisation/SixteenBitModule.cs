using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>
/// A second module of a model that computes in bfloat16 with the weights of the first one. Its gradients go to the first one, whose
/// weights learn in single precision: most steps change a weight by less than 16 bits can tell. TorchSharp has no autocast, which
/// does the same operation by operation (mixed precision, arXiv:1710.03740; bfloat16 needs no scaled loss, arXiv:1905.12322).
/// </summary>
/// <remarks>Batch norms stay in single precision: a running mean moves by a tenth of a difference.</remarks>
internal sealed class SixteenBitModule : IDisposable
{
    private readonly List<(torch.nn.Module Own, torch.nn.Module Source)> parts;
    private readonly List<(Parameter Own, Parameter Source)> parameters;
    private readonly List<(torch.Tensor Own, torch.Tensor Source)> statistics;

    /// <param name="model">The model.</param>
    /// <param name="source">Its module in single precision.</param>
    /// <param name="device">Where both are.</param>
    public SixteenBitModule(ModelInfo model, torch.nn.Module source, torch.Device device)
    {
        Module = model.Create(Initialization.Skip);
        Module.to(torch.bfloat16).to(device);
        foreach (var norm in Module.modules().Where(HasStatistics)) norm.to(torch.float32);
        parts = [.. Module.modules().Zip(source.modules())];
        // What a batch norm counts is of one type in both; a constant that is rounded here stays as it is there.
        var tensors = StatePairs.Of(Module, source).ToList();
        parameters = [.. tensors.Where(t => t.Own is Parameter).Select(t => ((Parameter)t.Own, (Parameter)t.Source))];
        statistics = [.. tensors.Where(t => t.Own is not Parameter && t.Own.dtype == t.Source.dtype)];
        using var noGradient = torch.no_grad();
        foreach (var (own, value) in tensors) own.copy_(value);
    }

    /// <summary>The module that computes.</summary>
    public torch.nn.Module Module { get; }

    /// <summary>Becomes what the first module is now: its weights and statistics, which weights are trained, which parts are in training.</summary>
    public void Follow()
    {
        using var noGradient = torch.no_grad();
        foreach (var (own, source) in parts)
        {
            if (own.training != source.training) own.train(source.training);
        }
        foreach (var (own, source) in parameters)
        {
            own.copy_(source);
            own.requires_grad = source.requires_grad;
        }
        foreach (var (own, source) in statistics) own.copy_(source);
        WeightState.Changed(Module);
    }

    /// <summary>Adds the gradients to those of the first module, forgets them, and hands the statistics of batch norms over.</summary>
    public void HandOver()
    {
        using var noGradient = torch.no_grad();
        foreach (var (own, source) in parameters)
        {
            using var gradient = own.grad;
            if (gradient is null) continue;
            using var exact = gradient.to(source.dtype);
            using var before = source.grad;
            if (before is null) source.grad = exact;
            else before.add_(exact, Scalars.One);
            own.grad = null;
        }
        foreach (var (own, source) in statistics) source.copy_(own);
    }

    public void Dispose() => Module.Dispose();

    private static bool HasStatistics(torch.nn.Module module) => module.named_buffers(recurse: false).Any(b => b.name == "running_mean");
}
