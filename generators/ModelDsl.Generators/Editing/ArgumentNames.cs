using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Editing;

/// <summary>Tells the sizes in which calls of a method differ by its arguments: numbers, and the axes of tensors.</summary>
internal sealed class ArgumentNames
{
    private readonly Parameters _parameters;
    private readonly HashSet<string> _known;
    private readonly List<(string Name, Dim[] Values)> _offers = [];
    private readonly Dictionary<string, string> _twins = [];

    /// <param name="calls">The calls.</param>
    /// <param name="axisNames">The names of the axes of their tensors.</param>
    /// <param name="open">The names of sizes that are fixed only at run time, which need no other.</param>
    public ArgumentNames(IReadOnlyList<MethodCall> calls, IReadOnlyList<string> axisNames, IEnumerable<string> open)
    {
        var axes = calls.Select(c => c.Axes.ToList()).ToList();
        // Calls with tensors of other ranks have no axes in common.
        if (!axes.TrueForAll(a => a.Count == axisNames.Count)) axes = [.. calls.Select(_ => new List<Dim>())];
        (_parameters, _known) = (new Parameters(axes), [.. open]);
        foreach (var (name, _) in calls[0].Numbers)
        {
            if (calls.All(c => c.Numbers.Any(n => n.Name == name))) Offer(name, [.. calls.Select(c => c.Numbers.First(n => n.Name == name).Value)]);
        }
        for (var axis = 0; axis < axes[0].Count; axis++) Offer(axisNames[axis], [.. axes.Select(a => a[axis])]);
    }

    /// <summary>The text of a shape; null where the arguments do not tell all of its sizes.</summary>
    /// <param name="shapes">The shape in each call.</param>
    public string? TextOf(IReadOnlyList<Shape> shapes)
    {
        var sizes = new List<string>();
        for (var axis = 0; axis < shapes[0].Rank; axis++)
        {
            if (_parameters.Find([.. shapes.Select(s => s[axis])]) is not { } size || !size.Symbols.All(s => _known.Contains(s.Name))) return null;
            var text = size.ToString();
            // Of a map that is square in all calls the second side is the width.
            sizes.Add(sizes.Count > 0 && sizes[sizes.Count - 1] == text ? TwinOf(size, text) : text);
        }
        return $"[{string.Join(", ", sizes)}]";
    }

    private void Offer(string name, Dim[] values)
    {
        if (_parameters.Offer(name, values) is { } offered)
        {
            _known.Add(offered);
            _offers.Add((offered, values));
        }
        else if (_offers.Find(o => o.Values.SequenceEqual(values)).Name is { } like && !_twins.ContainsKey(like))
        {
            _twins.Add(like, name);
        }
    }

    /// <summary>The same size under the names of arguments that have the same values in all calls.</summary>
    private string TwinOf(Dim size, string text) =>
        size.Symbols.Aggregate(text, (t, s) => _twins.TryGetValue(s.Name, out var twin) ? Regex.Replace(t, $@"\b{Regex.Escape(s.Name)}\b", twin) : t);
}
