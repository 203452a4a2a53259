using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Layout, written with names.</summary>
public static class Rearrangement
{
    /// <summary>
    /// Splits, permutes, merges and repeats axes by name, as in einops:
    /// <c>x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", 7), ("q", 7))</c> cuts a map into 7×7 windows.
    /// </summary>
    /// <param name="x">The tensor.</param>
    /// <param name="pattern">
    /// Names of axes before and after <c>-&gt;</c>; parentheses hold the axes that one axis is made of, outermost first;
    /// <c>1</c> is an axis of size 1. A name that only stands on the right is a new axis along which the tensor repeats.
    /// </param>
    /// <param name="sizes">Sizes of named axes; in each parenthesis on the left one may be left out.</param>
    /// <exception cref="SpecException">
    /// The pattern does not describe the tensor, a size does not divide its axis, or a name stands for another axis
    /// than in the rearrangement that made the axis. <see cref="Sym.Unnamed"/> switches the last check off.
    /// </exception>
    public static Sym Rearrange(this Sym x, string pattern, params (string Axis, Dim Size)[] sizes)
    {
        var steps = RearrangeSteps.Of(x.Shape, pattern, sizes, out var known);
        var reading = AxisReading.Of(x, pattern, known);
        return x.Graph.Add(new RearrangeOp(pattern, steps), "", steps.Result, x.Type, reading.PutTogether, x);
    }

    /// <summary>The same for the vocabulary's own use: the names are only places in the pattern and say nothing about the tensor.</summary>
    internal static Sym Move(this Sym x, string pattern, params (string Axis, Dim Size)[] sizes)
    {
        var steps = RearrangeSteps.Of(x.Shape, pattern, sizes, out var known);
        return x.Graph.Add(new RearrangeOp(pattern, steps), "", steps.Result, x.Type, AxisReading.Silent(x, pattern, known).PutTogether, x);
    }
}

/// <summary>A rearrangement of axes.</summary>
/// <param name="Pattern">As it was written.</param>
/// <param name="Steps">What it comes down to.</param>
public sealed record RearrangeOp(string Pattern, RearrangeSteps Steps) : Op
{
    /// <inheritdoc/>
    public override string Name => "rearrange";
}

