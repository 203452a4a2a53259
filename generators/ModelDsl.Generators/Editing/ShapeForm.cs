using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Editing;

/// <summary>
/// What a statement yields in all calls of its method, in one comment. Sizes in which the calls differ are expressed in the method's
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
        var calls = seen.GroupBy(s => s.Call).Select(c => c.GroupBy(s => s.Text).Select(s => s.First()).ToList()).ToList();
        // One call with several shapes has no arguments that tell them apart.
        if (calls.Exists(c => c.Count > 1) || !seen.All(seen[0].IsLike)) return null;
        var each = calls.ConvertAll(c => c[0]);
        if (each.TrueForAll(c => c.Text == each[0].Text)) return each[0].Text;
        var names = new ArgumentNames([.. each.Select(c => c.Call)], axisNames, each.SelectMany(c => c.Tensors).SelectMany(t => t.Shape).SelectMany(d => d.Symbols).Select(s => s.Name));
        var shapes = new List<string>();
        for (var tensor = 0; tensor < each[0].Tensors.Count; tensor++)
        {
            if (names.TextOf([.. each.Select(c => c.Tensors[tensor].Shape)]) is not { } shape) return null;
            shapes.Add(shape);
        }
        return each[0].TextOf(shapes);
    }
}
