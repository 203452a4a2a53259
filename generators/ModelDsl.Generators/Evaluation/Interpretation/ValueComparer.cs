using System;
using System.Collections.Generic;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Equality and order of values: records, structs and tuples by their parts, numbers and strings by value, the rest by reference.</summary>
internal sealed class ValueComparer : IEqualityComparer<Value>, IComparer<Value>
{
    public static ValueComparer Default { get; } = new();

    public bool Equals(Value x, Value y) => AreEqual(x.Data, y.Data);

    public int GetHashCode(Value value) => value.Data switch
    {
        null => 0,
        TupleValue tuple => Combine(tuple.Items),
        Instance { Symbol: { IsRecord: true } or { IsValueType: true } } instance => instance.Type.FullName.GetHashCode(),
        ListValue or SetValue or MapValue or SequenceValue or Instance => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value.Data),
        { } data when Numbers.IsNumber(data) => Numbers.ToDouble(data).GetHashCode(),
        { } data => data.GetHashCode(),
    };

    /// <summary>The order that <c>Comparer&lt;T&gt;.Default</c> has.</summary>
    public int Compare(Value x, Value y) => (x.Data, y.Data) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (TupleValue a, TupleValue b) => CompareAll(a.Items, b.Items),
        (double or float, _) => Numbers.ToDouble(x.Data).CompareTo(Numbers.ToDouble(y.Data)),
        ({ } a, { } b) when Numbers.IsNumber(a) && Numbers.IsNumber(b) => Numbers.ToLong(a).CompareTo(Numbers.ToLong(b)),
        ({ } a, _) => throw new InvalidOperationException($"values of '{a.GetType().Name}' have no order"),
    };

    public static bool AreEqual(object? a, object? b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a is null || b is null) return false;
        switch (a, b)
        {
            case (TupleValue x, TupleValue y):
                return AreAllEqual(x.Items, y.Items);
            case (Instance x, Instance y):
                return x.Symbol is { IsRecord: true } or { IsValueType: true } && x.Type.FullName == y.Type.FullName && HaveEqualFields(x, y);
            case (double x, double y):
                return x.Equals(y);
        }
        if (a.GetType() == b.GetType()) return a.Equals(b);
        // A constant of an enumeration and a value of it may have different width.
        return a is not (double or float) && b is not (double or float) && Numbers.IsNumber(a) && Numbers.IsNumber(b) && Numbers.ToLong(a) == Numbers.ToLong(b);
    }

    private static bool HaveEqualFields(Instance x, Instance y)
    {
        foreach (var field in x.Type.Fields)
        {
            var name = SourceType.SlotName(field);
            if (!AreEqual(x.Get(name).Data, y.Get(name).Data)) return false;
        }
        return true;
    }

    private static bool AreAllEqual(Value[] x, Value[] y)
    {
        if (x.Length != y.Length) return false;
        for (var i = 0; i < x.Length; i++)
        {
            if (!AreEqual(x[i].Data, y[i].Data)) return false;
        }
        return true;
    }

    private int CompareAll(Value[] x, Value[] y)
    {
        for (var i = 0; i < x.Length && i < y.Length; i++)
        {
            if (Compare(x[i], y[i]) is not 0 and var order) return order;
        }
        return x.Length.CompareTo(y.Length);
    }

    private int Combine(Value[] items)
    {
        var hash = 17;
        foreach (var item in items) hash = unchecked(hash * 31 + GetHashCode(item));
        return hash;
    }
}
