using System;
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
        Instance other => other.Type.FullName,
        ExceptionValue exception => exception.Type + ": " + exception.Message,
        IndexValue index => (index.FromEnd ? "^" : "") + Numbers.Text(index.Number),
        RangeValue range => Of(new Value(range.Start)) + ".." + Of(new Value(range.End)),
        { } other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The name of an enumeration's value, or its number where it has none.</summary>
    public static string OfEnum(object number, INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true } field && ValueComparer.AreEqual(field.ConstantValue, number)) return field.Name;
        }
        return Convert.ToString(number, CultureInfo.InvariantCulture) ?? "";
    }
}
