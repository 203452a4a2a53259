using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ModelDsl;

/// <summary>How run time and build tell which keys disagree.</summary>
internal static class MismatchText
{
    private const int Shown = 3;
    private const int LongestName = 120;

    /// <summary>Text of a stranger's file, made fit for a line: control characters spelled out, and no longer than a line.</summary>
    public static string Printable(string text)
    {
        var result = new StringBuilder();
        foreach (var letter in text)
        {
            if (result.Length >= LongestName) return result.Append('…').ToString();
            if (char.IsControl(letter) || char.IsSurrogate(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                result.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            else
                result.Append(letter);
        }
        return result.ToString();
    }

    /// <summary>As in <c>4 missing from the file: a, b, c, …</c>; nothing where there are none.</summary>
    public static IEnumerable<string> Group(string what, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0) yield return $"{Dim.Text(names.Count)} {what}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")}";
    }
}
