using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>
/// How one weight follows its gradients, and what it remembers of them. TorchSharp's optimizers compute the same, but with
/// numbers that may be freed while they are used (see <see cref="Scalars"/>), several for each weight and step.
/// </summary>
/// <param name="parameter">The weight.</param>
internal abstract class ParameterUpdate(Parameter parameter) : IDisposable
{
    /// <summary>The weight.</summary>
    public Parameter Parameter { get; } = parameter;

    /// <summary>What the next step depends on, under PyTorch's names.</summary>
    public abstract IReadOnlyList<(string Name, torch.Tensor Value)> State { get; }

    /// <summary>Lets the weight follow a gradient. No gradients are recorded meanwhile.</summary>
    /// <param name="gradient">The gradient, of the weight's shape.</param>
    /// <param name="rate">The learning rate.</param>
    public abstract void Step(torch.Tensor gradient, double rate);

    public void Dispose()
    {
        foreach (var (_, value) in State) value.Dispose();
    }

    /// <summary>Zeros of the weight's shape, which this owns.</summary>
    protected torch.Tensor Zeros() => torch.zeros_like(Parameter).DetachFromDisposeScope();
}
