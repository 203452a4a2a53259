using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>A second module of a model, whose weights are a moving average of the first one's.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double decay;
    private readonly List<(torch.Tensor Average, torch.Tensor Source)> pairs;

    /// <summary>Starts with the weights as they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The module that is trained.</param>
    /// <param name="decay">The share of the average that a step keeps.</param>
    /// <param name="device">Where both are.</param>
    public WeightAverage(ModelInfo model, torch.nn.Module source, double decay, torch.Device device)
    {
        this.decay = decay;
        Module = model.Create(Initialization.Skip);
        Module.to(device);
        Module.eval();
        pairs = [.. StatePairs.Of(Module, source)];
        using var noGradient = torch.no_grad();
        foreach (var (average, value) in pairs) average.copy_(value);
        WeightState.Changed(Module);
    }

    /// <summary>The module with the average.</summary>
    public torch.nn.Module Module { get; }

    /// <summary>Takes in the weights after a step. The first steps weigh more, so that the start is soon forgotten.</summary>
    /// <param name="step">The number of steps so far, this one included.</param>
    public void Update(int step)
    {
        var kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        using var keep = kept.ToScalar();
        using var take = (1 - kept).ToScalar();
        using var noGradient = torch.no_grad();
        foreach (var (average, value) in pairs)
        {
            if (average.is_floating_point()) average.mul_(keep).add_(value, take);
            else average.copy_(value);
        }
        WeightState.Changed(Module);
    }

    public void Dispose() => Module.Dispose();
}
