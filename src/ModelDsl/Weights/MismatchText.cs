using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>How run time and build tell which keys disagree.</summary>
internal static class MismatchText
{
    private const int Shown = 3;

    /// <summary>As in <c>4 missing from the file: a, b, c, …</c>; nothing where there are none.</summary>
    public static IEnumerable<string> Group(string what, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0) yield return $"{Dim.Text(names.Count)} {what}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")}";
    }
}
