using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>An object of a type that the specification declares.</summary>
internal sealed class Instance(SourceType type, INamedTypeSymbol symbol, Value[] fields)
{
    private Value[] _fields = fields;

    public SourceType Type { get; } = type;

    /// <summary>The type with its type arguments.</summary>
    public INamedTypeSymbol Symbol { get; } = symbol;

    /// <summary>The values of all fields.</summary>
    public Value[] Fields => _fields;

    public Value Get(string field) => Type.TryGetSlot(field, out var slot) && slot < _fields.Length ? _fields[slot] : default;

    public void Set(string field, Value value)
    {
        var slot = Type.SlotOf(field);
        if (slot >= _fields.Length) System.Array.Resize(ref _fields, slot + 1);
        _fields[slot] = value;
    }

    public Instance Clone() => new(Type, Symbol, (Value[])_fields.Clone());
}

/// <summary>A tuple. Never changed: an assignment to an element makes a new one.</summary>
internal sealed class TupleValue(Value[] items)
{
    public Value[] Items { get; } = items;

    public TupleValue With(int index, Value item)
    {
        var items = (Value[])Items.Clone();
        items[index] = item;
        return new TupleValue(items);
    }
}

/// <summary>An array or a list.</summary>
internal sealed class ListValue(List<Value> items, bool isArray)
{
    public List<Value> Items { get; } = items;

    public bool IsArray { get; } = isArray;
}

/// <summary>A sequence that is computed anew each time it is enumerated, as LINQ's are.</summary>
internal sealed class SequenceValue(IEnumerable<Value> items)
{
    public IEnumerable<Value> Items { get; } = items;
}

/// <summary>A hash set.</summary>
internal sealed class SetValue(HashSet<Value> items)
{
    public HashSet<Value> Items { get; } = items;
}

/// <summary>A dictionary.</summary>
internal sealed class MapValue(Dictionary<Value, Value> items)
{
    public Dictionary<Value, Value> Items { get; } = items;
}

/// <summary>A key and its value.</summary>
internal sealed record PairValue(Value Key, Value Value);

/// <summary>A group of LINQ's <c>GroupBy</c>.</summary>
internal sealed record GroupValue(Value Key, List<Value> Items);

/// <summary>A lambda, a local function or a method as a value.</summary>
/// <param name="Method">What is called.</param>
/// <param name="Body">The lambda's body; null for a method.</param>
/// <param name="Captured">The variables that a lambda sees; null for a method.</param>
/// <param name="Receiver">What a method is called on.</param>
/// <param name="Site">Where it was made.</param>
internal sealed record FunctionValue(IMethodSymbol Method, IBlockOperation? Body, Frame? Captured, Value Receiver, IOperation Site);

/// <summary>A position counted from the start or from the end.</summary>
internal readonly record struct IndexValue(int Number, bool FromEnd)
{
    public int In(int count) => FromEnd ? count - Number : Number;
}

/// <summary>A stretch between two positions.</summary>
internal sealed record RangeValue(IndexValue Start, IndexValue End);

/// <summary>An exception that the specification makes.</summary>
internal sealed record ExceptionValue(string Type, string Message, string? Parameter);
