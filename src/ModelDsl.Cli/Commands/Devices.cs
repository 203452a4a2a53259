using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary>Makes models ready on a device.</summary>
internal static class Devices
{
    /// <summary>The seed of weights that no file gives.</summary>
    public const int Seed = 0;

    /// <summary>Turns the option's value into a device.</summary>
    /// <exception cref="UserException">There is no such device on this machine.</exception>
    public static torch.Device Open(string name)
    {
        if (name == "cuda" && !torch.cuda.is_available())
            throw new UserException("--device cuda: this libtorch finds no CUDA device");
        return torch.device(name);
    }

    /// <summary>Makes a module for inference.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Where its weights come from; null for the published initialisation from <see cref="Seed"/>.</param>
    /// <param name="device">Where it shall run.</param>
    /// <returns>The module, which the caller disposes, and what the load did; null where nothing was loaded.</returns>
    public static (torch.nn.Module Module, LoadReport? Load) CreateModule(ModelInfo model, WeightSource? weights, torch.Device device)
    {
        torch.manual_seed(Seed);
        var module = model.Create(weights is null ? Initialization.Published : Initialization.Skip);
        try
        {
            var report = weights is null ? null : Weights.Load(module, weights.File, weights.Options);
            module.to(device);
            module.eval();
            return (module, report);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
