using System.Text;

namespace ModelDsl.Runtime;

/// <summary>What a pickle's calls amount to: a description of a tensor, an empty container, or a description of an object.</summary>
internal sealed class PickleConstructors(PickleInput input, PickleStack stack, Func<string, Region?> findStorage)
{
    private const int MaxRank = 32;
    private const int CostOfAxis = 2 * sizeof(long);

    private readonly Dictionary<string, PickleStorage> storages = new(StringComparer.Ordinal);

    /// <summary>REDUCE: a name applied to arguments.</summary>
    public object Call(object? function, object? arguments)
    {
        if (function is not PickleGlobal global) throw input.Bad($"it calls {Describe(function)}", "one of the names that a state_dict needs");
        if (arguments is not PickleTuple { Items: var items }) throw input.Bad($"it calls {global.Name} with {Describe(arguments)}", "a tuple of arguments");
        return (global.Meaning, items) switch
        {
            (PickleMeaning.OrderedDict, []) => new PickleDict(isOrdered: true),
            (PickleMeaning.Tensor, [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, bool, PickleDict { Items: [] }]) =>
                Tensor(storage, offset, shape, strides),
            (PickleMeaning.Tensor, [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, bool, PickleDict { Items: [] }, null or PickleDict]) =>
                Tensor(storage, offset, shape, strides),
            (PickleMeaning.Parameter, [PickleTensor tensor, bool, PickleDict { Items: [] }]) => tensor,
            (PickleMeaning.Parameter, [PickleTensor tensor, bool, PickleDict { Items: [] }, _]) => tensor,
            // A class derived from Tensor: what makes the tensor inside, and attributes that change none of its values.
            (PickleMeaning.Derived, [PickleGlobal { Meaning: PickleMeaning.Tensor or PickleMeaning.Parameter } inner, PickleGlobal, PickleTuple parts, _]) =>
                Call(inner, parts),
            (PickleMeaning.Encode, [string text, "latin1" or "latin-1"]) => PickleBytes.Of(Encoding.Latin1.GetBytes(text)),
            (PickleMeaning.Attribute, [PickleGlobal { Meaning: PickleMeaning.Data } or PickleObject, string name]) when PickleGlobal.IsName(name) => Object(global, items),
            _ when TakesArguments(global, items) => Object(global, items),
            _ => throw input.Bad($"it calls {global.Name} with ({string.Join(", ", items.Take(8).Select(Describe))}{(items.Length > 8 ? ", …" : "")})", "its usual arguments"),
        };
    }

    /// <summary>NEWOBJ: an object of a class, without its constructor.</summary>
    /// <param name="type">The class.</param>
    /// <param name="arguments">What the class's <c>__new__</c> is given.</param>
    /// <param name="named">The arguments with names, where the instruction has some.</param>
    public object New(object? type, object? arguments, object? named = null) => (type, arguments, named) switch
    {
        (PickleGlobal { Meaning: PickleMeaning.Namespace } global, PickleTuple { Items: [] }, null) => Object(global, []),
        (PickleGlobal { Meaning: PickleMeaning.Data } global, PickleTuple { Items: var items }, null or PickleDict) => Object(global, items),
        _ => throw input.Bad($"it makes an object of {Describe(type)}", "a class that holds data"),
    };

    /// <summary>BUILD: attributes of an object.</summary>
    public static bool CanSetState(object? target, object? state) => (target, state) switch
    {
        (PickleObject { Type.Meaning: PickleMeaning.Namespace }, PickleDict) => true,
        (PickleObject { Type.Meaning: PickleMeaning.NumpyType or PickleMeaning.NumpyArray }, PickleTuple) => true,
        (PickleObject { Type.Meaning: PickleMeaning.Data }, _) => true,
        (PickleObject, _) => false,
        (PickleDict { IsOrdered: true }, PickleDict) => true,
        _ => false,
    };

    /// <summary>BUILD: attributes of an object; those of an OrderedDict (a state_dict's versions) are left out.</summary>
    public void SetState(object? target, object? state)
    {
        if (!CanSetState(target, state)) throw input.Bad($"it sets the state of {Describe(target)} to {Describe(state)}", "attributes of an OrderedDict or of an object that holds data");
        if (target is PickleObject made) made.State = state;
    }

