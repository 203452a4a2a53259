using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>How a training is carried out on a machine. Only the weights change its curve.</summary>
public sealed record TrainerSettings
{
    /// <summary>Where it runs.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>Threads that make batches; 0 for none of their own.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How long a checkpoint may be behind.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A file of weights to start from; null for the model's own initialisation.</summary>
    public string? Weights { get; init; }

    /// <summary>What to take from that file, and what to make of differences; null for exactly what the model has.</summary>
    public WeightsOptions? WeightsOptions { get; init; }

    /// <summary>Whether the curve is written as events for TensorBoard too, into <see cref="RunFolder.Events"/>.</summary>
    public bool WritesEvents { get; init; }
}
