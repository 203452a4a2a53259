using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>How one parameter follows its gradient, and what that remembers from step to step.</summary>
/// <remarks>
/// TorchSharp's optimizers pass numbers to libtorch as temporary objects, which a garbage collection may free while
/// they are in use: a step then throws, or computes with another number (docs/known-issues.md). Here every number and
/// every gradient is held until the call has returned.
/// </remarks>
/// <param name="key">The parameter's key in the state_dict.</param>
/// <param name="parameter">The parameter.</param>
/// <param name="decay">The weight decay.</param>
internal abstract class UpdateRule(string key, Parameter parameter, double decay) : IDisposable
{
    /// <summary>The parameter's key in the state_dict.</summary>
    public string Key { get; } = key;

    /// <summary>The parameter.</summary>
    public Parameter Parameter { get; } = parameter;

    /// <summary>The weight decay.</summary>
    protected double Decay { get; } = decay;

    /// <summary>Makes a step, unless the parameter has no gradient.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        using var gradient = Parameter.grad;
        if (gradient is not null) Follow(gradient, rate);
    }

    /// <summary>What the next step depends on; the caller disposes what <c>Owned</c> says.</summary>
    public abstract IEnumerable<(string Name, torch.Tensor Value, bool Owned)> State();

    /// <summary>Takes up a state.</summary>
    /// <param name="find">The tensor of a name that <see cref="State"/> gives, which the caller of it owns, or null if it is not there.</param>
    /// <exception cref="TrainingException">Something is not there.</exception>
    public abstract void Restore(Func<string, IReadOnlyList<long>, torch.Tensor?> find);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Changes the parameter.</summary>
    protected abstract void Follow(torch.Tensor gradient, double rate);

    /// <summary>A tensor like the parameter, zero everywhere, which the rule owns.</summary>
    protected torch.Tensor Zeros() => torch.zeros_like(Parameter).DetachFromDisposeScope();
}

/// <summary>AdamW (Loshchilov and Hutter, 2019): decay apart from the gradient, which is scaled by its own moving square.</summary>
internal sealed class AdamWRule : UpdateRule
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private static readonly Scalar s_keepMean = Beta1;
    private static readonly Scalar s_takeMean = 1 - Beta1;
    private static readonly Scalar s_keepSquare = Beta2;
    private static readonly Scalar s_takeSquare = 1 - Beta2;
    private static readonly Scalar s_epsilon = 1e-8;

    private readonly torch.Tensor mean;
    private readonly torch.Tensor square;
    private long step;

    public AdamWRule(string key, Parameter parameter, double decay) : base(key, parameter, decay) => (mean, square) = (Zeros(), Zeros());

    public override IEnumerable<(string Name, torch.Tensor Value, bool Owned)> State() =>
        [("step", torch.tensor(step), true), ("exp_avg", mean, false), ("exp_avg_sq", square, false)];

    public override void Restore(Func<string, IReadOnlyList<long>, torch.Tensor?> find)
    {
        using var steps = find("step", []);
        using var savedMean = find("exp_avg", Parameter.shape);
        using var savedSquare = find("exp_avg_sq", Parameter.shape);
        if (steps is null || savedMean is null || savedSquare is null) throw new TrainingException($"the state of '{Key}' is not there");
        step = steps.ReadCpuInt64(0);
        mean.copy_(savedMean);
        square.copy_(savedSquare);
    }

    public override void Dispose()
    {
        mean.Dispose();
        square.Dispose();
    }

    protected override void Follow(torch.Tensor gradient, double rate)
    {
        step++;
        using var shrink = (1 - rate * Decay).ToScalar();
        using var squareCorrection = Math.Sqrt(1 - Math.Pow(Beta2, step)).ToScalar();
        using var stride = (-rate / (1 - Math.Pow(Beta1, step))).ToScalar();
        if (Decay != 0) Parameter.mul_(shrink);
        mean.mul_(s_keepMean).add_(gradient, s_takeMean);
        square.mul_(s_keepSquare).addcmul_(gradient, gradient, s_takeSquare);
        using var deviation = square.sqrt();
        deviation.div_(squareCorrection).add_(s_epsilon);
        Parameter.addcdiv_(mean, deviation, stride);
    }
}

/// <summary>Stochastic gradient descent with momentum, as in PyTorch: decay is part of the gradient.</summary>
internal sealed class SgdRule(string key, Parameter parameter, double decay, double momentum) : UpdateRule(key, parameter, decay)
{
    /// <summary>The moving gradient; the first gradient makes it.</summary>
    private torch.Tensor? moving;

    public override IEnumerable<(string Name, torch.Tensor Value, bool Owned)> State() =>
        moving is null ? [] : [("momentum_buffer", moving, false)];

    public override void Restore(Func<string, IReadOnlyList<long>, torch.Tensor?> find)
    {
        using var saved = find("momentum_buffer", Parameter.shape);
        if (saved is null) return;
        moving?.Dispose();
        moving = Zeros();
        moving.copy_(saved);
    }

    public override void Dispose() => moving?.Dispose();

    protected override void Follow(torch.Tensor gradient, double rate)
    {
        using var decay = Decay.ToScalar();
        using var keep = momentum.ToScalar();
        using var stride = (-rate).ToScalar();
        using var whole = Decay == 0 ? gradient.alias() : gradient.add(Parameter, decay);
        if (momentum == 0)
        {
            Parameter.add_(whole, stride);
            return;
        }
        if (moving is null) moving = whole.clone().DetachFromDisposeScope();
        else moving.mul_(keep).add_(whole);
        Parameter.add_(moving, stride);
    }
}
