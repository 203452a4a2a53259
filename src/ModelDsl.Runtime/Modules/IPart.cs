using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Runtime;

/// <summary>
/// What every part of a generated model is: a module. Parts of one list that are of several classes have an interface in common, and
/// through it what training asks of them: <c>net.Levels[0].parameters()</c>.
/// </summary>
public interface IPart
{
    /// <summary>Its trained tensors.</summary>
    /// <param name="recurse">Whether those of the modules in it count too.</param>
    IEnumerable<Parameter> parameters(bool recurse = true);

    /// <summary>Its trained tensors with their keys.</summary>
    /// <param name="recurse">Whether those of the modules in it count too.</param>
    IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true);

    /// <summary>All that it saves, by key.</summary>
    /// <param name="destination">Where entries are added; null for a new dictionary.</param>
    /// <param name="prefix">What stands before the keys.</param>
    Dictionary<string, torch.Tensor> state_dict(Dictionary<string, torch.Tensor>? destination = null, string? prefix = null);

    /// <summary>Says whether it is being trained.</summary>
    /// <param name="train">Whether it is.</param>
    void train(bool train = true);

    /// <summary>Says that it is not being trained.</summary>
    void eval();
}
