namespace ModelDsl.Runtime;

/// <summary>What a name of Python's stands for here.</summary>
internal enum PickleMeaning
{
    OrderedDict,
    Counter,
    Set,
    Namespace,
    Size,
    Device,
    Complex,
    Encode,
    NumpyScalar,
    NumpyType,
    TensorType,
    Storage,
    Tensor,
    Parameter,
}

/// <summary>A name of Python's that a checkpoint may use. The list is closed: every other name is refused.</summary>
internal sealed record PickleGlobal(string Name, PickleMeaning Meaning, ElementType Type = default)
{
    private static readonly Dictionary<string, PickleGlobal> Known = MakeKnown();

    /// <summary>Finds a name; null where it is none of those.</summary>
    public static PickleGlobal? Find(string module, string name) => Known.GetValueOrDefault($"{module} {name}");

    private static Dictionary<string, PickleGlobal> MakeKnown()
    {
        var known = new Dictionary<string, PickleGlobal>(StringComparer.Ordinal);
        void Add(string module, string name, PickleMeaning meaning, ElementType type = default) =>
            known.Add($"{module} {name}", new PickleGlobal($"{module}.{name}", meaning, type));

        Add("collections", "OrderedDict", PickleMeaning.OrderedDict);
        Add("collections", "Counter", PickleMeaning.Counter);
        Add("argparse", "Namespace", PickleMeaning.Namespace);
        Add("torch._utils", "_rebuild_tensor_v2", PickleMeaning.Tensor);
        Add("torch._utils", "_rebuild_parameter", PickleMeaning.Parameter);
        Add("torch", "Size", PickleMeaning.Size);
        Add("torch", "device", PickleMeaning.Device);
        Add("_codecs", "encode", PickleMeaning.Encode);
        // Protocol 2 writes Python 2's name of the module.
        foreach (var builtins in (ReadOnlySpan<string>)["__builtin__", "builtins"])
        {
            Add(builtins, "set", PickleMeaning.Set);
            Add(builtins, "frozenset", PickleMeaning.Set);
            Add(builtins, "complex", PickleMeaning.Complex);
        }
        Add("numpy", "dtype", PickleMeaning.NumpyType);
        Add("numpy.core.multiarray", "scalar", PickleMeaning.NumpyScalar);
        Add("numpy._core.multiarray", "scalar", PickleMeaning.NumpyScalar);
        foreach (var type in (ReadOnlySpan<string>)["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64", "complex128"])
            Add("torch", type, PickleMeaning.TensorType);
        foreach (var (name, type) in (ReadOnlySpan<(string, ElementType)>)[
            ("Double", ElementType.F64), ("Float", ElementType.F32), ("Half", ElementType.F16), ("BFloat16", ElementType.BF16),
            ("Long", ElementType.I64), ("Int", ElementType.I32), ("Short", ElementType.I16), ("Char", ElementType.I8),
            ("Byte", ElementType.U8), ("Bool", ElementType.Bool)])
        {
            Add("torch", name + "Storage", PickleMeaning.Storage, type);
        }
        return known;
    }
}
