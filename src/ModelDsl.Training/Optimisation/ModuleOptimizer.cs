using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>An optimizer over the parameters of a module, and its state under their keys.</summary>
internal sealed class ModuleOptimizer : IDisposable
{
    private readonly List<(string Key, ParameterUpdate Update, double Share)> updates;
    private readonly double? clipNorm;

    public ModuleOptimizer(torch.nn.Module module, TrainingOptions options)
    {
        clipNorm = options.ClipNorm;
        // A tensor with two keys is trained once.
        var parameters = StateLayout.Of(module).Where(s => s.Kind == StateKind.Parameter && s.Tensor is Parameter).DistinctBy(s => s.Tensor!.Handle).ToList();
        var rates = new LayerRates([.. parameters.Select(s => s.Key)], options.LayerDecay);
        updates = [.. parameters.Where(s => s.Tensor!.requires_grad).Select(s => (s.Key, Create((Parameter)s.Tensor!, options), rates.Of(s.Key)))];
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void ZeroGradients()
    {
        foreach (var (_, update, _) in updates) update.Parameter.grad = null;
    }

    /// <summary>Lets the weights follow their gradients.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        using var noGradient = torch.no_grad();
        if (clipNorm is { } norm) torch.nn.utils.clip_grad_norm_(updates.Select(u => u.Update.Parameter), norm);
        foreach (var (_, update, share) in updates)
        {
            using var gradient = update.Parameter.grad;
            if (gradient is not null) update.Step(gradient, rate * share);
        }
    }

    /// <summary>What the next step depends on. The tensors stay the optimizer's.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> State() =>
        updates.SelectMany(u => u.Update.State.Select(s => ($"{u.Key}.{s.Name}", s.Value)));

    /// <summary>Takes up a state.</summary>
    /// <param name="file">The file that holds it.</param>
    /// <param name="prefix">What stands before the names of <see cref="State"/>.</param>
    /// <exception cref="TrainingException">The file holds the state of another model or optimizer.</exception>
    public void Restore(WeightFile file, string prefix)
    {
        using var noGradient = torch.no_grad();
        foreach (var (key, update, _) in updates)
        {
            foreach (var (name, target) in update.State)
            {
                var full = $"{prefix}{key}.{name}";
                var entry = file.Find(full);
                // Version 1 of checkpoints leaves out a momentum that has not begun.
                if (entry is null && update is SgdUpdate) continue;
                if (entry is null || !entry.Shape.SequenceEqual(target.shape))
                    throw new TrainingException($"{file.Path}: '{full}' is not there in the shape [{string.Join(", ", target.shape)}]: the model or its options have changed");
                using var value = file.Read(full);
                target.copy_(value);
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, update, _) in updates) update.Dispose();
    }

    private static ParameterUpdate Create(Parameter parameter, TrainingOptions options)
    {
        // Biases, scales and shifts have no direction that decay could shrink.
        var decay = parameter.ndim > 1 ? options.WeightDecay : 0;
        return options.Optimizer switch
        {
            OptimizerKind.AdamW => new AdamWUpdate(parameter, decay),
            OptimizerKind.Sgd => new SgdUpdate(parameter, options.Momentum, decay),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "no such optimizer"),
        };
    }
}
