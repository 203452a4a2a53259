using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>A table that follows from nothing but sizes: relative positions in a window, for instance. Blocks of one window share one.</summary>
public sealed class ConstantTable : StateTable
{
    private readonly Func<long[], Tensor> _compute;
    private readonly long[] _reference;
    private KeptTensor _kept = new();

    /// <summary>A table of one size.</summary>
    /// <param name="name">Its name in the state_dict.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="compute">Computes it on the CPU; the same method for the same table.</param>
    /// <param name="constants">The numbers that the method computes it from: tables of others are other tables.</param>
    public ConstantTable(string name, long[] shape, ScalarType type, Func<Tensor> compute, params double[] constants) : this(name, shape, type, [], compute, null, constants) { }

    /// <summary>A table whose size follows the input's.</summary>
    /// <param name="name">Its name in the state_dict.</param>
    /// <param name="shape">Its sizes, for the reference size of the input.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="reference">The reference size of the input.</param>
    /// <param name="compute">Computes it on the CPU for a size of the input; the same method for the same table.</param>
    /// <param name="constants">The numbers that the method computes it from besides: tables of others are other tables.</param>
    public ConstantTable(string name, long[] shape, ScalarType type, long[] reference, Func<long[], Tensor> compute, params double[] constants)
        : this(name, shape, type, reference, null, compute, constants) { }

    private ConstantTable(string name, long[] shape, ScalarType type, long[] reference, Func<Tensor>? fixedSize, Func<long[], Tensor>? anySize, double[] constants)
        : base(name, shape, type)
    {
        _reference = reference;
        _compute = anySize ?? (_ => fixedSize!());
        Identity = (((Delegate?)anySize ?? fixedSize)!.Method, string.Join(';', constants.Select(c => BitConverter.DoubleToInt64Bits(c))));
    }

    private (System.Reflection.MethodInfo Method, string Constants) Identity { get; }

    /// <summary>Lets the equal tables of a module and all below it be one.</summary>
    /// <param name="module">The module.</param>
    public static void Share(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var shared = new Dictionary<(System.Reflection.MethodInfo Method, string Constants), KeptTensor>();
        Visit(module);

        void Visit(nn.Module part)
        {
            foreach (var table in ((part as IHasTables)?.Tables.Items ?? []).OfType<ConstantTable>())
            {
                if (shared.TryGetValue(table.Identity, out var first)) table._kept = first;
                else shared.Add(table.Identity, table._kept);
            }
            foreach (var (_, child) in part.named_children()) Visit(child);
        }
    }

    /// <summary>The table. The caller disposes it.</summary>
    /// <param name="like">A tensor whose device it takes, and whose type if it is floating point.</param>
    /// <param name="sizes">The sizes of the input on which its shape depends.</param>
    public Tensor Read(Tensor like, params ReadOnlySpan<long> sizes)
    {
        ArgumentNullException.ThrowIfNull(like);
        var isFloating = Type == ScalarType.Float32;
        lock (_kept)
        {
            if (_kept.Find(0, sizes, like, isFloating) is { } kept) return kept;
            // A tensor that is made in inference mode could not take part in training later.
            using var normal = inference_mode(false);
            using var computed = _compute(sizes.ToArray());
            var value = computed.to(isFloating ? like.dtype : computed.dtype, like.device);
            _kept.Put(value, 0, sizes);
            return value;
        }
    }

    /// <inheritdoc/>
    public override Tensor Read()
    {
        using var like = empty(0);
        return Read(like, _reference);
    }

    private protected override void Forget()
    {
        lock (_kept) _kept.Dispose();
    }
}
