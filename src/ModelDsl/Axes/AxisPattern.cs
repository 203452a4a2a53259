using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A pattern, and what follows from it whatever the sizes are.</summary>
internal sealed class ParsedPattern
{
    public ParsedPattern(AxisPattern left, AxisPattern right)
    {
        (Left, Right) = (left, right);
        Kept = [.. right.Names.Where(left.Names.Contains)];
        Lost = left.Names.FirstOrDefault(n => !Kept.Contains(n));
        Permutation = Kept.Select(n => Array.IndexOf(left.Names, n)).ToValueList();
        IsOrdered = Permutation.SequenceEqual(Enumerable.Range(0, Kept.Length));
        Repeats = Kept.Length < right.Names.Length;
        var isAttention = AxisWords.IsOfAttention(left, right);
        (WordsOfParts, WordsOfResult) = (AxisWords.OfParts(left, isAttention), AxisWords.OfAxes(right, isAttention));
    }

    public AxisPattern Left { get; }

    public AxisPattern Right { get; }

    /// <summary>The names on the right that the left has too.</summary>
    public string[] Kept { get; }

    /// <summary>The first name that the right lacks, or null.</summary>
    public string? Lost { get; }

    /// <summary>The positions on the left of the names that are kept.</summary>
    public ValueList<int> Permutation { get; }

    /// <summary>Whether they stay in their order.</summary>
    public bool IsOrdered { get; }

    /// <summary>What the parts of the left are called in code, for a view that has each by itself.</summary>
    public IReadOnlyList<string> WordsOfParts { get; }

    /// <summary>What the axes of the result are called in code.</summary>
    public IReadOnlyList<string> WordsOfResult { get; }

    /// <summary>Whether the right has names of its own, along which the tensor repeats.</summary>
    public bool Repeats { get; }

    public void Deconstruct(out AxisPattern left, out AxisPattern right) => (left, right) = (Left, Right);
}

/// <summary>One side of a pattern: for each axis the names it is made of; none for an axis of size 1.</summary>
internal sealed class AxisPattern
{
    // A family uses a few patterns many times over.
    private static readonly ConcurrentDictionary<string, ParsedPattern> s_parsed = new();

    private readonly string _text;

    private AxisPattern(string text, List<IReadOnlyList<string>> groups)
    {
        _text = text;
        Groups = groups;
        Names = [.. groups.SelectMany(g => g)];
    }

    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    public string[] Names { get; }

    public static ParsedPattern Parse(string pattern)
    {
        if (s_parsed.TryGetValue(pattern, out var parsed)) return parsed;
        var arrow = pattern.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0) throw Bad($"\"{pattern}\" has no ->; write the axes before, ->, and the axes after");
        return s_parsed[pattern] = new ParsedPattern(ParseSide(pattern.Substring(0, arrow)), ParseSide(pattern.Substring(arrow + 2)));
    }

    public override string ToString() => _text;

    /// <summary>The same side with two names in each other's place.</summary>
    public string Exchange(string name, string other)
    {
        string Exchanged(string n) => n == name ? other : n == other ? name : n;
        return string.Join(" ", Groups.Select(group => group.Count switch
        {
            0 => "1",
            1 => Exchanged(group[0]),
            _ => $"({string.Join(" ", group.Select(Exchanged))})",
        }));
    }

    private static AxisPattern ParseSide(string text)
    {
        text = text.Trim();
        var groups = new List<IReadOnlyList<string>>();
        List<string>? open = null;
        foreach (var token in Tokens(text))
        {
            if (token == "(")
            {
                if (open is not null) throw Bad($"\"{text}\" has a parenthesis inside another");
                open = [];
            }
            else if (token == ")")
            {
                groups.Add(open ?? throw Bad($"\"{text}\" closes a parenthesis that is not open"));
                open = null;
            }
            else
            {
                if (token != "1" && !IsName(token)) throw Bad($"\"{token}\" in \"{text}\" is not an axis name; use a letter, then letters, digits and _, or 1");
                if (token != "1" && (open?.Contains(token) == true || groups.Any(g => g.Contains(token)))) throw Bad($"axis \"{token}\" stands twice in \"{text}\"");
                if (open is null) groups.Add(token == "1" ? [] : [token]);
                else if (token != "1") open.Add(token);
            }
        }
        return open is null ? new(text, groups) : throw Bad($"\"{text}\" does not close its parenthesis");
    }

    private static string[] Tokens(string text) =>
        text.Replace("(", " ( ").Replace(")", " ) ").Split([' '], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsName(string token) => IsLetter(token[0]) && token.All(c => IsLetter(c) || c is (>= '0' and <= '9') or '_');

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static SpecException Bad(string message) => new(SpecErrors.BadPattern, message, "pattern");
}
