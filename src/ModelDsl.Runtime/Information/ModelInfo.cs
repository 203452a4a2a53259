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

    /// <summary>Passes a module that <see cref="Create"/> made a tensor for each input, and gives back a tensor for each output.</summary>
    public required Func<torch.nn.Module, IReadOnlyList<torch.Tensor>, IReadOnlyList<NamedTensor>> Call { get; init; }

    /// <summary>Runs a module that <see cref="Create"/> made; the caller disposes the results.</summary>
    /// <param name="module">The module.</param>
    /// <param name="inputs">One tensor for each of the model's inputs, in their order.</param>
    /// <exception cref="ArgumentException">There are more or fewer tensors than inputs, or one has another shape than its input; the message names both.</exception>
    public IReadOnlyList<NamedTensor> Forward(torch.nn.Module module, params IReadOnlyList<torch.Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != Inputs.Count)
            throw new ArgumentException($"{Name} takes {Inputs.Count} {(Inputs.Count == 1 ? "tensor" : "tensors")} ({string.Join(", ", Inputs.Select(i => $"{i.Name} {i.Text}"))}), not {inputs.Count}", nameof(inputs));
        return Call(module, inputs);
    }
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
