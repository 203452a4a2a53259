using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>Adam with weight decay apart from the gradient, with PyTorch's defaults for what is not given.</summary>
internal sealed class AdamWUpdate : ParameterUpdate
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private static readonly Scalar s_beta1 = Scalars.Of(Beta1);
    private static readonly Scalar s_rest1 = Scalars.Of(1 - Beta1);
    private static readonly Scalar s_beta2 = Scalars.Of(Beta2);
    private static readonly Scalar s_rest2 = Scalars.Of(1 - Beta2);
    private static readonly Scalar s_epsilon = Scalars.Of(1e-8);

    private readonly double decay;
    private readonly torch.Tensor step;
    private readonly torch.Tensor mean;
    private readonly torch.Tensor square;

    /// <summary>Starts with nothing remembered.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="decay">How much of the weight a step takes away, for a learning rate of 1.</param>
    public AdamWUpdate(Parameter parameter, double decay) : base(parameter)
    {
        this.decay = decay;
        step = torch.tensor(0L).DetachFromDisposeScope();
        (mean, square) = (Zeros(), Zeros());
        State = [("step", step), ("exp_avg", mean), ("exp_avg_sq", square)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, torch.Tensor Value)> State { get; }

    /// <inheritdoc/>
    public override void Step(torch.Tensor gradient, double rate)
    {
        step.add_(Scalars.One, Scalars.One);
        var count = step.ReadCpuInt64(0);
        using var kept = (1 - rate * decay).ToScalar();
        using var correction = Math.Sqrt(1 - Math.Pow(Beta2, count)).ToScalar();
        using var length = (-rate / (1 - Math.Pow(Beta1, count))).ToScalar();
        Parameter.mul_(kept);
        mean.mul_(s_beta1).add_(gradient, s_rest1);
        square.mul_(s_beta2).addcmul_(gradient, gradient, s_rest2);
        using var scale = square.sqrt();
        scale.div_(correction).add_(s_epsilon, Scalars.One);
        Parameter.addcdiv_(mean, scale, length);
    }
}