    /// <summary>BINPERSID: the storage that a key stands for.</summary>
    public PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { Meaning: PickleMeaning.Storage } type, string key, string, long count] })
            throw input.Bad($"it refers to {Describe(id)}", "a storage: its type, key, device and length");
        if (storages.TryGetValue(key, out var known))
        {
            if (known.Type != type.Type || known.Count != count)
                throw input.Bad($"storage '{WeightsException.Printable(key)}' is {count} × {type.Type.Name()} here and {known.Count} × {known.Type.Name()} before");
            return known;
        }
        var region = findStorage(key) ?? throw input.Bad($"storage '{WeightsException.Printable(key)}' is not in the archive", "a record of that name");
        if (count < 0 || (Int128)count * type.Type.Size() != region.Length)
            throw input.Bad($"storage '{WeightsException.Printable(key)}' is said to hold {count} × {type.Type.Name()}", $"what its {region.Length} bytes hold");
        var storage = new PickleStorage(type.Type, count, region);
        storages.Add(key, storage);
        return storage;
    }

    /// <summary>Whether the arguments are those that the name is called with where PyTorch or NumPy wrote the file.</summary>
    private static bool TakesArguments(PickleGlobal global, object?[] items) => (global.Meaning, items) switch
    {
        (PickleMeaning.Namespace, []) => true,
        (PickleMeaning.Mapping, [] or [null or PickleGlobal or PickleDict]) => true,
        (PickleMeaning.Set, [] or [PickleList { IsSet: false }]) => true,
        (PickleMeaning.Size, [PickleTuple]) => true,
        (PickleMeaning.Device, [string] or [string, long]) => true,
        (PickleMeaning.Complex, [double, double]) => true,
        (PickleMeaning.NumpyType, [string, bool or long, bool or long]) => true,
        (PickleMeaning.NumpyScalar, [PickleObject { Type.Meaning: PickleMeaning.NumpyType }, PickleBytes or PickleObject or string]) => true,
        (PickleMeaning.NumpyArray, [PickleGlobal { Meaning: PickleMeaning.Data }, PickleTuple, PickleBytes]) => true,
        (PickleMeaning.NumpyArray, [PickleBytes or PickleObject, PickleObject { Type.Meaning: PickleMeaning.NumpyType }, PickleTuple, string]) => true,
        (PickleMeaning.Path, _) => Array.TrueForAll(items, i => i is string),
        (PickleMeaning.Data, _) => true,
        _ => false,
    };

    private PickleObject Object(PickleGlobal type, object?[] arguments)
    {
        var made = new PickleObject(type, arguments);
        foreach (var argument in arguments)
            if (!made.Holds(argument)) throw input.Bad($"containers inside each other, more than {PickleContainer.MaxDepth} deep");
        return made;
    }

    private PickleTensor Tensor(PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides)
    {
        var (sizes, steps) = (Numbers(shape, "size"), Numbers(strides, "stride"));
        if (sizes.Length != steps.Length) throw input.Bad($"a tensor of {sizes.Length} sizes and {steps.Length} strides", "as many");
        if (offset < 0) throw input.Bad($"a tensor that begins at element {offset} of its storage", "0 or more");
        if (!Fits(storage, offset, sizes, steps))
            throw input.Bad($"a tensor {Text(sizes)} with strides {Text(steps)} from element {offset} on", $"one within the {storage.Count} elements of its storage");
        stack.Charge((long)sizes.Length * CostOfAxis);
        return new PickleTensor(storage, offset, sizes, steps);
    }

    /// <summary>Whether the tensor can be counted, and its last element is in the storage.</summary>
    private static bool Fits(PickleStorage storage, long offset, long[] sizes, long[] steps)
    {
        if (ShapeSize.Bytes(sizes, storage.Type) is not { } length) return false;
        if (length == 0) return offset <= storage.Count;
        Int128 last = offset;
        for (var i = 0; i < sizes.Length; i++)
        {
            // It stays below 2⁶³ from axis to axis, so that no sum leaves 128 bits.
            last += (Int128)(sizes[i] - 1) * steps[i];
            if (last >= storage.Count) return false;
        }
        return last < storage.Count;
    }

    private long[] Numbers(PickleTuple tuple, string what)
    {
        if (tuple.Items.Length > MaxRank) throw input.Bad($"a tensor of {tuple.Items.Length} axes", $"{MaxRank} at most");
        var numbers = new long[tuple.Items.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = tuple.Items[i] is long number and >= 0 ? number : throw input.Bad($"a tensor with {Describe(tuple.Items[i])} as a {what}", "a natural number");
        return numbers;
    }

    private static string Text(long[] numbers) => $"[{string.Join(", ", numbers)}]";

    private static string Describe(object? value) => value switch
    {
        null => "None",
        bool b => b ? "True" : "False",
        long number => $"{number}",
        double => "a float",
        string text => $"'{WeightsException.Printable(text)}'",
        PickleGlobal global => global.Name,
        PickleTuple tuple => $"a tuple of {tuple.Items.Length}",
        PickleList { IsSet: true } => "a set",
        PickleList => "a list",
        PickleObject made => $"a value of {made.Type.Name}",
        PickleDict => "a dict",
        PickleStorage => "a storage",
        PickleTensor => "a tensor",
        _ => "bytes",
    };
}
