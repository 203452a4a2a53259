using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>A generated module with two inputs.</summary>
/// <typeparam name="T1">Its first input.</typeparam>
/// <typeparam name="T2">Its second input.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T1, T2, TResult>(string name) : torch.nn.Module<T1, T2, TResult>(name), IHasTables
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

/// <summary>A generated module with three inputs.</summary>
/// <typeparam name="T1">Its first input.</typeparam>
/// <typeparam name="T2">Its second input.</typeparam>
/// <typeparam name="T3">Its third input.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T1, T2, T3, TResult>(string name) : torch.nn.Module<T1, T2, T3, TResult>(name), IHasTables
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

/// <summary>A generated module with four inputs.</summary>
/// <typeparam name="T1">Its first input.</typeparam>
/// <typeparam name="T2">Its second input.</typeparam>
/// <typeparam name="T3">Its third input.</typeparam>
/// <typeparam name="T4">Its fourth input.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T1, T2, T3, T4, TResult>(string name) : torch.nn.Module<T1, T2, T3, T4, TResult>(name), IHasTables
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

/// <summary>A generated module with five inputs.</summary>
/// <typeparam name="T1">Its first input.</typeparam>
/// <typeparam name="T2">Its second input.</typeparam>
/// <typeparam name="T3">Its third input.</typeparam>
/// <typeparam name="T4">Its fourth input.</typeparam>
/// <typeparam name="T5">Its fifth input.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T1, T2, T3, T4, T5, TResult>(string name) : torch.nn.Module<T1, T2, T3, T4, T5, TResult>(name), IHasTables
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

/// <summary>A generated module with six inputs.</summary>
/// <typeparam name="T1">Its first input.</typeparam>
/// <typeparam name="T2">Its second input.</typeparam>
/// <typeparam name="T3">Its third input.</typeparam>
/// <typeparam name="T4">Its fourth input.</typeparam>
/// <typeparam name="T5">Its fifth input.</typeparam>
/// <typeparam name="T6">Its sixth input.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
/// <param name="name">Its name.</param>
public abstract class Block<T1, T2, T3, T4, T5, T6, TResult>(string name) : torch.nn.Module<T1, T2, T3, T4, T5, T6, TResult>(name), IHasTables
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
