using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the optimizers have in common: groups of parameters, a state for each parameter, and files of both.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected OptimizerOptions _defaults = null!;

    // By handle, as in TorchSharp: a parameter that is moved to another device after this is another parameter.
    private readonly Dictionary<nint, OptimizerState> states = [];

    private protected OptimizerHelper() { }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var all = state_dict();
        writer.Write(GetType().Name);
        writer.Encode(all.Options.Count);
        writer.Encode(all.State.Count);
        foreach (var options in all.Options) options.SaveStateDict(writer);
        foreach (var state in all.State) state.SaveStateDict(writer);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var all = state_dict();
        if (reader.Decode() != all.Options.Count) throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (reader.Decode() != all.State.Count) throw new ArgumentException("Invalid optimizer state -- different number of states.");
        foreach (var options in all.Options) options.LoadStateDict(reader);
        foreach (var state in all.State) state.LoadStateDict(reader);
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var all = this.state_dict();
        if (state_dict.Options.Count != all.Options.Count) throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (state_dict.State.Count != all.State.Count) throw new ArgumentException("Invalid optimizer state -- different number of states.");
        foreach (var (mine, theirs) in all.Options.Zip(state_dict.Options)) if (mine != theirs) mine.LoadStateDict(theirs);
        foreach (var (mine, theirs) in all.State.Zip(state_dict.State)) if (mine != theirs) mine.LoadStateDict(theirs);
    }

    public virtual StateDictionary state_dict()
    {
        var all = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            all.Options.Add(group.Options);
            all.StateIndexRef.Add(Enumerable.Range(all.State.Count, group.Parameters.Count()).ToList());
            all.State.AddRange(group.Parameters.Select(StateOf<OptimizerState>));
        }
        return all;
    }

    public void to(Device device)
    {
        foreach (var parameter in parameters()) StateOf<OptimizerState>(parameter).to(device);
    }

    private protected TState StateOf<TState>(Parameter parameter) where TState : OptimizerState => (TState)states[parameter.Handle];

    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> makeState)
    {
        group.Options.InitialLearningRate = group.Options.LearningRate!.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = makeState(parameter);
            states[parameter.Handle] = state;
            state.Initialize(group.Options);
        }
    }

    private protected Tensor? Step<TGroup>(Action<TGroup> update, Func<Tensor>? closure) where TGroup : ParamGroup
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var grad = enable_grad();
            loss = closure();
        }
        using var d = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups) update((TGroup)group);
        return loss;
    }

    private protected void DisposeStates()
    {
        foreach (var state in states.Values.OfType<IDisposable>()) state.Dispose();
        states.Clear();
    }
}

public class OptimizerOptions
{
    public double? LearningRate { get; set; }
    public double InitialLearningRate { get; set; }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    public virtual void LoadStateDict(OptimizerOptions source) =>
        (InitialLearningRate, LearningRate) = (source.InitialLearningRate, source.LearningRate);
}

public abstract class OptimizerState(Parameter parameter)
{
    protected Parameter _parameter = parameter;

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public abstract void Initialize(OptimizerOptions options);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device) { }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        result?.Dispose();
        result = reader.ReadBoolean() ? TensorExtensionMethods.Load(reader).to(device, disposeAfter: true) : null;
    }

    private protected static bool Close(Tensor? left, Tensor? right) => left is null || (right is not null && left.allclose(right));
}

public class ParamGroup : optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public OptimizerOptions Options { get; set; } = null!;

    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup() { }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) => (Parameters, base.Options) = (parameters, options!);

    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
