using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>How the generator tells the code fixes what to write: a diagnostic's properties are all that reaches them.</summary>
internal static partial class FixProperties
{
    private const string Count = "ModelDsl.Fixes";

    /// <summary>The changes that a diagnostic's properties describe.</summary>
    public static IEnumerable<(string Path, TextSpan Span, string Text, string Title)> Read(ImmutableDictionary<string, string?> properties)
    {
        var count = Number(properties, Count);
        for (var i = 0; i < count; i++)
        {
            if (properties.TryGetValue(Key(i, "Path"), out var path) && properties.TryGetValue(Key(i, "Text"), out var text) && properties.TryGetValue(Key(i, "Title"), out var title))
                yield return (path!, new TextSpan(Number(properties, Key(i, "Start")), Number(properties, Key(i, "Length"))), text!, title!);
        }
    }

    private static int Number(ImmutableDictionary<string, string?> properties, string key) =>
        properties.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Key(int index, string part) => $"ModelDsl.Fix{Text(index)}.{part}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
