using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Generators.Targets;

/// <summary>Values as C# text, the same under every culture.</summary>
internal static class Literals
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>A double, always recognisable as one.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "double.NaN";
        if (double.IsInfinity(value)) return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'e', 'E']) < 0 ? text + ".0" : text;
    }

    public static string List(IEnumerable<long> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    public static string List(IEnumerable<double> values) => "[" + string.Join(", ", values.Select(Of)) + "]";

    public static string List(IEnumerable<string> expressions) => "[" + string.Join(", ", expressions) + "]";

    /// <summary>Text inside an XML documentation comment: one line, with nothing that could end the comment or its element.</summary>
    public static string Xml(string text) => text
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", " ").Replace("\n", " ").Replace("\u2028", " ").Replace("\u2029", " ").Replace("\u0085", " ");

    /// <summary>Text of a comment at the end of a line.</summary>
    public static string Comment(string text) => text.Replace("\r", " ").Replace("\n", " ").Replace("\u2028", " ").Replace("\u2029", " ").Replace("\u0085", " ");
}
