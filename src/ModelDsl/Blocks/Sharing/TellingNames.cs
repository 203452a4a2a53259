using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks.Sharing;

/// <summary>Names classes of one block by what only some of them have: <c>ConvBlockWithLayerScale</c>.</summary>
/// <typeparam name="TClass">What a target knows of a class.</typeparam>
/// <param name="features">What may tell a class from others, as parts of a name; the most telling kind first.</param>
/// <param name="name">Gives a class a name, or one like it that is free.</param>
internal sealed class TellingNames<TClass>(IReadOnlyList<Func<TClass, IEnumerable<string>>> features, Action<TClass, string> name)
{
    private const string With = "With";

    /// <summary>Names classes.</summary>
    /// <param name="common">What all of them would be called.</param>
    /// <param name="alike">The classes.</param>
    public void Give(string common, IReadOnlyList<TClass> alike)
    {
        foreach (var featuresOf in alike.Count > 1 ? features : [])
        {
            var each = alike.Select(c => featuresOf(c).ToList()).ToList();
            foreach (var feature in each.SelectMany(f => f).Distinct())
            {
                var having = alike.Where((_, i) => each[i].Contains(feature)).ToList();
                if (having.Count == alike.Count) continue;
                Give(common, [.. alike.Where((_, i) => !each[i].Contains(feature))]);
                // BlockWithScaleBias, not BlockWithScaleWithBias.
                Give(common + (common.Contains(With) && feature.StartsWith(With, StringComparison.Ordinal) ? feature.Substring(With.Length) : feature), having);
                return;
            }
        }
        foreach (var same in alike) name(same, common);
    }

    /// <summary>What only blocks inside a body have, as parts of a name: <c>OfAttentionWithScale</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="own">What a body itself has.</param>
    /// <param name="pascal">A name as a part of one.</param>
    public static IEnumerable<string> Inner(Body body, Func<Body, IEnumerable<string>> own, Func<string, string> pascal) => body.Inner.Distinct()
        .SelectMany(inner => own(inner).Select(f => f.StartsWith("Of", StringComparison.Ordinal) ? f : "Of" + pascal(inner.Name) + f).Concat(Inner(inner, own, pascal)));
}
