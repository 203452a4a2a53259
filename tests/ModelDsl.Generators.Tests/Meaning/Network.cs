using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.CodeFixes;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Meaning;

/// <summary>A network in which something may not be what its author meant.</summary>
internal static class Network
{
    /// <summary>A model with a body of <c>Define</c>, and what stands beside it in the class.</summary>
    public static string Of(string body, string members = "") => $$"""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s)
            {
                {{body}}
            }

            {{members}}
        }
        """;

    /// <summary>Checks that nothing is reported.</summary>
    public static void IsSilent(string source) => Assert.Equal([], Run(source).Select(d => $"{d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}"));

    /// <summary>Checks that one thing is reported.</summary>
    /// <param name="marked">The source with places <c>{|#0:…|}</c>.</param>
    /// <param name="expected">As <c>ID@place+additional: message</c>.</param>
    /// <param name="fix">What the first fix changes, as <c>old → new</c>; null where none is to be offered.</param>
    public static void Tells(string marked, string expected, string? fix = null)
    {
        var source = Marked.Parse(marked);
        var told = Assert.Single(Run(source.Text));
        Assert.Equal(expected, Show(told, source));
        var first = FixProperties.Read(told.Properties).FirstOrDefault();
        if (fix is null)
        {
            Assert.Null(first.Title);
            return;
        }
        Assert.Contains(told.Id, new ReplacementFix().FixableDiagnosticIds);
        var (before, after) = fix.Split(" → ") is [var old, var now] ? (old, now) : throw new ArgumentException("a fix is 'old → new'");
        Assert.Equal(1, source.Text.Split(before).Length - 1);
        var mended = first.Title is null ? source.Text : source.Text.Remove(first.Span.Start, first.Span.Length).Insert(first.Span.Start, first.Text);
        Assert.Equal(source.Text.Replace(before, after, StringComparison.Ordinal), mended);
        IsSilent(mended);
    }

    private static string Show(Diagnostic told, Marked source)
    {
        string Number(Location location) => source.Places.Where(p => p.Value == location.SourceSpan).Select(p => p.Key.ToString(CultureInfo.InvariantCulture)).FirstOrDefault()
            ?? $"?'{source.Text.Substring(location.SourceSpan.Start, location.SourceSpan.Length)}'";

        var also = told.AdditionalLocations.Count == 0 ? "" : "+" + string.Join(",", told.AdditionalLocations.Select(Number));
        return $"{told.Id}@{Number(told.Location)}{also}: {told.GetMessage(CultureInfo.InvariantCulture)}";
    }

    private static IReadOnlyList<Diagnostic> Run(string source)
    {
        var compilation = Spec.Compile(source);
        Spec.AssertCompiles(compilation);
        var result = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions).RunGenerators(compilation).GetRunResult();
        Assert.Null(Assert.Single(result.Results).Exception);
        return [.. result.Diagnostics.Where(d => d.Severity > DiagnosticSeverity.Info)];
    }
}
