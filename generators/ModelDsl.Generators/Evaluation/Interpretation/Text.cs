using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Values as text, always in the invariant culture.</summary>
internal static class Text
{
    public static string Of(Value value, string? format = null) => value.Data switch
    {
        null => "",
        string text => text,
        IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
        TupleValue tuple => "(" + string.Join(", ", tuple.Items.Select(i => Of(i))) + ")",
        PairValue pair => "[" + Of(pair.Key) + ", " + Of(pair.Value) + "]",
        Instance other => TextOfType.Of(other.Symbol),
        EnumValue named => OfEnum(named, format),
        TypeValue type => TextOfType.Of(type.Type),
        ListValue { Type: { } type } => TextOfType.Of(type),
        GridValue grid => TextOfType.Of(grid.Type),
        CollectionValue { Type: { } type } => TextOfType.Of(type),
        AnonymousValue other => "{ " + string.Join(", ", other.Names.Select((n, i) => n + " = " + Of(other.Items[i]))) + " }",
        ExceptionValue exception => exception.Type + ": " + exception.Message,
        IndexValue index => (index.FromEnd ? "^" : "") + Numbers.Text(index.Number),
        RangeValue range => Of(new Value(range.Start)) + ".." + Of(new Value(range.End)),
        ListValue or SetValue or MapValue or SequenceValue or GroupValue or FunctionValue or CollectionValue or EnumeratorValue
            => throw new NotSupportedException("the text of a collection or a function is the name of its class; use string.Join"),
        { } other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A value as a message shows it.</summary>
    public static string Describe(Value value) => value.Data switch
    {
        null => "null",
        ListValue or GridValue => "an array or list",
        SetValue or MapValue or SequenceValue or GroupValue or CollectionValue or EnumeratorValue => "a collection",
        FunctionValue => "a function",
        _ => Of(value),
    };

    /// <summary>The name of an enumeration's value, the names of its flags, or its number where it has none.</summary>
    private static string OfEnum(EnumValue value, string? format)
    {
        if (format is not (null or "" or "G" or "g")) return OfEnumIn(value, format);
        var members = value.Type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).ToList();
        if (members.Find(f => value.Number.Equals(f.ConstantValue)) is { } member) return member.Name;
        var number = Numbers.ToLong(value.Number);
        var names = new List<string>();
        if (number != 0 && value.Type.GetAttributes().Any(a => a.AttributeClass is { Name: "FlagsAttribute", ContainingNamespace.Name: "System" }))
        {
            foreach (var flag in members.OrderByDescending(f => unchecked((ulong)Numbers.ToLong(f.ConstantValue!))))
            {
                var bits = Numbers.ToLong(flag.ConstantValue!);
                if (bits == 0 || (number & bits) != bits) continue;
                number &= ~bits;
                names.Insert(0, flag.Name);
            }
        }
        return names.Count > 0 && number == 0 ? string.Join(", ", names) : Convert.ToString(value.Number, CultureInfo.InvariantCulture) ?? "";
    }

    private static string OfEnumIn(EnumValue value, string format) => format switch
    {
        "D" or "d" => Convert.ToString(value.Number, CultureInfo.InvariantCulture) ?? "",
        "X" or "x" => ((IFormattable)value.Number).ToString("X" + (System.Runtime.InteropServices.Marshal.SizeOf(value.Number) * 2).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => throw new FormatException($"'{format}' is not a format of an enumeration"),
    };
}
