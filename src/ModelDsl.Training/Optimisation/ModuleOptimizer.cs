using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>An optimizer over the parameters of a module, and its state under their keys.</summary>
internal sealed class ModuleOptimizer : IDisposable
{
    private readonly List<UpdateRule> rules;
    private readonly double? clipNorm;

    public ModuleOptimizer(torch.nn.Module module, TrainingOptions options)
    {
        clipNorm = options.ClipNorm;
        // A tensor with two keys is trained once.
        rules = [.. StateLayout.Of(module).Where(s => s.Kind == StateKind.Parameter && s.Tensor is Parameter { requires_grad: true })
            .DistinctBy(s => s.Tensor!.Handle).Select(s => Rule(options, s.Key, (Parameter)s.Tensor!))];
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void ZeroGradients()
    {
        foreach (var rule in rules)
        {
            using var gradient = rule.Parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>Lets the weights follow their gradients.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        using var noGradient = torch.no_grad();
        if (clipNorm is { } norm) torch.nn.utils.clip_grad_norm_(rules.Select(r => r.Parameter), norm);
        foreach (var rule in rules) rule.Step(rate);
    }

    /// <summary>What the next step depends on; the caller disposes what <c>Owned</c> says.</summary>
    public IEnumerable<(string Name, torch.Tensor Value, bool Owned)> State() =>
        rules.SelectMany(r => r.State().Select(s => ($"{r.Key}.{s.Name}", s.Value, s.Owned)));

    /// <summary>Takes up a state.</summary>
    /// <param name="file">The file that holds it.</param>
    /// <param name="prefix">What stands before the names of <see cref="State"/>.</param>
    /// <exception cref="TrainingException">The file's state is of other parameters, or of another optimizer.</exception>
    public void Restore(WeightFile file, string prefix)
    {
        using var noGradient = torch.no_grad();
        foreach (var rule in rules) rule.Restore((name, shape) => Find($"{prefix}{rule.Key}.{name}", shape));

        torch.Tensor? Find(string name, IReadOnlyList<long> shape)
        {
            var entry = file.Find(name);
            // What an optimizer has made only in a later step may be absent; the rule knows.
            if (entry is null) return null;
            return entry.Shape.SequenceEqual(shape)
                ? file.Read(name)
                : throw new TrainingException($"{file.Path}: '{name}' is not there in the shape [{string.Join(", ", shape)}]: the model or its options have changed");
        }
    }

    public void Dispose() => rules.ForEach(r => r.Dispose());

    private static UpdateRule Rule(TrainingOptions options, string key, Parameter parameter)
    {
        // Biases, scales and shifts have no direction that decay could shrink.
        var decay = parameter.ndim > 1 ? options.WeightDecay : 0;
        return options.Optimizer switch
        {
            OptimizerKind.AdamW => new AdamWRule(key, parameter, decay),
            OptimizerKind.Sgd => new SgdRule(key, parameter, decay, options.Momentum),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "no such optimizer"),
        };
    }
}
