using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

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
    /// <summary>The same steps with other sizes.</summary>
    /// <param name="to">What puts others in their place.</param>
    /// <param name="parts">What the axes are by themselves; null where nothing tells.</param>
    /// <param name="result">What those of the result are; null where nothing tells.</param>
    internal RearrangeSteps With(Renumbering to, IReadOnlyList<string>? parts, IReadOnlyList<string>? result) => this with
    {
        Split = to.Shape(Split, parts), Unsqueezed = to.Shape(Unsqueezed), Expanded = to.Shape(Expanded), Merged = to.Shape(Merged, result), Result = to.Tensor(Result, result),
    };

    /// <summary>Whether the tensor stays as it is.</summary>
    internal bool AreNone => this is { Split: null, Permutation: null, Unsqueezed: null, Expanded: null, Merged: null };

    /// <summary>How the elements lie after each step, and whether it has to copy them.</summary>
    internal IEnumerable<(TensorLayout Layout, bool IsCopy)> Views(TensorLayout x)
    {
        if (Split is not null) yield return Read(Split);
        if (Permutation is not null) yield return (x = x.Permuted(Permutation), false);
        if (Unsqueezed is not null) yield return Read(Unsqueezed);
        if (Expanded is not null) yield return (x = x.Expanded(Expanded.AtReference()), false);
        if (Merged is not null) yield return Read(Merged);

        (TensorLayout Layout, bool IsCopy) Read(Shape shape)
        {
            var sizes = shape.AtReference();
            var view = x.Viewed(sizes);
            return (x = view ?? TensorLayout.Contiguous(sizes), view is null);
        }
    }

    internal static RearrangeSteps Of(
        Shape shape, string pattern, IReadOnlyList<(string Axis, Dim Size)> sizes, out IReadOnlyDictionary<string, Dim> measured)
    {
        try
        {
            return Find(shape, pattern, sizes, out measured);
        }
        catch (SpecException e) when (e.Id == SpecErrors.BadPattern && e.BetterTexts.Count == 0)
        {
            throw new SpecException(e.Id, e.Message, [.. e.Parameters]) { BetterTexts = PatternRepair.Candidates(pattern, sizes.Select(s => s.Axis)) };
        }
    }

    private static RearrangeSteps Find(
        Shape shape, string pattern, IReadOnlyList<(string Axis, Dim Size)> sizes, out IReadOnlyDictionary<string, Dim> measured)
    {
        var parsed = AxisPattern.Parse(pattern);
        var (left, right) = parsed;
        if (left.Groups.Count != shape.Rank)
            throw Bad($"\"{left}\" names {Dim.Text(left.Groups.Count)} axes, but the tensor {shape} has {Dim.Text(shape.Rank)}");
        var known = Sizes(left, right, sizes);
        measured = known;
        for (var i = 0; i < shape.Rank; i++) Measure(left.Groups[i], shape, i, known);

        if (parsed.Lost is { } lost)
            throw Bad($"axis \"{lost}\" of \"{left}\" is missing on the right; a rearrangement keeps every element, so reduce it before with Mean or Max, or select from it");
        if (right.Names.FirstOrDefault(n => !known.ContainsKey(n)) is { } unknown)
            throw Bad($"axis \"{unknown}\" stands only on the right, and no size is given for it");

        Shape Of(IReadOnlyList<string> names) => new([.. names.Select(n => known[n])]);
        var result = new Shape([.. right.Groups.Select(g => g.Count == 1 ? known[g[0]] : g.Aggregate((Dim)1, (product, n) => product * known[n]))]);
        var split = parsed.IsOrdered ? null : Of(left.Names);
        var before = parsed.IsOrdered ? shape : Of(parsed.Kept);
        var unsqueezed = parsed.Repeats ? new Shape(right.Groups.SelectMany(g => g.Count == 0 ? [1] : g.Select(n => parsed.Kept.Contains(n) ? known[n] : 1))) : null;
        var expanded = parsed.Repeats ? new Shape(right.Groups.SelectMany(g => g.Count == 0 ? [(Dim)1] : g.Select(n => known[n]))) : null;
        return new(
            split is null || split.Equals(shape) ? null : split,
            parsed.IsOrdered ? null : parsed.Permutation,
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
            if (!left.Names.Contains(axis) && !right.Names.Contains(axis))
            {
                var what = $"a size is given for \"{axis}\", which is not an axis of \"{left} -> {right}\"";
                if (!left.Names.All(right.Names.Contains)) throw Bad(what);
                // Both sides of the pattern agree, so the size has the wrong name.
                throw new SpecException(SpecErrors.BadPattern, what, nameof(sizes))
                {
                    TakenName = axis, BetterTexts = [.. left.Names.Concat(right.Names).Distinct().Where(n => sizes.All(s => s.Axis != n)).OrderBy(n => n[0] == axis[0] ? 0 : 1)],
                };
            }
            if (known.ContainsKey(axis)) throw Bad($"two sizes are given for \"{axis}\"");
            known.Add(axis, Checks.Positive(size, axis));
        }
        return known;
    }

    /// <summary>Finds the sizes of the names that one axis is made of.</summary>
    private static void Measure(IReadOnlyList<string> names, Shape shape, int axis, Dictionary<string, Dim> known)
    {
        var size = shape[axis];
        if (names.Count == 1 && !known.ContainsKey(names[0]))
        {
            known.Add(names[0], size);
            return;
        }
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
