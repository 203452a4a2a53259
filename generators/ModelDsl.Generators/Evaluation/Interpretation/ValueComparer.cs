using System;
using System.Collections.Generic;
using System.Globalization;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Equality and order of values, as <c>EqualityComparer&lt;T&gt;.Default</c> and <c>Comparer&lt;T&gt;.Default</c> have them: by
/// what a type of the specification says of itself; records, structs and tuples by their parts; numbers and strings by value; the rest by reference.
/// </summary>
internal sealed class ValueComparer : IEqualityComparer<Value>, IComparer<Value>
{
    public static ValueComparer Default { get; } = new();

    public bool Equals(Value x, Value y) => AreEqual(x.Data, y.Data);

    public int GetHashCode(Value value) => value.Data switch
    {
        null => 0,
        TupleValue tuple => Combine(tuple.Items),
        AnonymousValue anonymous => Combine(anonymous.Items),
        PairValue pair => Combine([pair.Key, pair.Value]),
        // Equal objects of a type that says what is equal have equal hashes only if it says so too: all go into one bucket.
        Instance instance when instance.Symbol is { IsRecord: true } or { IsValueType: true } || instance.Type.EqualsOf(instance.Symbol) is not null => instance.Type.FullName.GetHashCode(),
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
        (string a, string b) => CompareTexts(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (TupleValue a, TupleValue b) => CompareAll(a.Items, b.Items),
        (EnumValue a, EnumValue b) => Compare(new Value(a.Number), new Value(b.Number)),
        (double or float, _) => Numbers.ToDouble(x.Data).CompareTo(Numbers.ToDouble(y.Data)),
        (ulong a, ulong b) => a.CompareTo(b),
        (Instance a, _) when a.Owner.CompareBy(a, y) is { } order => order,
        ({ } a, { } b) when Numbers.IsNumber(a) && Numbers.IsNumber(b) => Numbers.ToLong(a).CompareTo(Numbers.ToLong(b)),
        _ => throw new InvalidOperationException($"{Text.Describe(x)} and {Text.Describe(y)} have no order"),
    };

    /// <summary>The order of two texts where no language decides it: C# compares by the culture of the machine.</summary>
    public static int CompareTexts(string a, string b)
    {
        var order = Math.Sign(string.CompareOrdinal(a, b));
        return order == Math.Sign(CultureInfo.InvariantCulture.CompareInfo.Compare(a, b))
            ? order
            : throw new InvalidOperationException($"the order of '{a}' and '{b}' depends on the language of the machine; pass StringComparer.Ordinal");
    }

    public static bool AreEqual(object? a, object? b)
    {
        if (ReferenceEquals(a, b)) return a is not Instance { Symbol.IsValueType: false } self || self.Type.EqualsOf(self.Symbol) is null || self.Owner.AreEqualBy(self, new Value(b));
        if (a is null || b is null) return false;
        switch (a, b)
        {
            case (TupleValue x, TupleValue y):
                return AreAllEqual(x.Items, y.Items);
            case (AnonymousValue x, AnonymousValue y):
                return string.Join(",", x.Names) == string.Join(",", y.Names) && AreAllEqual(x.Items, y.Items);
            case (FunctionValue x, FunctionValue y):
                return x.IsSameAs(y);
            case (Instance x, _) when x.Type.EqualsOf(x.Symbol) is not null:
                return x.Owner.AreEqualBy(x, new Value(b));
            case (Instance x, Instance y):
                return x.Symbol is { IsRecord: true } or { IsValueType: true } && x.Type.FullName == y.Type.FullName && HaveEqualFields(x, y);
            case (TypeValue x, TypeValue y):
                return TextOfType.Of(x.Type) == TextOfType.Of(y.Type);
        }
        return a.GetType() == b.GetType() && a.Equals(b);
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
