using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Checks that marked sources give exactly the diagnostics that are expected, at exactly the marked places.</summary>
internal static class Expect
{
    /// <summary>
    /// The diagnostics in order as <c>ID@primary+additional,additional</c>; a number is a marked place, "?" any other.
    /// </summary>
    public static IReadOnlyList<DiagnosticInfo> Diagnostics(string[] marked, params string[] expected) => Diagnostics(marked, [], expected);

    public static IReadOnlyList<DiagnosticInfo> Diagnostics(string[] marked, MetadataReference[] references, params string[] expected)
    {
        var sources = marked.Select(Marked.Parse).ToArray();
        var compilation = Spec.Compile("Spec", [.. sources.Select(s => s.Text)], references);
        var evaluation = Spec.Evaluate(compilation);
        Assert.Equal(expected, evaluation.Diagnostics.Select(d => Show(d, compilation, sources)));
        return evaluation.Diagnostics;
    }

    private static string Show(DiagnosticInfo info, CSharpCompilation compilation, Marked[] sources)
    {
        string Number(Place place)
        {
            var file = compilation.SyntaxTrees.IndexOf(place.Tree) - 1;
            var number = file < 0 ? [] : sources[file].Places.Where(p => p.Value == place.Span).Select(p => p.Key).ToArray();
            return number is [var found] ? found.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"?'{place.Tree.GetText().ToString(place.Span)}'";
        }

        var text = info.Descriptor.Id + (info.Where is { } where ? "@" + Number(where) : "");
        return info.Additional.Count == 0 ? text : text + "+" + string.Join(",", info.Additional.Select(Number));
    }
}
