using System.Globalization;
using System.Text;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Values as Python.</summary>
internal static class PythonText
{
    /// <summary>A number; a whole one without a point.</summary>
    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "math.inf" : double.IsNegativeInfinity(value) ? "-math.inf" : double.IsNaN(value) ? "math.nan"
        : value == Math.Floor(value) && Math.Abs(value) < 1e15 ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : Exponent(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A number that is shown to be no integer.</summary>
    public static string Float(double value) => Number(value) is var text && text.TrimStart('-').All(char.IsDigit) ? text + ".0" : text;

    /// <summary>A text in quotation marks.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029') quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>A text that can stand in a documentation string.</summary>
    public static string Documentation(string text) => new([.. text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"\"\"", "'''", StringComparison.Ordinal).Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>1E-05 → 1e-05.</summary>
    private static string Exponent(string text) => text.Replace('E', 'e').Replace("e+", "e", StringComparison.Ordinal);
}
