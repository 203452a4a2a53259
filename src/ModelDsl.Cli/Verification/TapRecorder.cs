using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Verification;

/// <summary>Records what a model's named modules yield, until it is disposed.</summary>
internal sealed class TapRecorder : IDisposable
{
    private readonly Dictionary<string, TensorRecord> records = new(StringComparer.Ordinal);
    private readonly List<Action> removals = [];

    /// <summary>Hooks the modules.</summary>
    /// <exception cref="UserException">A tap's module does not exist or does not turn one tensor into one.</exception>
    public TapRecorder(ModelInfo model, torch.nn.Module root)
    {
        if (model.Taps.Count == 0) return;
        var modules = root.named_modules().ToDictionary(m => m.Item1, m => m.Item2, StringComparer.Ordinal);
        foreach (var tap in model.Taps)
        {
            if (!modules.TryGetValue(tap.Module, out var module))
                throw new UserException($"{model.Name}: tap '{tap.Name}' is at '{tap.Module}', where there is no module");
            if (module is not torch.nn.Module<torch.Tensor, torch.Tensor> observable)
                throw new UserException($"{model.Name}: tap '{tap.Name}' is at '{tap.Module}', which does not turn one tensor into one");
            var hook = observable.register_forward_hook((_, _, output) =>
            {
                records[tap.Name] = TensorRecord.Of(output);
                return output;
            });
            removals.Add(hook.remove);
        }
    }

    /// <summary>The last value of each tap, by name.</summary>
    public IReadOnlyDictionary<string, TensorRecord> Records => records;

    public void Dispose()
    {
        foreach (var remove in removals) remove();
        removals.Clear();
    }
}
