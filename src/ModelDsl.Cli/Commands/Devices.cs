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

    /// <summary>Makes a module for inference; the caller disposes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">A weight file; null for the published initialisation from <see cref="Seed"/>.</param>
    /// <param name="device">Where it shall run.</param>
    public static torch.nn.Module CreateModule(ModelInfo model, string? weights, torch.Device device)
    {
        torch.manual_seed(Seed);
        var module = model.Create(weights is null ? Initialization.Published : Initialization.Skip);
        try
        {
            if (weights is not null) Weights.Load(module, weights);
            module.to(device);
            module.eval();
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
