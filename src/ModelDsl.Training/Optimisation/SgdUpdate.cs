using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>Stochastic gradient descent with momentum; the decay is a part of the gradient, as in PyTorch.</summary>
internal sealed class SgdUpdate : ParameterUpdate
{
    private readonly Scalar momentum;
    private readonly double decay;
    private readonly torch.Tensor buffer;

    /// <summary>Starts with nothing remembered.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="momentum">The share of a step that the next one repeats.</param>
    /// <param name="decay">How much of the weight is added to its gradient.</param>
    public SgdUpdate(Parameter parameter, double momentum, double decay) : base(parameter)
    {
        (this.momentum, this.decay) = (Scalars.Of(momentum), decay);
        buffer = Zeros();
        State = [("momentum_buffer", buffer)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, torch.Tensor Value)> State { get; }

    /// <inheritdoc/>
    public override void Step(torch.Tensor gradient, double rate)
    {
        using var pull = decay.ToScalar();
        using var length = (-rate).ToScalar();
        using var pulled = gradient.add(Parameter, pull);
        buffer.mul_(momentum).add_(pulled, Scalars.One);
        Parameter.add_(buffer, length);
    }
}
