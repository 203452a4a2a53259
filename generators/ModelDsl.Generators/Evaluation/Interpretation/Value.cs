using System;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// A value of the interpreted specification and where it was written. Numbers, strings and objects of the
/// vocabulary are themselves; what the specification declares and what the base class library would hold is one
/// of the classes in <c>Values.cs</c>. Null is null.
/// </summary>
internal readonly struct Value : IEquatable<Value>, IComparable<Value>
{
    private static readonly object s_unknown = new();
    private static readonly object[] s_smallNumbers = MakeSmallNumbers();
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    public Value(object? data, Provenance? origin = null)
    {
        Data = data;
        Origin = origin;
    }

    /// <summary>A value that is not known because something failed on the way to it. Whatever depends on it is not known either.</summary>
    public static Value Unknown => new(s_unknown);

    public object? Data { get; }

    public Provenance? Origin { get; }

    public bool IsUnknown => ReferenceEquals(Data, s_unknown);

    public static Value Of(bool value, Provenance? origin = null) => new(value ? s_true : s_false, origin);

    public static Value Of(int value, Provenance? origin = null) =>
        new(value is >= -16 and < 1024 ? s_smallNumbers[value + 16] : value, origin);

    /// <summary>As the framework's collections compare their elements.</summary>
    public bool Equals(Value other) => ValueComparer.Default.Equals(this, other);

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => ValueComparer.Default.GetHashCode(this);

    public int CompareTo(Value other) => ValueComparer.Default.Compare(this, other);

    public Value From(Provenance? origin) => new(Data, origin);

    public override string ToString() => IsUnknown ? "unknown" : Text.Of(this);

    private static object[] MakeSmallNumbers()
    {
        var numbers = new object[1040];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i - 16;
        return numbers;
    }
}
