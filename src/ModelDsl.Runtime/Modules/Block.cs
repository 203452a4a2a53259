using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>A generated module with one input.</summary>
/// <typeparam name="T">What it takes.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T, TResult>(string name) : torch.nn.Module<T, TResult>(name), IWeightDependent
{
    /// <inheritdoc/>
    public int WeightVersion { get; set; }

    /// <inheritdoc/>
    protected override void RegisterComponents() { }

    /// <inheritdoc/>
    public override void train(bool train = true) => ModuleTree.Train(this, train, base.train);

    /// <inheritdoc/>
    public override Dictionary<string, torch.Tensor> state_dict(Dictionary<string, torch.Tensor>? destination = null, string? prefix = null) =>
        ModuleTree.State(this, destination, prefix);

    /// <inheritdoc/>
    public override (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
        Dictionary<string, torch.Tensor> source, bool strict = true, IList<string>? skip = null) =>
        ModuleTree.Changed(this, base.load_state_dict(source, strict, skip));

    /// <inheritdoc/>
    public override torch.nn.Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null) =>
        ModuleTree.Changed(this, base.load(reader, strict, skip, loadedParameters));
}
