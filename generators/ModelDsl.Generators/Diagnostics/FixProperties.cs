using System.Collections.Generic;
using System.Collections.Immutable;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>The half of it that the generator needs.</summary>
internal static partial class FixProperties
{
    /// <summary>The properties of a diagnostic with these changes.</summary>
    public static ImmutableDictionary<string, string?> Write(IReadOnlyList<Replacement> fixes)
    {
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (fixes.Count == 0) return properties;
        properties = properties.Add(Count, Text(fixes.Count));
        for (var i = 0; i < fixes.Count; i++)
        {
            var fix = fixes[i];
            properties = properties.Add(Key(i, "Path"), fix.Where.Tree.FilePath).Add(Key(i, "Start"), Text(fix.Where.Span.Start))
                .Add(Key(i, "Length"), Text(fix.Where.Span.Length)).Add(Key(i, "Text"), fix.Text).Add(Key(i, "Title"), fix.Title);
        }
        return properties;
    }
}
