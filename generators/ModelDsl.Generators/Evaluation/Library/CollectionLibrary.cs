using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Members of arrays, lists, sets and dictionaries.</summary>
internal static class CollectionLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method, string type)
    {
        switch (type)
        {
            case "System.Array" when method.IsStatic:
                return ArrayLibrary.Find(method) ?? OverValues.Find(method);
            case "System.MemoryExtensions":
                return ArrayLibrary.Find(method);
            case "System.Collections.Generic.Dictionary`2" or "System.Collections.Generic.IDictionary`2" or "System.Collections.Generic.IReadOnlyDictionary`2":
                return Own(method, OfMap(method));
            case "System.Collections.Generic.HashSet`1" or "System.Collections.Generic.ISet`1" or "System.Collections.Generic.IReadOnlySet`1":
                return Own(method, OfSet(method));
            case "System.Span`1" or "System.ReadOnlySpan`1" or "System.Collections.Immutable.ImmutableArray`1":
                return OfList(method);
            case "System.Array" or "System.Collections.Generic.List`1" or "System.Collections.Generic.IList`1" or "System.Collections.Generic.IReadOnlyList`1"
                or "System.Collections.Generic.ICollection`1" or "System.Collections.Generic.IReadOnlyCollection`1" or "System.Collections.ICollection" or "System.Collections.IList":
                return Own(method, OfList(method));
            case "System.Collections.Generic.CollectionExtensions":
                return OverValues.Find(method.ReducedFrom ?? method);
            default:
                if (OverValues.Holds(type)) return OverValues.Find(method);
                return method is { Name: "get_Count", ContainingType.Name: "KeyCollection" or "ValueCollection" } ? (interpreter, call) => Value.Of(interpreter.Items(call.Receiver).Count()) : null;
        }
    }

    /// <summary>A member of an interface means that of the collection behind it; what is not written here is the framework's own.</summary>
    private static LibraryMethod? Own(IMethodSymbol method, LibraryMethod? written)
    {
        var own = OverValues.Find(method);
        if (written is null || own is null) return written ?? own;
        // A constructor or a member with its own order or equality.
        if (method.Parameters.Any(Comparers.IsComparer)) return own;
        return (interpreter, call) => call.Receiver.Data is CollectionValue ? own(interpreter, call) : written(interpreter, call);
    }

    private static LibraryMethod? OfList(IMethodSymbol method) => method.Name switch
    {
        ".ctor" => (interpreter, call) =>
        {
            if (call.Arguments is [{ Data: int room }]) interpreter.Budget.CheckElements(room < 0 ? throw new ArgumentException($"{Numbers.Text(room)} is not a number of elements") : room);
            var items = call.Arguments is [{ Data: not int }] ? interpreter.MakeList(interpreter.Items(call.Arguments[0]), isArray: false).Items : [];
            return new Value(new ListValue(items, isArray: false, call.Frame.Resolve(method.ContainingType)));
        },
        "get_Count" or "get_Length" => (interpreter, call) => Count(interpreter, call),
        "get_LongLength" => (interpreter, call) => new Value((long)(int)Count(interpreter, call).Data!),
        "get_IsEmpty" => (_, call) => Value.Of(Items(call).Count == 0),
        "get_Item" => (interpreter, call) => call.Receiver.Data is ListValue list ? list.Items[Index(call, list.Items.Count)] : interpreter.Items(call.Receiver).ElementAt(Index(call, int.MaxValue)),
        "set_Item" => (_, call) => Void(Items(call)[Index(call, Items(call).Count)] = call.Arguments[1]),
        "Add" => (interpreter, call) => Add(interpreter, call),
        "AddRange" => (interpreter, call) =>
        {
            Items(call).AddRange(interpreter.MakeList(interpreter.Items(call.Arguments[0]), false).Items);
            return default;
        },
        "Insert" => (_, call) => Void(() => Items(call).Insert((int)call.Arguments[0].Data!, call.Arguments[1])),
        "InsertRange" => (interpreter, call) => Void(() => Items(call).InsertRange((int)call.Arguments[0].Data!, interpreter.MakeList(interpreter.Items(call.Arguments[1]), false).Items)),
        "RemoveAt" => (_, call) => Void(() => Items(call).RemoveAt((int)call.Arguments[0].Data!)),
        "RemoveRange" => (_, call) => Void(() => Items(call).RemoveRange((int)call.Arguments[0].Data!, (int)call.Arguments[1].Data!)),
        "Remove" => (_, call) => Value.Of(Find(call) is var at and >= 0 && Remove(call, at)),
        "Clear" => (_, call) => Void(() => Items(call).Clear()),
        "Contains" => (interpreter, call) => Value.Of(interpreter.Items(call.Receiver).Contains(call.Arguments[0], ValueComparer.Default)),
        "IndexOf" when method.Parameters.Length == 1 => (_, call) => Value.Of(Find(call)),
        "GetRange" => (_, call) => new Value(new ListValue(Items(call).GetRange((int)call.Arguments[0].Data!, (int)call.Arguments[1].Data!), false, call.Frame.Resolve(method.ReturnType))),
        "Reverse" when method.Parameters.Length == 0 => (_, call) => Void(() => Items(call).Reverse()),
        "Sort" when method.Parameters.Length == 0 => (_, call) => Void(() => Sort(Items(call))),
        "ToArray" => (interpreter, call) => new Value(new ListValue(interpreter.MakeList(Items(call), isArray: true).Items, true, call.Frame.Resolve(method.ReturnType))),
        "Clone" => (interpreter, call) => call.Receiver.Data is GridValue grid
            ? new Value(new GridValue((Value[])grid.Items.Clone(), grid.Lengths, grid.Type))
            : new Value(new ListValue(interpreter.MakeList(Items(call), isArray: true).Items, true, ((ListValue)call.Receiver.Data!).Type)),
        "ForEach" => (interpreter, call) =>
        {
            foreach (var item in interpreter.Items(call.Receiver)) interpreter.CallFunction((FunctionValue)call.Arguments[0].Data!, [item], call.Syntax, call.Frame);
            return default;
        },
        "ConvertAll" => (interpreter, call) => new Value(interpreter.MakeList(interpreter.Items(call.Receiver).Select(i => interpreter.CallFunction((FunctionValue)call.Arguments[0].Data!, [i], call.Syntax, call.Frame)), false)),
        "get_Rank" => (_, call) => Value.Of(call.Receiver.Data is GridValue grid ? grid.Lengths.Length : 1),
        "GetUpperBound" => (_, call) => Value.Of(LengthOf(call) - 1),
        "GetLowerBound" => (_, _) => Value.Of(0),
        "Exists" or "TrueForAll" or "Find" or "FindIndex" or "FindAll" when method.Parameters.Length == 1 => (interpreter, call) => Search(interpreter, call),
        "GetLength" => (_, call) => Value.Of(LengthOf(call)),
        "get_IsFixedSize" or "get_IsReadOnly" or "CopyTo" or "Slice" when method.ContainingType.Name is "Span" or "ReadOnlySpan" => null,
        _ => null,
    };

    private static LibraryMethod? OfSet(IMethodSymbol method) => method.Name switch
    {
        ".ctor" when method.Parameters.Length < 2 => (interpreter, call) => new Value(new SetValue(new HashSet<Value>(call.Arguments is [{ Data: not int }] ? interpreter.Items(call.Arguments[0]) : [], ValueComparer.Default))),
        "get_Count" => (_, call) => Value.Of(Set(call).Count),
        "Add" => (interpreter, call) =>
        {
            if (call.Arguments[0].IsUnknown) throw new UnknownException();
            interpreter.Budget.CheckElements(Set(call).Count);
            return Value.Of(Set(call).Add(call.Arguments[0]));
        },
        "Contains" => (_, call) => Value.Of(Set(call).Contains(call.Arguments[0])),
        "Remove" => (_, call) => Value.Of(Set(call).Remove(call.Arguments[0])),
        "Clear" => (_, call) => Void(() => Set(call).Clear()),
        "UnionWith" => (interpreter, call) => Void(() => Set(call).UnionWith(interpreter.Items(call.Arguments[0]))),
        "IntersectWith" => (interpreter, call) => Void(() => Set(call).IntersectWith(interpreter.Items(call.Arguments[0]))),
        "ExceptWith" => (interpreter, call) => Void(() => Set(call).ExceptWith(interpreter.Items(call.Arguments[0]))),
        _ => null,
    };

    private static LibraryMethod? OfMap(IMethodSymbol method) => method.Name switch
    {
        ".ctor" when method.Parameters.Length < 2 && (method.Parameters.Length == 0 || method.Parameters[0].Type.Name != "IEnumerable") => (interpreter, call) =>
        {
            var map = new Dictionary<Value, Value>(ValueComparer.Default);
            if (call.Arguments is [{ Data: MapValue other }]) foreach (var pair in other.Items) map.Add(pair.Key, pair.Value);
            return new Value(new MapValue(map));
        },
        "get_Count" => (_, call) => Value.Of(Map(call).Count),
        "get_Item" => (_, call) => Map(call).TryGetValue(call.Arguments[0], out var found) ? found : throw new KeyNotFoundException($"there is no key '{Text.Of(call.Arguments[0])}'"),
        "set_Item" => (interpreter, call) => Put(interpreter, call, replaces: true),
        "Add" => (interpreter, call) => Put(interpreter, call, replaces: false),
        "TryAdd" => (interpreter, call) =>
        {
            var isNew = !Map(call).ContainsKey(call.Arguments[0]);
            if (isNew) Put(interpreter, call, replaces: true);
            return Value.Of(isNew);
        },
        "ContainsKey" => (_, call) => Value.Of(Map(call).ContainsKey(call.Arguments[0])),
        "Remove" when method.Parameters.Length == 1 => (_, call) => Value.Of(Map(call).Remove(call.Arguments[0])),
        "Clear" => (_, call) => Void(() => Map(call).Clear()),
        "get_Keys" => (_, call) => new Value(new SequenceValue(Map(call).Keys)),
        "get_Values" => (_, call) => new Value(new SequenceValue(Map(call).Values)),
        "TryGetValue" => (interpreter, call) =>
        {
            var isFound = Map(call).TryGetValue(call.Arguments[0], out var found);
            if (call.Shared?[1] is { } cell) cell.Value = isFound ? found : interpreter.DefaultOf(call.Frame.Resolve(method.ContainingType.TypeArguments[1]));
            return Value.Of(isFound);
        },
        _ => null,
    };

    private static List<Value> Items(CallSite call) => call.Receiver.Data is ListValue list ? list.Items : throw new NotSupportedException("this collection cannot be changed");

    private static HashSet<Value> Set(CallSite call) => ((SetValue)call.Receiver.Data!).Items;

    private static Dictionary<Value, Value> Map(CallSite call) => ((MapValue)call.Receiver.Data!).Items;

    /// <summary>The length of an array in one of its dimensions.</summary>
    private static int LengthOf(CallSite call)
    {
        var dimension = (int)call.Arguments[0].Data!;
        var lengths = call.Receiver.Data is GridValue grid ? grid.Lengths : [Items(call).Count];
        return dimension >= 0 && dimension < lengths.Length ? lengths[dimension] : throw new IndexOutOfRangeException($"the array has no dimension {Numbers.Text(dimension)}");
    }

    private static Value Count(Interpreter interpreter, CallSite call)
    {
        var count = call.Receiver.Data switch
        {
            ListValue list => list.Items.Count,
            SetValue set => set.Items.Count,
            MapValue map => map.Items.Count,
            GridValue grid => grid.Items.Length,
            _ => interpreter.Items(call.Receiver).Count(),
        };
        return Value.Of(count, call.Receiver.Origin);
    }

    private static int Index(CallSite call, int count)
    {
        var index = (int)Numbers.ToLong(call.Arguments[0].Data!);
        return index >= 0 && index < count ? index : throw new ArgumentException($"index {Numbers.Text(index)} is outside a list of {Numbers.Text(count)} element{(count == 1 ? "" : "s")}");
    }

    private static Value Add(Interpreter interpreter, CallSite call)
    {
        if (call.Receiver.Data is SetValue set)
        {
            if (call.Arguments[0].IsUnknown) throw new UnknownException();
            set.Items.Add(call.Arguments[0]);
            return default;
        }
        if (call.Receiver.Data is ListValue { IsArray: true }) throw new NotSupportedException("an array has a fixed size");
        var items = Items(call);
        if ((items.Count & 1023) == 0) interpreter.Budget.CheckElements(items.Count);
        items.Add(call.Arguments[0]);
        return default;
    }

    private static Value Put(Interpreter interpreter, CallSite call, bool replaces)
    {
        if (call.Arguments[0].IsUnknown) throw new UnknownException();
        interpreter.Budget.CheckElements(Map(call).Count);
        if (replaces) Map(call)[call.Arguments[0]] = call.Arguments[1];
        else Map(call).Add(call.Arguments[0], call.Arguments[1]);
        return default;
    }

    private static int Find(CallSite call) => Items(call).FindIndex(i => ValueComparer.Default.Equals(i, call.Arguments[0]));

    private static bool Remove(CallSite call, int at)
    {
        Items(call).RemoveAt(at);
        return true;
    }

    /// <summary>Sorts values by their own order.</summary>
    public static void Sort(List<Value> items)
    {
        foreach (var item in items) if (item.IsUnknown) throw new UnknownException();
        // List.Sort is not stable, but equal values of the kinds that have an order cannot be told apart.
        items.Sort(ValueComparer.Default);
    }

    private static Value Search(Interpreter interpreter, CallSite call)
    {
        bool Holds(Value item) => interpreter.CallFunction((FunctionValue)call.Arguments[0].Data!, [item], call.Syntax, call.Frame).Data as bool? ?? throw new UnknownException();
        var items = Items(call);
        return call.Method.Name switch
        {
            "Exists" => Value.Of(items.Exists(Holds)),
            "TrueForAll" => Value.Of(items.TrueForAll(Holds)),
            "FindIndex" => Value.Of(items.FindIndex(Holds)),
            "FindAll" => new Value(new ListValue(items.FindAll(Holds), isArray: false)),
            _ => items.FindIndex(Holds) is var at and >= 0 ? items[at] : interpreter.DefaultOf(call.Frame.Resolve(call.Method.ContainingType.TypeArguments[0])),
        };
    }

    private static Value Void(Value _) => default;

    private static Value Void(Action action)
    {
        action();
        return default;
    }
}
