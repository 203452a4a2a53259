using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// A tensor that nobody trains and nobody has to load: it follows from the weights, or from nothing but sizes. It has
/// a place in the state_dict, as PyTorch's buffers do, but is computed only when it is needed.
/// </summary>
public abstract class StateTable : IDisposable
{
    private protected StateTable(string name, long[] shape, torch.ScalarType type) => (Name, Shape, Type) = (name, shape, type);

    /// <summary>Its name in the state_dict of its module.</summary>
    public string Name { get; }

    /// <summary>The sizes of its axes; where they follow the input's, those for the reference size.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type of its elements.</summary>
    public virtual torch.ScalarType Type { get; }

    /// <summary>Whether it has a place in the state_dict and is saved.</summary>
    public bool IsSaved { get; init; } = true;

    /// <summary>Its value for the present weights, for the reference size. The caller disposes it.</summary>
    public abstract torch.Tensor Read();

    /// <summary>Frees what is kept; it is computed anew when it is needed again.</summary>
    public void Dispose()
    {
        Forget();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Forget();
}

/// <summary>The tables of a module, and the state of the weights that some of them follow.</summary>
public sealed class ModuleTables
{
    /// <summary>Counts the times that the weights may have changed.</summary>
    internal int WeightVersion { get; set; }

    /// <summary>The tables in the order of the state_dict.</summary>
    internal List<StateTable> Items { get; } = [];
}

/// <summary>A module that computes some of its state.</summary>
public interface IHasTables
{
    /// <summary>Its own tables, not those below it.</summary>
    ModuleTables Tables { get; }
}

/// <summary>A tensor that is kept, and what it was computed for.</summary>
internal sealed class KeptTensor : IDisposable
{
    private torch.Tensor? _value;
    private long[] _sizes = [];
    private int _version;

    /// <summary>The tensor under a handle of the caller's own, if it was computed for this.</summary>
    public torch.Tensor? Find(int version, ReadOnlySpan<long> sizes, torch.Tensor like, bool sameType)
    {
        if (_value is not { } value || _version != version || !sizes.SequenceEqual(_sizes)) return null;
        var fits = value.device_type == like.device_type && value.device_index == like.device_index && (!sameType || value.dtype == like.dtype);
        return fits ? value.alias() : null;
    }

    /// <summary>Keeps a tensor from now on; the caller's own handle stays the caller's.</summary>
    public void Put(torch.Tensor value, int version, ReadOnlySpan<long> sizes)
    {
        Dispose();
        _value = value.alias().DetachFromDisposeScope();
        _version = version;
        _sizes = sizes.ToArray();
    }

    public void Dispose()
    {
        _value?.Dispose();
        _value = null;
    }
}
