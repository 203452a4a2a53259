using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks.Sharing;

/// <summary>Names classes of one block by what only some of them have: <c>ConvBlockWithLayerScale</c>.</summary>
/// <typeparam name="TClass">What a target knows of a class.</typeparam>
/// <param name="features">What may tell a class from others, as parts of a name; the most telling kind first.</param>
/// <param name="name">Gives a class a name, or one like it that is free.</param>
internal sealed class TellingNames<TClass>(IReadOnlyList<Func<TClass, IEnumerable<string>>> features, Action<TClass, string> name)
    where TClass : notnull
{
    private const string With = "With";

    /// <summary>Names classes.</summary>
    /// <param name="common">What all of them would be called.</param>
    /// <param name="alike">The classes.</param>
    public void Give(string common, IReadOnlyList<TClass> alike)
    {
        if (alike.Count == 1)
        {
            name(alike[0], common);
            return;
        }
        var known = features.Select(of => alike.ToDictionary(c => c, c => of(c).ToList())).ToList();
        Split(alike, []);

        void Split(IReadOnlyList<TClass> some, IReadOnlyList<Feature> told)
        {
            foreach (var of in some.Count > 1 ? known : [])
            {
                foreach (var feature in some.SelectMany(c => of[c]).Distinct())
                {
                    var having = some.Where(c => of[c].Contains(feature)).ToList();
                    if (having.Count == some.Count) continue;
                    Split([.. some.Where(c => !of[c].Contains(feature))], told);
                    Split(having, [.. told, new Feature(feature, [.. alike.Where(c => of[c].Contains(feature))])]);
                    return;
                }
            }
            // Where all classes with a later feature have an earlier one, the later one says both.
            var needed = told.Where((f, i) => !told.Skip(i + 1).Any(later => later.Having.IsSubsetOf(f.Having)));
            // BlockWithScaleBias, not BlockWithScaleWithBias.
            var text = needed.Aggregate(common, (before, f) =>
                before + (before.Contains(With) && f.Name.StartsWith(With, StringComparison.Ordinal) ? f.Name.Substring(With.Length) : f.Name));
            foreach (var same in some) name(same, text);
        }
    }

    /// <summary>The feature of a switch that is on: <c>WithGrid</c> for <c>isGrid</c>.</summary>
    /// <param name="option">The name of the parameter as a part of a name.</param>
    public static string Of(string option) => With + (option.Length > 2 && option.StartsWith("Is", StringComparison.Ordinal) && char.IsUpper(option[2]) ? option.Substring(2) : option);

    /// <summary>What only blocks inside a body have, as parts of a name: <c>OfAttentionWithScale</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="own">What a body itself has.</param>
    /// <param name="pascal">A name as a part of one.</param>
    public static IEnumerable<string> Inner(Body body, Func<Body, IEnumerable<string>> own, Func<string, string> pascal) => body.Inner.Distinct()
        .SelectMany(inner => own(inner).Select(f => f.StartsWith("Of", StringComparison.Ordinal) ? f : "Of" + pascal(inner.Name) + f).Concat(Inner(inner, own, pascal)));

    /// <summary>A part of a name, and the classes that it is true of.</summary>
    private sealed record Feature(string Name, HashSet<TClass> Having);
}
