using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Documentation;

/// <summary>The manual: its samples compile, its links lead somewhere, and the site has all of its pages. The pages of rules have tests of their own.</summary>
public sealed partial class ManualTests
{
    private static readonly string s_root = CatalogueTests.Repository();

    private static readonly string[] s_pages =
        [.. new[] { "README.md", "CONTRIBUTING.md" }.Concat(Directory.EnumerateFiles(Path.Combine(s_root, "docs"), "*.md").Select(f => "docs/" + Path.GetFileName(f))).Order(StringComparer.Ordinal)];

    /// <summary>The pages that people wrote, from the root of the repository.</summary>
    public static TheoryData<string> Pages => [.. s_pages];

    /// <summary>Their samples, by page and line.</summary>
    public static IEnumerable<object[]> Samples => s_pages.SelectMany(page => Sample.In(page, Text(page))).Select(sample => new object[] { sample.Page, sample.Line });

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_compiles(string page, int line)
    {
        var sample = Sample.In(page, Text(page)).Single(s => s.Line == line);
        var project = CSharpCompilation.Create(
            "Project", [Spec.Tree(sample.Source, "Sample.cs")],
            [.. References.All, .. Generation.Generation.Libraries, .. new[] { "ModelDsl.Onnx.dll", "ModelDsl.Training.dll" }.Select(f => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "families", f)))],
            Spec.CompilationOptions);
        Generation.Generation.Driver().RunGeneratorsAndUpdateCompilation(project, out var output, out var diagnostics);
        // The file that a model names is not beside the page.
        Assert.Equal([], diagnostics.Where(d => !d.IsSuppressed && d.Id != "MDSL4101").Select(d => d.ToString()));
        Assert.Equal([], output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_file_and_a_heading(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(s_root, page))!;
        foreach (var link in Link().Matches(Text(page)).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal)))
        {
            var (file, heading) = link.Split('#') is [var f, var h] ? (f, h) : (link, null);
            var path = file.Length == 0 ? Path.Combine(s_root, page) : Path.Combine(folder, file);
            Assert.True(File.Exists(path), $"{page} links to {link}: there is no such file");
            if (heading is not null) Assert.True(Headings(File.ReadAllText(path)).Contains(heading), $"{page} links to {link}: there is no such heading");
        }
    }

    [Fact]
    public void The_site_has_each_page()
    {
        var listed = Regex.Matches(Text("docs/toc.yml"), "href: (.*)").Select(m => Path.GetRelativePath(s_root, Path.Combine(s_root, "docs", m.Groups[1].Value)).Replace('\\', '/')).ToList();
        Assert.All(listed, file => Assert.True(File.Exists(Path.Combine(s_root, file)), $"docs/toc.yml lists {file}, which is not there"));
        // What a reader comes for.
        string[] subjects = ["first-model", "shapes", "any-size", "language", "weights", "training", "inference", "scaling-out", "families", "diagnostics/README", "architecture"];
        Assert.Equal([], subjects.Select(subject => $"docs/{subject}.md").Except(listed));
        // The README is the start page.
        Assert.Equal([], s_pages.Except(listed).Except(["README.md"]));
        Assert.Equal(listed.Distinct(), listed);
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(s_root, page));

    /// <summary>The anchors of headings, as GitHub makes them.</summary>
    private static IEnumerable<string> Headings(string text) =>
        Heading().Matches(text).Select(m => NoAnchor().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
