using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A side of a rearrangement's pattern as it is written: names, and what is between them.</summary>
internal static class PatternWords
{
    /// <summary>The names and, one by one, the characters between them: joined they are the side again.</summary>
    public static IEnumerable<string> Of(string side)
    {
        for (var start = 0; start < side.Length;)
        {
            var end = start + 1;
            if (IsPartOfName(side[start]))
            {
                while (end < side.Length && IsPartOfName(side[end])) end++;
            }
            yield return side.Substring(start, end - start);
            start = end;
        }
    }

    /// <summary>The names of axes.</summary>
    public static IEnumerable<string> Names(string side) => Of(side).Where(w => char.IsLetter(w[0]));

    /// <summary>Whether a word is the name of an axis, or a one.</summary>
    public static bool IsAxis(string word) => IsPartOfName(word[0]);

    /// <summary>How many pairs of axes have another order than on the other side.</summary>
    public static int Turns(IEnumerable<string> side, List<string> other)
    {
        var places = side.Select(n => other.IndexOf(n)).Where(i => i >= 0).ToList();
        return places.Select((place, i) => places.Skip(i + 1).Count(later => later < place)).Sum();
    }

    private static bool IsPartOfName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
