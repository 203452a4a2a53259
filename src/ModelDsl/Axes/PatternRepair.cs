using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Patterns that may have been meant where one describes no tensor: one name is mistyped, missing or written twice.</summary>
internal static class PatternRepair
{
    /// <summary>The candidates, the likeliest first; which of them fits is for the caller to try.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="sized">The names for which sizes are given.</param>
    public static IReadOnlyList<string> Candidates(string pattern, IEnumerable<string> sized)
    {
        var arrow = pattern.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0) return [];
        var (left, right) = (Tokens(pattern.Substring(0, arrow)), Tokens(pattern.Substring(arrow + 2)));
        var (leftNames, rightNames) = (Names(left), Names(right));
        var lost = leftNames.Except(rightNames).ToList();
        var added = rightNames.Except(leftNames).Except(sized).ToList();
        var unused = sized.Except(leftNames).Except(rightNames).ToList();
        var candidates = new List<string>();
        foreach (var name in unused)
            foreach (var other in leftNames.Union(rightNames).Except(sized)) candidates.Add(Join(Replace(left, other, name), Replace(right, other, name)));
        foreach (var name in lost)
        {
            foreach (var other in added) candidates.Add(Join(left, Replace(right, other, name)));
            foreach (var place in SecondPlaces(right)) candidates.Add(Join(left, [.. right.Take(place), name, .. right.Skip(place + 1)]));
        }
        foreach (var name in added)
        {
            foreach (var other in lost) candidates.Add(Join(Replace(left, other, name), right));
            foreach (var place in SecondPlaces(left)) candidates.Add(Join([.. left.Take(place), name, .. left.Skip(place + 1)], right));
        }
        return [.. candidates.Distinct().Take(8)];
    }

    private static string[] Tokens(string side) => side.Replace("(", " ( ").Replace(")", " ) ").Split([' '], StringSplitOptions.RemoveEmptyEntries);

    private static List<string> Names(string[] tokens) => [.. tokens.Where(t => t is not ("(" or ")" or "1")).Distinct()];

    private static string[] Replace(string[] tokens, string name, string by) => [.. tokens.Select(t => t == name ? by : t)];

    /// <summary>Where the names stand that occur twice.</summary>
    private static IEnumerable<int> SecondPlaces(string[] tokens) => Enumerable.Range(0, tokens.Length)
        .Where(i => tokens[i] is not ("(" or ")" or "1") && tokens.Count(t => t == tokens[i]) > 1).Reverse();

    private static string Join(string[] left, string[] right) => Text(left) + " -> " + Text(right);

    private static string Text(string[] tokens) => string.Join(" ", tokens).Replace("( ", "(").Replace(" )", ")");
}
