using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// A table that follows from weights: a position bias, for instance. It is computed anew while gradients are recorded,
/// and once for each state of the weights otherwise.
/// </summary>
/// <param name="owner">The module whose weights decide.</param>
/// <param name="name">Its name in the state_dict.</param>
/// <param name="shape">Its sizes, for the reference size of the input.</param>
/// <param name="weight">A weight that it follows; its type and device are the table's.</param>
/// <param name="compute">Computes it for the reference size, or takes what is kept.</param>
public sealed class WeightTable(IHasTables owner, string name, long[] shape, Func<Tensor> weight, Func<Tensor> compute)
    : StateTable(name, shape, ScalarType.Float32)
{
    private static readonly Tensor s_none = empty(0).DetachFromDisposeScope();

    private readonly KeptTensor _kept = new();

    /// <inheritdoc/>
    public override ScalarType Type => weight().dtype;

    /// <summary>The value that is kept, if it is that of the present weights and no gradient has to flow through it.</summary>
    /// <param name="kept">The value under a handle of the caller's own.</param>
    /// <param name="sizes">The sizes of the input on which its shape depends.</param>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Tensor? kept, params ReadOnlySpan<long> sizes)
    {
        kept = null;
        if (is_grad_enabled()) return false;
        lock (_kept) kept = _kept.Find(owner.Tables.WeightVersion, sizes, weight(), sameType: true);
        return kept is not null;
    }

    /// <summary>Keeps a new value, unless gradients flow through it.</summary>
    /// <param name="value">The value, which stays the caller's.</param>
    /// <param name="sizes">The sizes of the input on which its shape depends.</param>
    /// <returns>The value itself.</returns>
    public Tensor Keep(Tensor value, params ReadOnlySpan<long> sizes)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_kept)
        {
            // Where gradients are recorded a training step may follow, after which no value of before is right.
            if (is_grad_enabled()) _kept.Dispose();
            else _kept.Put(value, owner.Tables.WeightVersion, sizes);
        }
        return value;
    }

    /// <summary>A weight of a module, for its type and device; a module without weights has those of a new tensor.</summary>
    /// <param name="module">The module.</param>
    public static Tensor AnyWeight(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.parameters().FirstOrDefault() ?? s_none;
    }

    /// <inheritdoc/>
    public override Tensor Read()
    {
        using var noGradient = no_grad();
        return compute();
    }

    private protected override void Forget()
    {
        lock (_kept) _kept.Dispose();
    }
}
