using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Rearrangements that name axes by number. <see cref="Rearrange"/> does the same by name, and is checked by name.</summary>
public static partial class Vocabulary
{
    /// <summary>The axes in another order, as PyTorch's <c>permute</c>.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">For each axis of the result the one that it was; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis is missing or stands twice.</exception>
    /// <example><code>x.Permute(0, 2, 3, 1)  // [N, 56, 56, 64]</code></example>
    public static Sym Permute(this Sym x, params int[] axes)
    {
        List<int> order = [.. axes.Select(a => Checks.Axis(x, a, nameof(axes)))];
        if (order.Count != x.Rank || order.Distinct().Count() != order.Count)
            throw new SpecException(SpecErrors.NoSuchAxis, $"a permutation of {x.Shape} names each of its {Dim.Text(x.Rank)} axes once, not {axes.ToValueList()}", nameof(axes));
        var names = AxisLetters(x.Rank);
        return x.Move($"{string.Join(" ", names)} -> {string.Join(" ", order.Select(a => names[a]))}");
    }

    /// <summary>Two axes in each other's place.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="first">One; negative counts from the end.</param>
    /// <param name="second">The other.</param>
    /// <exception cref="SpecException">An axis does not exist.</exception>
    /// <example><code>tokens.Transpose(1, 2)  // [N, 64, 49]</code></example>
    public static Sym Transpose(this Sym x, int first, int second)
    {
        (first, second) = (Checks.Axis(x, first, nameof(first)), Checks.Axis(x, second, nameof(second)));
        return x.Permute([.. Enumerable.Range(0, x.Rank).Select(a => a == first ? second : a == second ? first : a)]);
    }

    /// <summary>Several axes as one, [N, C, H, W] → [N, C·H·W] where nothing is said.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="first">The first of the axes; negative counts from the end.</param>
    /// <param name="last">The last of them.</param>
    /// <exception cref="SpecException">An axis does not exist, or the last one comes before the first.</exception>
    /// <example><code>x.Flatten(2, 3)  // [N, 64, 3136]</code></example>
    public static Sym Flatten(this Sym x, int first = 1, int last = -1)
    {
        (first, last) = (Checks.Axis(x, first, nameof(first)), Checks.Axis(x, last, nameof(last)));
        if (last < first)
            throw new SpecException(SpecErrors.NoSuchAxis, $"axes {Dim.Text(first)} to {Dim.Text(last)} of {x.Shape} are none; the last one comes before the first", nameof(first), nameof(last));
        if (last == first) return x;
        var names = AxisLetters(x.Rank);
        var result = names.Take(first).Append($"({string.Join(" ", names.Skip(first).Take(last - first + 1))})").Concat(names.Skip(last + 1));
        return x.Move($"{string.Join(" ", names)} -> {string.Join(" ", result)}");
    }

    /// <summary>The tensor with one more axis, of size 1.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">Where the axis is in the result; negative counts from its end.</param>
    /// <exception cref="SpecException">There is no such place.</exception>
    /// <example><code>tokens.Unsqueeze(1)  // [N, 1, 49, 64]</code></example>
    public static Sym Unsqueeze(this Sym x, int axis)
    {
        var place = axis < 0 ? axis + x.Rank + 1 : axis;
        if (place < 0 || place > x.Rank)
        {
            throw new SpecException(SpecErrors.NoSuchAxis, $"a new axis of {x.Shape} can be {Dim.Text(-x.Rank - 1)} to {Dim.Text(x.Rank)}, not {Dim.Text(axis)}", nameof(axis))
            {
                Wrong = [new(axis, [axis < 0 ? -x.Rank - 1 : x.Rank])],
            };
        }
        var names = AxisLetters(x.Rank);
        return x.Move($"{string.Join(" ", names)} -> {string.Join(" ", names.Take(place).Append("1").Concat(names.Skip(place)))}".TrimStart());
    }

    /// <summary>The tensor without an axis of size 1.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">The axis has another size.</exception>
    /// <example><code>tokens.Unsqueeze(1).Squeeze(1)  // [N, 49, 64]</code></example>
    public static Sym Squeeze(this Sym x, int axis)
    {
        axis = Checks.Axis(x, axis);
        if (x.Shape[axis] != 1)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"axis {Dim.Text(axis)} of {x.Shape} is {x.Shape[axis]}; only one of size 1 can go, and Select takes one position of any", nameof(axis))
            {
                // A map was perhaps to be pooled to one place; tokens are many.
                Provenance = x.Rank == 4 ? x.Shape[axis].Provenance : null, Wrong = [new(x.Shape[axis], [1])], IsOpen = x.Rank != 4,
            });
            return x.Select(axis, 0);
        }
        var names = AxisLetters(x.Rank);
        return x.Move($"{string.Join(" ", names.Select((name, i) => i == axis ? "1" : name))} -> {string.Join(" ", names.Where((_, i) => i != axis))}".TrimEnd());
    }

    private static string[] AxisLetters(int rank) => [.. Enumerable.Range(0, rank).Select(i => rank <= 26 ? ((char)('a' + i)).ToString() : "a" + Dim.Text(i))];
}
