using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.Generators.Tests.UseSites;
using ModelDsl.Generators.Tests.Weights;

namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>Each rule has a specification that breaks it, one that does not, and a page that shows both.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Ids => DescriptorTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_is_broken_where_it_should_be(string id)
    {
        var entry = Entry.All[id];
        if (entry.Wrong.Length == 0) return;
        var marked = Marked.Parse(entry.Wrong);
        Assert.Equal(entry.Expected, string.Join(" ", Run(id, marked.Text).Select(d => Show(d, marked))));
        Assert.StartsWith(id, entry.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_right_specification_breaks_no_rule(string id)
    {
        Spec.AssertCompiles(IsUse(id) ? Generate(Entry.All[id].Right).Output : Spec.Compile(Entry.All[id].Right));
        Assert.Equal([], Run(id, Entry.All[id].Right).Select(d => d.ToString()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_page(string id)
    {
        IsWritten(id + ".md", Page(id));
        Assert.EndsWith($"/docs/diagnostics/{id}.md", DescriptorTests.All().Single(d => d.Id == id).HelpLinkUri, StringComparison.Ordinal);
    }

    [Fact]
    public void One_page_lists_the_rules() => IsWritten("README.md", $"""
        # Rules

        {string.Join("\n", DescriptorTests.All().OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => $"* [{d.Id}]({d.Id}.md): {d.Title}"))}

        [Ten explanations](explanations.md) compares what mistakes said and say now; [FasterViT's issues](fastervit-issues.md) has ten
        mistakes from FasterViT's tracker.

        """);

    [Fact]
    public void There_is_no_entry_without_a_rule() => Assert.Equal(DescriptorTests.All().Select(d => d.Id).Order(StringComparer.Ordinal), Entry.All.Keys.Order(StringComparer.Ordinal));

    private static void IsWritten(string name, string page)
    {
        var path = Path.Combine(Repository(), "docs", "diagnostics", name);
        if (Acceptance.IsWanted) File.WriteAllText(path, page);
        Assert.True(File.Exists(path), $"{path} is missing; VERIFY_ACCEPT=1 writes it");
        Assert.Equal(page, File.ReadAllText(path));
    }

    private static string Page(string id)
    {
        var entry = Entry.All[id];
        var rule = DescriptorTests.All().Single(d => d.Id == id);
        var page = $"# {id}: {rule.Title}\n\n{entry.Cause.Trim()}\n";
        if (entry.Wrong.Length > 0)
        {
            var wrong = Marked.Parse(entry.Wrong).Text;
            var files = string.Concat(entry.Files.Select(f => $"\n`{f.Name}`:\n\n```json\n{f.Text}\n```\n"));
            page += $"\n## Wrong\n\n```csharp\n{wrong}\n```\n{files}\n```\n{string.Join("\n", Run(id, wrong).Select(Text))}\n```\n\n## Right\n\n```csharp\n{entry.Right}\n```\n";
        }
        return page;
    }

    /// <summary>As the compiler prints it.</summary>
    private static string Text(Diagnostic diagnostic)
    {
        var start = diagnostic.Location.GetLineSpan().StartLinePosition;
        return FormattableString.Invariant($"Net.cs({start.Line + 1},{start.Character + 1}): {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    /// <summary>Whether a rule is about the code that calls modules; then its sources use TorchSharp.</summary>
    private static bool IsUse(string id) => id.StartsWith("MDSL6", StringComparison.Ordinal);

    private static IReadOnlyList<Diagnostic> Run(string id, string source)
    {
        if (IsUse(id))
        {
            var (output, diagnostics) = Generate(source);
            return [.. diagnostics, .. Uses.Analyze(output)];
        }
        var compilation = Spec.Compile().AddSyntaxTrees(Spec.Tree(source, "Net.cs"));
        var result = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], [.. Entry.All[id].Files.Select(f => new ManifestFile("/project/" + f.Name, f.Text))], Spec.ParseOptions).RunGenerators(compilation).GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        return result.Diagnostics;
    }

    private static (Compilation Output, IReadOnlyList<Diagnostic> Diagnostics) Generate(string source)
    {
        Generation.Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Generation.Project().AddSyntaxTrees(Spec.Tree(source, "Net.cs")), out var output, out var diagnostics);
        return (output, diagnostics);
    }

    private static string Show(Diagnostic diagnostic, Marked marked)
    {
        string Number(Location place) => marked.Places.Where(p => p.Value == place.SourceSpan).Select(p => p.Key).ToArray() is [var found]
            ? found.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : $"?'{marked.Text.Substring(place.SourceSpan.Start, place.SourceSpan.Length)}'";
        var text = diagnostic.Id + "@" + Number(diagnostic.Location);
        return diagnostic.AdditionalLocations.Count == 0 ? text : text + "+" + string.Join(",", diagnostic.AdditionalLocations.Select(Number));
    }

    internal static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ModelDsl.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
