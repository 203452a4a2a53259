namespace ModelDsl.Runtime;

/// <summary>What a name of Python's stands for here.</summary>
internal enum PickleMeaning
{
    OrderedDict,
    Mapping,
    Set,
    Namespace,
    Size,
    Device,
    Complex,
    Encode,
    Path,
    Attribute,
    NumpyScalar,
    NumpyType,
    NumpyArray,
    TensorType,
    Storage,
    Tensor,
    Parameter,
    Derived,

    /// <summary>A class that holds data: its objects are described, whatever they are made of.</summary>
    Data,
}

/// <summary>
/// A name of Python's that a checkpoint may use. Of what can act (Python's library, PyTorch, NumPy and what installs or loads
/// code) the list is closed, and every other name is refused. Any other module is a user's: its classes are data here.
/// </summary>
internal sealed record PickleGlobal(string Name, PickleMeaning Meaning, ElementType Type = default)
{
    private static readonly Dictionary<string, PickleGlobal> Known = MakeKnown();

    /// <summary>Packages of others that run what they are given, fetch it or load it.</summary>
    private static readonly HashSet<string> Acting = new(
        ["torch", "numpy", "pip", "setuptools", "pkg_resources", "cloudpickle", "dill", "joblib", "requests", "urllib3", "aiohttp", "httpx"],
        StringComparer.Ordinal);

    /// <summary>Parts of those whose objects lie in training checkpoints: schedules, losses and layers named as settings, data sets, the state of random numbers.</summary>
    private static readonly string[] DataWithin = ["torch.optim.", "torch.nn.", "torch.utils.data.", "torch.amp.", "torch.cuda.amp.", "numpy.random.", "numpy.dtypes."];

    /// <summary>Finds a name; null where it is refused.</summary>
    public static PickleGlobal? Find(string module, string name)
    {
        if (Known.TryGetValue($"{module} {name}", out var known)) return known;
        var root = module.Split('.')[0];
        var isData = IsName(module) && IsName(name)
            && (Array.Exists(DataWithin, d => (module + ".").StartsWith(d, StringComparison.Ordinal)) || !(PythonLibrary.Has(root) || Acting.Contains(root)));
        return isData ? new PickleGlobal($"{module}.{name}", PickleMeaning.Data) : null;
    }

    /// <summary>Whether a text is what a module, a class or an attribute can be called: identifiers with points between.</summary>
    public static bool IsName(string text) =>
        Array.TrueForAll(text.Split('.'), part => part.Length > 0 && !char.IsDigit(part[0]) && part.All(c => c == '_' || char.IsLetterOrDigit(c)))
        && !text.Contains("__globals__", StringComparison.Ordinal);

    private static Dictionary<string, PickleGlobal> MakeKnown()
    {
        var known = new Dictionary<string, PickleGlobal>(StringComparer.Ordinal);
        void Add(string module, string name, PickleMeaning meaning, ElementType type = default) =>
            known.Add($"{module} {name}", new PickleGlobal($"{module}.{name}", meaning, type));
        void AddAll(PickleMeaning meaning, string module, params ReadOnlySpan<string> names)
        {
            foreach (var name in names) Add(module, name, meaning);
        }

        Add("collections", "OrderedDict", PickleMeaning.OrderedDict);
        AddAll(PickleMeaning.Mapping, "collections", "Counter", "defaultdict");
        Add("collections", "deque", PickleMeaning.Data);
        Add("argparse", "Namespace", PickleMeaning.Namespace);
        Add("types", "SimpleNamespace", PickleMeaning.Data);
        // Python 3.13 moved the classes.
        foreach (var module in (ReadOnlySpan<string>)["pathlib", "pathlib._local"])
            AddAll(PickleMeaning.Path, module, "Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath");
        AddAll(PickleMeaning.Data, "datetime", "date", "datetime", "time", "timedelta", "timezone");
        // Settings such as norm_layer=partial(LayerNorm, eps=1e-6): what they name has to be allowed too.
        Add("functools", "partial", PickleMeaning.Data);
        Add("re", "_compile", PickleMeaning.Data);
        Add("time", "struct_time", PickleMeaning.Data);
        Add("decimal", "Decimal", PickleMeaning.Data);
        Add("fractions", "Fraction", PickleMeaning.Data);
        AddAll(PickleMeaning.Data, "uuid", "UUID", "SafeUUID");
        Add("_codecs", "encode", PickleMeaning.Encode);
        // Protocol 2 writes Python 2's names of the modules.
        foreach (var builtins in (ReadOnlySpan<string>)["__builtin__", "builtins"])
        {
            AddAll(PickleMeaning.Set, builtins, "set", "frozenset");
            Add(builtins, "complex", PickleMeaning.Complex);
            AddAll(PickleMeaning.Data, builtins, "bytearray", "range", "xrange", "slice", "dict", "list", "tuple", "int", "long", "float", "str", "unicode", "bool", "bytes", "object", "Ellipsis", "NotImplemented");
            // Members of an enumeration, where Python 3.11 wrote them.
            Add(builtins, "getattr", PickleMeaning.Attribute);
        }
        foreach (var copyreg in (ReadOnlySpan<string>)["copy_reg", "copyreg"]) Add(copyreg, "_reconstructor", PickleMeaning.Data);
        AddAll(PickleMeaning.Data, "numpy", "ndarray", "bool_", "bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64");
        Add("numpy", "dtype", PickleMeaning.NumpyType);
        foreach (var core in (ReadOnlySpan<string>)["numpy.core", "numpy._core"])
        {
            Add(core + ".multiarray", "scalar", PickleMeaning.NumpyScalar);
            Add(core + ".multiarray", "_reconstruct", PickleMeaning.NumpyArray);
            Add(core + ".numeric", "_frombuffer", PickleMeaning.NumpyArray);
        }
        Add("torch._utils", "_rebuild_tensor_v2", PickleMeaning.Tensor);
        AddAll(PickleMeaning.Parameter, "torch._utils", "_rebuild_parameter", "_rebuild_parameter_with_state");
        Add("torch._tensor", "_rebuild_from_type_v2", PickleMeaning.Derived);
        AddAll(PickleMeaning.Data, "torch.nn.parameter", "Parameter", "Buffer");
        Add("torch", "Size", PickleMeaning.Size);
        Add("torch", "device", PickleMeaning.Device);
        AddAll(
            PickleMeaning.TensorType, "torch", "float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64", "bool",
            "complex32", "complex64", "complex128", "qint8", "quint8", "qint32");
        Add("torch.serialization", "_get_layout", PickleMeaning.Data);
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
