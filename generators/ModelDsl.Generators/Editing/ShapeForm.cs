using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Editing;

/// <summary>
/// What a statement yields in all calls of its method, in one comment. Sizes in which the calls differ are told by the method's
/// arguments, under the names that they have in the block's class: <c>[N, 2·channels, height/2, width/2]</c>. Where that
/// cannot be done, the shapes of the first call stand for all.
/// </summary>
/// <param name="axisNames">The names of the axes of the method's tensors.</param>
internal sealed class ShapeForm(IReadOnlyList<string> axisNames)
{
    /// <summary>The text for what a statement yielded.</summary>
    public string Of(IReadOnlyList<SeenShapes> seen)
    {
        var texts = seen.Select(s => s.Text).Distinct().ToList();
        if (texts.Count == 1) return texts[0];
        // What is rounded where sizes are open comes out even where they are not.
        var forms = seen.GroupBy(s => s.Call.IsOpen).Select(calls => Told([.. calls])).Distinct().ToList();
        return forms.Contains(null) ? $"{texts[0]} and {Dim.Text(texts.Count - 1)} more" : string.Join(" or ", forms);
    }

    /// <summary>The text with sizes told by arguments; null where they do not tell all.</summary>
    private string? Told(IReadOnlyList<SeenShapes> seen)
    {
        var first = seen[0];
        if (seen.All(s => s.Text == first.Text)) return first.Text;
        // One call with several shapes has no arguments that tell them apart.
        var calls = seen.GroupBy(s => s.Call).Select(c => c.First()).ToList();
        if (!seen.All(first.IsLike) || seen.GroupBy(s => s.Call).Any(c => c.Select(s => s.Text).Distinct().Skip(1).Any())) return null;
        var names = first.Call.Numbers.Select(n => n.Name).Where(name => calls.TrueForAll(c => c.Call.Numbers.Any(n => n.Name == name))).ToList();
        var axes = calls.Select(c => c.Call.Axes.ToList()).ToList();
        if (!axes.TrueForAll(a => a.Count == axisNames.Count)) axes = [.. calls.Select(_ => new List<Dim>())];

        var parameters = new Parameters(axes);
        var offers = new List<(string Name, Dim[] Values)>();
        var twins = new Dictionary<string, string>();
        var known = new HashSet<string>(seen.SelectMany(s => s.Tensors).SelectMany(t => t.Shape).SelectMany(d => d.Symbols).Select(s => s.Name));
        foreach (var name in names) Offer(name, [.. calls.Select(c => c.Call.Numbers.First(n => n.Name == name).Value)]);
        for (var axis = 0; axis < axes[0].Count; axis++) Offer(axisNames[axis], [.. axes.Select(a => a[axis])]);

        var shapes = new List<string>();
        for (var tensor = 0; tensor < first.Tensors.Count; tensor++)
        {
            var sizes = new List<string>();
            for (var axis = 0; axis < first.Tensors[tensor].Rank; axis++)
            {
                if (parameters.Find([.. calls.Select(c => c.Tensors[tensor].Shape[axis])]) is not { } size || !size.Symbols.All(s => known.Contains(s.Name))) return null;
                var text = size.ToString();
                // Of a map that is square in all calls the second side is the width.
                sizes.Add(sizes.Count > 0 && sizes[sizes.Count - 1] == text ? size.Symbols.Aggregate(text, (t, s) => twins.TryGetValue(s.Name, out var twin) ? t.Replace(s.Name, twin) : t) : text);
            }
            shapes.Add($"[{string.Join(", ", sizes)}]");
        }
        return first.TextOf(shapes);

        void Offer(string name, Dim[] values)
        {
            if (parameters.Offer(name, values) is { } offered)
            {
                known.Add(offered);
                offers.Add((offered, values));
            }
            else if (offers.Find(o => o.Values.SequenceEqual(values)).Name is { } like && !twins.ContainsKey(like)) twins.Add(like, name);
        }
    }
}
