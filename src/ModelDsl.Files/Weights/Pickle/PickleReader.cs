namespace ModelDsl.Runtime;

/// <summary>
/// Reads the pickle of a checkpoint. A pickle is a program for a stack machine; this machine knows the instructions that
/// PyTorch's files need and nothing else, and what it makes are descriptions: no type is looked up, no code is called,
/// whatever the file names.
/// </summary>
internal sealed class PickleReader
{
    private const int CostOfContainer = 96;
    private const int CostOfItem = 32;
    private const int CostOfText = 32;
    private const int LongestNumber = 4096;

    private readonly PickleInput input;
    private readonly PickleStack stack;
    private readonly PickleConstructors constructors;

    private PickleReader(PickleInput input, Func<string, Region?> findStorage)
    {
        this.input = input;
        stack = new PickleStack(input);
        constructors = new PickleConstructors(input, stack, findStorage);
    }

    /// <summary>Carries out a pickle.</summary>
    /// <param name="input">Its bytes.</param>
    /// <param name="findStorage">Finds the bytes of a storage by its key.</param>
    /// <returns>What it describes.</returns>
    /// <exception cref="WeightsException">It is malformed, too large, or uses what no state_dict needs.</exception>
    public static object? Read(PickleInput input, Func<string, Region?> findStorage)
    {
        var reader = new PickleReader(input, findStorage);
        if (input.AtEnd || input.Byte() != Opcode.Proto) throw input.Bad("no pickle begins here", "protocol 2 to 5");
        var protocol = input.Byte();
        if (protocol is < 2 or > 5) throw input.Bad($"pickle protocol {protocol}", "protocol 2 to 5");
        while (reader.Step()) { }
        if (!input.AtEnd) throw input.Bad("something follows its end", "one pickle and nothing else");
        return reader.stack.IsDone ? reader.stack.Pop() : throw input.Bad("it ends with containers open or values left", "one value");
    }

    /// <summary>Carries out an instruction.</summary>
    /// <returns>Whether there is another one.</returns>
    private bool Step()
    {
        input.Start = input.Position;
        var opcode = input.Byte();
        switch (opcode)
        {
            case Opcode.Stop: return false;
            case Opcode.Frame: Frame(); break;
            case Opcode.Mark: stack.Mark(); break;

            case Opcode.None: stack.Push(null); break;
            case Opcode.NewTrue: stack.Push(true); break;
            case Opcode.NewFalse: stack.Push(false); break;
            case Opcode.BinInt: stack.Push((long)input.Int32()); break;
            case Opcode.BinInt1: stack.Push((long)input.Byte()); break;
            case Opcode.BinInt2: stack.Push((long)input.UInt16()); break;
            case Opcode.Long1: Number(input.Byte()); break;
            case Opcode.Long4: Number(input.Int32()); break;
            case Opcode.BinFloat: stack.Push(input.Double()); break;
            case Opcode.ShortBinUnicode: Text(input.Byte()); break;
            case Opcode.BinUnicode: Text(input.UInt32()); break;
            case Opcode.BinUnicode8: Text(input.UInt64()); break;
            case Opcode.ShortBinBytes: Bytes(input.Byte()); break;
            case Opcode.BinBytes: Bytes(input.UInt32()); break;
            case Opcode.BinBytes8: Bytes(input.UInt64()); break;

            case Opcode.EmptyTuple: Tuple(); break;
            case Opcode.Tuple1: Tuple(stack.Pop()); break;
            case Opcode.Tuple2: { var b = stack.Pop(); Tuple(stack.Pop(), b); break; }
            case Opcode.Tuple3: { var c = stack.Pop(); var b = stack.Pop(); Tuple(stack.Pop(), b, c); break; }
            case Opcode.Tuple: Tuple(stack.PopToMark()); break;
            case Opcode.EmptyList: stack.Push(new PickleList(), CostOfContainer); break;
            case Opcode.Append: { var item = stack.Pop(); Append([item]); break; }
            case Opcode.Appends: Append(stack.PopToMark()); break;
            case Opcode.EmptySet: stack.Push(new PickleList(isSet: true), CostOfContainer); break;
            case Opcode.AddItems: Append(stack.PopToMark(), isSet: true); break;
            case Opcode.FrozenSet: { var items = stack.PopToMark(); stack.Push(new PickleList(isSet: true), CostOfContainer); Append(items, isSet: true); break; }
            case Opcode.EmptyDict: stack.Push(new PickleDict(), CostOfContainer); break;
            case Opcode.SetItem: { var value = stack.Pop(); var key = stack.Pop(); SetItems([key, value]); break; }
            case Opcode.SetItems: SetItems(stack.PopToMark()); break;

            case Opcode.BinPut: stack.Remember(input.Byte()); break;
            case Opcode.LongBinPut: stack.Remember(input.UInt32()); break;
            case Opcode.Memoize: stack.Remember(); break;
            case Opcode.BinGet: stack.Recall(input.Byte()); break;
            case Opcode.LongBinGet: stack.Recall(input.UInt32()); break;

            case Opcode.Global: { var module = input.Line(); Global(module, input.Line()); break; }
            case Opcode.StackGlobal: StackGlobal(); break;
            case Opcode.Reduce: { var arguments = stack.Pop(); stack.Push(constructors.Call(stack.Pop(), arguments), CostOfContainer); break; }
            case Opcode.NewObj: { var arguments = stack.Pop(); stack.Push(constructors.New(stack.Pop(), arguments), CostOfContainer); break; }
            case Opcode.NewObjEx: { var named = stack.Pop(); var arguments = stack.Pop(); stack.Push(constructors.New(stack.Pop(), arguments, named), CostOfContainer); break; }
            case Opcode.Build: SetState(stack.Pop()); break;
            case Opcode.BinPersId: stack.Push(constructors.Storage(stack.Pop()), CostOfContainer); break;

            default:
                throw input.Bad($"the pickle instruction 0x{opcode:x2}{Opcode.NameOfRefused(opcode)}", "those that a state_dict needs");
        }
        return true;
    }

