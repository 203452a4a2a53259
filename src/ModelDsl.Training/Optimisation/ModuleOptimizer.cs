using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>An optimizer over the parameters of a module, and its state under their keys.</summary>
internal sealed class ModuleOptimizer : IDisposable
{
    private readonly List<(string Key, Parameter Value)> parameters;
    private readonly OptimizerHelper optimizer;
    private readonly double? clipNorm;

    public ModuleOptimizer(torch.nn.Module module, TrainingOptions options)
    {
        clipNorm = options.ClipNorm;
        // A tensor with two keys is trained once.
        var all = StateLayout.Of(module).Where(s => s.Kind == StateKind.Parameter && s.Tensor is Parameter { requires_grad: true })
            .DistinctBy(s => s.Tensor!.Handle).Select(s => (s.Key, Value: (Parameter)s.Tensor!)).ToList();
        // Biases, scales and shifts have no direction that decay could shrink.
        var decayed = all.Where(p => p.Value.ndim > 1).ToList();
        var plain = all.Where(p => p.Value.ndim <= 1).ToList();
        parameters = [.. decayed, .. plain];
        optimizer = Create(options, [.. decayed.Select(p => p.Value)], [.. plain.Select(p => p.Value)]);
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void ZeroGradients() => optimizer.zero_grad();

    /// <summary>Lets the weights follow their gradients.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        if (clipNorm is { } norm) torch.nn.utils.clip_grad_norm_(parameters.Select(p => p.Value), norm);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
        optimizer.step();
    }

    /// <summary>What the next step depends on; the caller disposes what <c>Owned</c> says.</summary>
    public IEnumerable<(string Name, torch.Tensor Value, bool Owned)> State()
    {
        foreach (var ((key, _), state) in parameters.Zip(optimizer.state_dict().State))
        {
            switch (state)
            {
                case AdamW.State adam:
                    yield return ($"{key}.step", torch.tensor(adam.step), true);
                    yield return ($"{key}.exp_avg", adam.exp_avg, false);
                    yield return ($"{key}.exp_avg_sq", adam.exp_avg_sq, false);
                    break;
                case SGD.State { momentum_buffer: { } buffer }:
                    yield return ($"{key}.momentum_buffer", buffer, false);
                    break;
            }
        }
    }

    /// <summary>Takes up a state.</summary>
    /// <param name="file">The file that holds it.</param>
    /// <param name="prefix">What stands before the names of <see cref="State"/>.</param>
    public void Restore(WeightFile file, string prefix)
    {
        using var noGradient = torch.no_grad();
        foreach (var ((key, parameter), state) in parameters.Zip(optimizer.state_dict().State))
        {
            switch (state)
            {
                case AdamW.State adam:
                    using (var step = Read($"{key}.step", [])) adam.step = step.ReadCpuInt64(0);
                    Copy($"{key}.exp_avg", adam.exp_avg);
                    Copy($"{key}.exp_avg_sq", adam.exp_avg_sq);
                    break;
                // Before the first gradient there is no buffer.
                case SGD.State momentum when file.Find($"{prefix}{key}.momentum_buffer") is not null:
                    momentum.momentum_buffer?.Dispose();
                    momentum.momentum_buffer = torch.zeros_like(parameter);
                    Copy($"{key}.momentum_buffer", momentum.momentum_buffer);
                    break;
            }
        }

        torch.Tensor Read(string name, long[] shape)
        {
            var entry = file.Find(prefix + name);
            return entry is not null && entry.Shape.SequenceEqual(shape)
                ? file.Read(prefix + name)
                : throw new TrainingException($"{file.Path}: '{prefix + name}' is not there in the shape [{string.Join(", ", shape)}]: the model or its options have changed");
        }

        void Copy(string name, torch.Tensor target)
        {
            using var value = Read(name, target.shape);
            target.copy_(value);
        }
    }

    public void Dispose() => optimizer.Dispose();

    private static OptimizerHelper Create(TrainingOptions o, Parameter[] decayed, Parameter[] plain) => o.Optimizer switch
    {
        OptimizerKind.AdamW => torch.optim.AdamW(
        [
            new AdamW.ParamGroup(decayed, lr: o.LearningRate, weight_decay: o.WeightDecay),
            new AdamW.ParamGroup(plain, lr: o.LearningRate, weight_decay: 0),
        ], o.LearningRate),
        OptimizerKind.Sgd => torch.optim.SGD(
        [
            new SGD.ParamGroup(decayed, lr: o.LearningRate, momentum: o.Momentum, weight_decay: o.WeightDecay),
            new SGD.ParamGroup(plain, lr: o.LearningRate, momentum: o.Momentum, weight_decay: 0),
        ], o.LearningRate),
        _ => throw new ArgumentOutOfRangeException(nameof(o), o.Optimizer, "no such optimizer"),
    };
}
