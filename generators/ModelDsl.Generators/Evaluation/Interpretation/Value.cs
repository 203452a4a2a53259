namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// A value of the interpreted specification and where it was written. Numbers, strings and objects of the
/// vocabulary are themselves; what the specification declares and what the base class library would hold is one
/// of the classes in <c>Values.cs</c>. A value of an enumeration is its number, null is null.
/// </summary>
internal readonly struct Value
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

    public Value From(Provenance? origin) => new(Data, origin);

    public override string ToString() => IsUnknown ? "unknown" : Text.Of(this);

    private static object[] MakeSmallNumbers()
    {
        var numbers = new object[1040];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i - 16;
        return numbers;
    }
}
