using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What the axes of a pattern are called in code, by the letters that people use: <c>b (h w) (p q) c</c> is batch, windows, tokens, channels.</summary>
internal static class AxisWords
{
    /// <summary>The word for an axis of which nothing is known.</summary>
    public const string Unknown = "size";

    private static readonly Dictionary<string, string> s_letters = new()
    {
        ["b"] = "batch", ["c"] = "channels", ["d"] = "channels", ["h"] = "height", ["w"] = "width", ["n"] = "tokens",
    };

    // Two of them are a place in a map or window.
    private static readonly string[] s_places = ["h", "w", "p", "q", "i", "j", "u", "v", "x", "y"];

    /// <summary>The words for the axes of one side.</summary>
    /// <param name="side">The side.</param>
    /// <param name="isAttention">Whether h is the number of heads.</param>
    public static IReadOnlyList<string> OfAxes(AxisPattern side, bool isAttention)
    {
        var places = side.Groups.Where(IsPlaces).ToList();
        return [.. side.Groups.Select(group =>
            group.Count == 0 ? Unknown : !IsPlaces(group) ? Of(group[0], isAttention) : places.Count > 1 && ReferenceEquals(group, places[0]) ? "windows" : "tokens")];

        // (h p) are rows; (h w) and (h w p q) are all of a map.
        static bool IsPlaces(IReadOnlyList<string> group) => group.Count > 1 && group.All(s_places.Contains) && group.Count(s_letters.ContainsKey) != 1;
    }

    /// <summary>The words for all names of one side; a part of an axis is called as in the pattern.</summary>
    /// <param name="side">The side.</param>
    /// <param name="isAttention">Whether h is the number of heads.</param>
    public static IReadOnlyList<string> OfParts(AxisPattern side, bool isAttention) =>
        [.. side.Groups.SelectMany(group => group.Select(name => group.Count == 1 || (name == "h" && isAttention) ? Of(name, isAttention) : name))];

    /// <summary>Whether a pattern moves the heads of attention: four axes, and none for the columns of a map.</summary>
    public static bool IsOfAttention(params AxisPattern[] sides) => sides.Any(s => s.Groups.Count == 4) && !sides.Any(s => s.Names.Contains("w"));

    private static string Of(string name, bool isAttention) => name == "h" && isAttention ? "heads" : s_letters.TryGetValue(name, out var word) ? word : name;
}
