using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>An object of a type that the specification declares.</summary>
/// <param name="type">Its type.</param>
/// <param name="symbol">The type with its type arguments.</param>
/// <param name="fields">The values of its fields.</param>
/// <param name="owner">Who runs its methods: those that say whether two objects are equal, and which is the greater.</param>
internal sealed class Instance(SourceType type, INamedTypeSymbol symbol, Value[] fields, Interpreter owner)
{
    private Value[] _fields = fields;

    public Interpreter Owner => owner;

    public SourceType Type { get; } = type;

    /// <summary>The type with its type arguments.</summary>
    public INamedTypeSymbol Symbol { get; } = symbol;

    /// <summary>The values of all fields.</summary>
    public Value[] Fields => _fields;

    public Value Get(string field) => Type.TryGetSlot(field, out var slot) && slot < _fields.Length ? _fields[slot] : default;

    public void Set(string field, Value value)
    {
        var slot = Type.SlotOf(field);
        if (slot >= _fields.Length) Array.Resize(ref _fields, slot + 1);
        _fields[slot] = value;
    }

    public Instance Clone() => new(Type, Symbol, (Value[])_fields.Clone(), owner);

    /// <summary>Takes over the values of all fields, as an assignment to <c>this</c> does.</summary>
    public void TakeFields(Instance other) => _fields = (Value[])other._fields.Clone();
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
internal sealed class ListValue(List<Value> items, bool isArray, ITypeSymbol? type = null)
{
    public List<Value> Items { get; } = items;

    public bool IsArray { get; } = isArray;

    /// <summary>Its type, where that is known.</summary>
    public ITypeSymbol? Type { get; } = type;
}

/// <summary>An array with several dimensions; its elements row by row.</summary>
internal sealed class GridValue(Value[] items, int[] lengths, ITypeSymbol type)
{
    public Value[] Items { get; } = items;

    public int[] Lengths { get; } = lengths;

    public ITypeSymbol Type { get; } = type;
}

/// <summary>A value of an enumeration.</summary>
internal sealed class EnumValue(object number, INamedTypeSymbol type) : IEquatable<EnumValue>
{
    public object Number { get; } = number;

    public INamedTypeSymbol Type { get; } = type;

    public bool Equals(EnumValue? other) => other is not null && Number.Equals(other.Number) && TypeNames.Full(Type) == TypeNames.Full(other.Type);

    public override bool Equals(object? obj) => Equals(obj as EnumValue);

    public override int GetHashCode() => Number.GetHashCode();
}

/// <summary>An anonymous object.</summary>
internal sealed class AnonymousValue(string[] names, Value[] items)
{
    public string[] Names { get; } = names;

    public Value[] Items { get; } = items;

    public Value Get(string name) => Items[Array.IndexOf(Names, name)];
}

/// <summary>A type as <c>typeof</c> yields it.</summary>
internal sealed class TypeValue(ITypeSymbol type)
{
    public ITypeSymbol Type { get; } = type;
}

/// <summary>A collection of the framework's own kind that holds values of the interpreter: <c>Stack</c>, <c>Queue</c>, <c>SortedDictionary</c> and the like.</summary>
internal sealed class CollectionValue(object items, INamedTypeSymbol? type)
{
    public object Items { get; } = items;

    public INamedTypeSymbol? Type { get; } = type;
}

/// <summary>A way through a sequence, step by step.</summary>
internal sealed class EnumeratorValue(IEnumerator<Value> items)
{
    public IEnumerator<Value> Items { get; } = items;
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
/// <param name="Before">The functions that are called before this one, as <c>+=</c> adds them.</param>
internal sealed record FunctionValue(IMethodSymbol Method, IBlockOperation? Body, Frame? Captured, Value Receiver, IOperation Site, FunctionValue? Before = null)
{
    /// <summary>Whether a call of both does the same: one lambda or method, on one object.</summary>
    public bool IsSameAs(FunctionValue other) => SymbolEqualityComparer.Default.Equals(Method, other.Method) && ReferenceEquals(Captured, other.Captured)
        && ReferenceEquals(Receiver.Data, other.Receiver.Data) && (Before is null ? other.Before is null : other.Before is not null && Before.IsSameAs(other.Before));

    /// <summary>This one after all of another.</summary>
    public FunctionValue After(FunctionValue? first) => first is null ? this : this with { Before = Before is null ? first : Before.After(first) };
}

/// <summary>A position counted from the start or from the end.</summary>
internal readonly record struct IndexValue(int Number, bool FromEnd)
{
    public int In(int count) => FromEnd ? count - Number : Number;
}

/// <summary>A stretch between two positions.</summary>
internal sealed record RangeValue(IndexValue Start, IndexValue End);

/// <summary>An exception that the specification makes.</summary>
internal sealed record ExceptionValue(string Type, string Message, string? Parameter);