    /// <summary>A frame says how much to read ahead, which has no meaning here.</summary>
    private void Frame()
    {
        var length = input.UInt64();
        var after = input.Remaining;
        if (length > (ulong)after) throw input.Bad($"a frame of {length} bytes", $"at most the {after} that are left");
    }

    private void Number(int length)
    {
        if (length is < 0 or > LongestNumber) throw input.Bad($"a whole number of {length} bytes", $"at most {LongestNumber}");
        var bytes = input.Take((ulong)length);
        if (length > sizeof(long))
        {
            stack.Push(PickleBytes.Of(bytes), CostOfText);
            return;
        }
        var value = length > 0 && (bytes[^1] & 0x80) != 0 ? -1L : 0L;
        for (var i = length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        stack.Push(value);
    }

    private void Text(ulong length)
    {
        var text = input.Text(length);
        stack.Push(text, CostOfText + (2L * text.Length));
    }

    private void Bytes(ulong length)
    {
        stack.Push(PickleBytes.Of(input.Take(length)), CostOfText);
    }

    private void Tuple(params object?[] items)
    {
        var tuple = new PickleTuple(items);
        foreach (var item in items) Nest(tuple, item);
        stack.Push(tuple, CostOfContainer + ((long)items.Length * sizeof(long)));
    }

    private void Append(object?[] items, bool isSet = false)
    {
        var (list, derived) = (stack.Top as PickleList, stack.Top as PickleObject);
        if (list is not null ? list.IsSet != isSet : derived is not { Type.Meaning: PickleMeaning.Data })
            throw input.Bad($"it adds items to something that is not a {(isSet ? "set" : "list")}");
        stack.Charge((long)items.Length * CostOfItem);
        foreach (var item in items)
        {
            Nest((PickleContainer?)list ?? derived!, item);
            if (list is not null) list.Add(item);
            else derived!.Append(item);
        }
    }

    private void SetItems(object?[] items)
    {
        if (stack.Top is not PickleDict dict || dict is PickleObject { Type.Meaning: not (PickleMeaning.Data or PickleMeaning.Mapping) })
            throw input.Bad("it sets items of something that is not a dict");
        if (items.Length % 2 != 0) throw input.Bad("a key without a value");
        stack.Charge((long)items.Length * CostOfItem);
        for (var i = 0; i < items.Length; i += 2)
        {
            if (items[i] is PickleList or (PickleDict and not PickleObject)) throw input.Bad("a container is the key of a dict", "a string or a number");
            Nest(dict, items[i + 1]);
            dict.Add(items[i], items[i + 1]);
        }
    }

    private void SetState(object? state)
    {
        constructors.SetState(stack.Top, state);
        if (stack.Top is PickleObject target) Nest(target, state);
    }

    private void Nest(PickleContainer container, object? item)
    {
        if (!container.Holds(item)) throw input.Bad($"containers inside each other, more than {PickleContainer.MaxDepth} deep");
    }

    private void StackGlobal()
    {
        var name = stack.Pop();
        var module = stack.Pop();
        if (module is not string moduleText || name is not string nameText) throw input.Bad("a name that is not text");
        Global(moduleText, nameText);
    }

    private void Global(string module, string name) => stack.Push(PickleGlobal.Find(module, name) ?? throw input.Bad(
        $"it names {WeightsException.Printable(module)}.{WeightsException.Printable(name)}, which is not part of a state_dict",
        "tensors, plain containers and values, and objects of classes that hold data",
        "nothing that a file names is ever run; where you trust it, " + Remedy(module, name)));

    // A state_dict may itself hold such tensors: saving it once more would change nothing.
    private static string Remedy(string module, string name) => (module, name) switch
    {
        ("torch._utils", "_rebuild_qtensor") => "save the weights of the model before it was quantised",
        ("torch._utils", "_rebuild_sparse_tensor") => "save its sparse tensors as value.to_dense()",
        ("torch._utils", "_rebuild_meta_tensor_no_storage") => "save it where its tensors have values, not on the meta device",
        ("torch", "ComplexFloatStorage" or "ComplexDoubleStorage") => "save its complex tensors as torch.view_as_real(value)",
        _ => "save its weights alone with torch.save(model.state_dict(), file)",
    };
}
