using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>A generated module with one input.</summary>
/// <typeparam name="T">What it takes.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T, TResult>(string name) : torch.nn.Module<T, TResult>(name), IHasTables
{
    /// <inheritdoc/>
    ModuleTables IHasTables.Tables { get; } = new();

    /// <summary>Registers a tensor that is computed when it is needed and has a place in the state_dict.</summary>
    /// <param name="table">The table.</param>
    protected void register_table(StateTable table) => ModuleTree.Register(this, table);

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
        ModuleTree.Load(this, source, strict, skip);

    /// <inheritdoc/>
    public override torch.nn.Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null) =>
        ModuleTree.Changed(this, base.load(reader, strict, skip, loadedParameters));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) ModuleTree.DisposeTables(this);
        base.Dispose(disposing);
    }
}
