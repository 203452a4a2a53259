using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// What is known of a generated module. Reading it loads no native library; only <see cref="Create"/> and
/// <see cref="Forward"/> do.
/// </summary>
public sealed record ModelInfo : ModelDescription
{
    /// <summary>Makes the module.</summary>
    public required Func<Initialization, torch.nn.Module> Create { get; init; }

    /// <summary>Runs a module that <see cref="Create"/> made; the caller disposes the results.</summary>
    public required Func<torch.nn.Module, torch.Tensor, IReadOnlyList<NamedTensor>> Forward { get; init; }
}

/// <summary>How a new module's weights start.</summary>
public enum Initialization
{
    /// <summary>As published with the architecture.</summary>
    Published,

    /// <summary>Not at all: the memory holds arbitrary values until weights are loaded.</summary>
    Skip,
}

/// <summary>A tensor and its name.</summary>
/// <param name="Name">The name: an output's or an intermediate value's.</param>
/// <param name="Value">The tensor.</param>
public sealed record NamedTensor(string Name, torch.Tensor Value);