/// <summary>The fewest view, permute, expand and reshape steps that a rearrangement comes down to; null means not needed.</summary>
/// <param name="Split">The shape with every named axis by itself.</param>
/// <param name="Permutation">The order of those axes afterwards.</param>
/// <param name="Unsqueezed">The shape with axes of size 1 where the tensor is to repeat.</param>
/// <param name="Expanded">The shape with those axes at their full size.</param>
/// <param name="Merged">The shape with the axes of each parenthesis as one.</param>
/// <param name="Result">The final shape.</param>
public sealed record RearrangeSteps(
    Shape? Split, ValueList<int>? Permutation, Shape? Unsqueezed, Shape? Expanded, Shape? Merged, Shape Result)
{
    internal static RearrangeSteps Of(
        Shape shape, string pattern, IReadOnlyList<(string Axis, Dim Size)> sizes, out IReadOnlyDictionary<string, Dim> measured)
    {
        try
        {
            return Find(shape, pattern, sizes, out measured);
        }
        catch (SpecException e) when (e.Id == SpecErrors.BadPattern)
        {
            throw new SpecException(e.Id, e.Message, [.. e.Parameters]) { BetterTexts = PatternRepair.Candidates(pattern, sizes.Select(s => s.Axis)) };
        }
    }

    private static RearrangeSteps Find(
        Shape shape, string pattern, IReadOnlyList<(string Axis, Dim Size)> sizes, out IReadOnlyDictionary<string, Dim> measured)
    {
        var (left, right) = AxisPattern.Parse(pattern);
        if (left.Groups.Count != shape.Rank)
            throw Bad($"\"{left}\" names {Dim.Text(left.Groups.Count)} axes, but the tensor {shape} has {Dim.Text(shape.Rank)}");
        var known = Sizes(left, right, sizes);
        measured = known;
        for (var i = 0; i < shape.Rank; i++) Measure(left.Groups[i], shape, i, known);

        var sourceNames = left.Names.ToList();
        var kept = right.Names.Where(sourceNames.Contains).ToList();
        if (sourceNames.FirstOrDefault(n => !kept.Contains(n)) is { } lost)
            throw Bad($"axis \"{lost}\" of \"{left}\" is missing on the right; a rearrangement keeps every element, so reduce it before with Mean or Max, or select from it");
        if (right.Names.FirstOrDefault(n => !known.ContainsKey(n)) is { } unknown)
            throw Bad($"axis \"{unknown}\" stands only on the right, and no size is given for it");

        var split = new Shape(sourceNames.Select(n => known[n]));
        var permutation = kept.Select(n => sourceNames.IndexOf(n)).ToValueList();
        var permuted = new Shape(kept.Select(n => known[n]));
        var result = new Shape(right.Groups.Select(g => g.Aggregate((Dim)1, (product, n) => product * known[n])));
        var isOrdered = permutation.SequenceEqual(Enumerable.Range(0, permutation.Count));
        var repeats = kept.Count < right.Names.Count();

        var unsqueezed = repeats ? new Shape(right.Groups.SelectMany(g => g.Count == 0 ? [1] : g.Select(n => kept.Contains(n) ? known[n] : 1))) : null;
        var expanded = repeats ? new Shape(right.Groups.SelectMany(g => g.Count == 0 ? [(Dim)1] : g.Select(n => known[n]))) : null;
        var before = isOrdered ? shape : permuted;
        return new(
            isOrdered || split.Equals(shape) ? null : split,
            isOrdered ? null : permutation,
            unsqueezed is null || unsqueezed.Equals(before) ? null : unsqueezed,
            expanded,
            result.Equals(expanded ?? before) ? null : result,
            result);
    }

    private static Dictionary<string, Dim> Sizes(AxisPattern left, AxisPattern right, IReadOnlyList<(string Axis, Dim Size)> sizes)
    {
        var known = new Dictionary<string, Dim>();
        foreach (var (axis, size) in sizes)
        {
            if (!left.Names.Contains(axis) && !right.Names.Contains(axis)) throw Bad($"a size is given for \"{axis}\", which is no axis of \"{left} -> {right}\"");
            if (known.ContainsKey(axis)) throw Bad($"two sizes are given for \"{axis}\"");
            known.Add(axis, Checks.Positive(size, axis));
        }
        return known;
    }

    /// <summary>Finds the sizes of the names that one axis is made of.</summary>
    private static void Measure(IReadOnlyList<string> names, Shape shape, int axis, Dictionary<string, Dim> known)
    {
        var size = shape[axis];
        var given = names.Where(known.ContainsKey).Aggregate((Dim)1, (product, n) => product * known[n]);
        var open = names.Where(n => !known.ContainsKey(n)).ToList();
        if (open.Count > 1) throw Bad($"axis {Dim.Text(axis)} of {shape} is split into {string.Join(" and ", open)}; give the size of all but one of them");
        if (open.Count == 0)
        {
            if (given == size) return;
            var what = names.Count == 0 ? "1" : string.Join("·", names.Select(n => $"{known[n]} ({n})"));
            Problem.Report(Sized(
                SpecErrors.WrongSize, $"axis {Dim.Text(axis)} of {shape} is {size}, the pattern says {what}{(names.Count > 1 ? $" = {given}" : "")}", given, size,
                [.. names.Select(n => new WrongNumber(known[n], Nearest.Quotient(size, given / known[n]))), new(size, Nearest.Exactly(given))]));
            foreach (var name in names) known[name] = known[name].Assumed(Provenance.Join(given.Provenance, size.Provenance));
            return;
        }
        if (!Dim.DividesEvenly(given, size))
        {
            var what = string.Join("·", names.Where(known.ContainsKey));
            Problem.Report(Nearest.DoesNotDivide(given, size, $"{given} ({what}) does not divide axis {Dim.Text(axis)} of {shape}", "sizes"));
            known.Add(open[0], Dim.CeilDivide(size, given).Assumed(Provenance.Join(given.Provenance, size.Provenance)));
            return;
        }
        known.Add(open[0], size / given);
    }

    private static SpecException Bad(string message) => new(SpecErrors.BadPattern, message, "pattern");

    private static SpecException Sized(string id, string message, Dim given, Dim size, IReadOnlyList<WrongNumber> wrong) =>
        new(id, message, "sizes") { Provenance = Provenance.Join(given.Provenance, size.Provenance), Wrong = wrong };
}

/// <summary>One side of a pattern: for each axis the names it is made of; none for an axis of size 1.</summary>
internal sealed class AxisPattern
{
    // A family uses a few patterns many times over.
    private static readonly ConcurrentDictionary<string, (AxisPattern Left, AxisPattern Right)> s_parsed = new();

    private readonly string _text;

    private AxisPattern(string text, List<IReadOnlyList<string>> groups)
    {
        _text = text;
        Groups = groups;
    }

    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    public IEnumerable<string> Names => Groups.SelectMany(g => g);

    public static (AxisPattern Left, AxisPattern Right) Parse(string pattern)
    {
        if (s_parsed.TryGetValue(pattern, out var parsed)) return parsed;
        var arrow = pattern.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0) throw Bad($"\"{pattern}\" has no ->; write the axes before, ->, and the axes after");
        return s_parsed[pattern] = (ParseSide(pattern.Substring(0, arrow)), ParseSide(pattern.Substring(arrow + 2)));
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
                if (token != "1" && !IsName(token)) throw Bad($"\"{token}\" in \"{text}\" is no axis name; use a letter, then letters, digits and _, or 1");
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
