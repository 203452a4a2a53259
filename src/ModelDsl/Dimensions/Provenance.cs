using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// Where the numbers behind a value were written. The vocabulary only carries the marks along and joins them in
/// arithmetic; whoever evaluates a specification (the generator) puts source locations in and reads them back.
/// </summary>
public sealed class Provenance
{
    // A size deep inside a network has seen hundreds of numbers; the first ones are those a reader looks for.
    private const int MostMarks = 24;

    // The sizes of a network meet those of the same two origins again and again.
    private Meeting? _last;

    private Provenance(object[] marks, bool isAssumed)
    {
        Marks = marks;
        IsAssumed = isAssumed;
    }

    /// <summary>The marks, first come first.</summary>
    public IReadOnlyList<object> Marks { get; }

    /// <summary>Whether the value stands in for one that a broken rule left open, so that nothing can be said of what depends on it.</summary>
    public bool IsAssumed { get; }

    /// <summary>Whether two values stem from the same numbers.</summary>
    internal static bool AreSame(Provenance? a, Provenance? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.IsAssumed == b.IsAssumed && a.Marks.SequenceEqual(b.Marks));

    /// <summary>A value written in one place.</summary>
    public static Provenance Of(object mark) => new([mark], false);

    /// <summary>A value computed from two others.</summary>
    public static Provenance? Join(Provenance? a, Provenance? b)
    {
        if (a is null || ReferenceEquals(a, b)) return b;
        if (b is null) return a;
        var isAssumed = a.IsAssumed || b.IsAssumed;
        if (isAssumed == a.IsAssumed && (a.Marks.Count == MostMarks || (b.Marks.Count == 1 && a.Marks.Contains(b.Marks[0])))) return a;
        if (a._last is { } last && ReferenceEquals(last.With, b)) return last.Joined;
        var marks = new List<object>(a.Marks);
        foreach (var mark in b.Marks)
        {
            if (marks.Count < MostMarks && !marks.Contains(mark)) marks.Add(mark);
        }
        var joined = isAssumed == a.IsAssumed && marks.Count == a.Marks.Count ? a : new([.. marks], isAssumed);
        a._last = new Meeting(b, joined);
        return joined;
    }

    /// <summary>Two values that should be equal: what only one of them comes from is to blame before what both come from.</summary>
    internal static Provenance? Difference(Provenance? suspect, Provenance? other)
    {
        if (suspect is null || other is null) return suspect ?? other;
        object[] marks = [.. suspect.Marks.Except(other.Marks), .. other.Marks.Except(suspect.Marks), .. suspect.Marks.Intersect(other.Marks)];
        return new([.. marks.Take(MostMarks)], suspect.IsAssumed || other.IsAssumed);
    }

    /// <summary>A value that is assumed in place of one with this history.</summary>
    internal static Provenance Assumed(Provenance? history) => new([.. history?.Marks ?? []], true);

    private sealed record Meeting(Provenance With, Provenance Joined);
}
