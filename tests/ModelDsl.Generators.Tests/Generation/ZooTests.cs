using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.Generators.Weights;
using ModelDsl.SnapshotDiff;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>
/// What is generated for the models of this repository, as a digest that a change of one line shows in one line: which models
/// it reaches, and whether their keys, costs or classes move. What the text looks like is in <see cref="SnapshotTests"/>; how
/// the text of the zoo changes, <c>tools/SnapshotDiff</c> tells.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ZooTests
{
    private static readonly Lazy<CSharpCompilation> s_zoo = new(FamilyTests.Compile);

    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_files = new(() => Generate(s_zoo.Value));

    [Fact]
    public Task The_digest_is_the_reviewed_one()
    {
        var files = s_files.Value.Select(f => new GeneratedText(f.Key, f.Value)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        var shared = files.Where(f => f.Model is null).SelectMany(f => f.Classes).ToList();
        var digest = new StringBuilder();
        foreach (var file in files.Where(f => f.Model is not null))
        {
            var (tree, constants) = (ModuleTree.Of(file.Model!, shared), file.Constants);
            var keys = Keys(file, tree);
            Line($"{constants["Name"]} · {Hash(file.Text)} · keys {keys.Count}:{Hash(string.Join('\n', keys))} · {constants["Parameters"]} parameters · {constants["Buffers"]} buffers · {constants["Macs"]} MACs · {constants["ActivationBytes"]} bytes · {file.Lines} lines");
            Line($"    {tree.Outline}");
        }
        foreach (var file in files.Where(f => f.Model is null))
        {
            Line($"{file.Name} · {Hash(file.Text)} · {file.Lines} lines");
            Line($"    {string.Join(", ", file.Classes.Where(c => !c.Modifiers.Any(SyntaxKind.PrivateKeyword)).Select(c => c.Identifier.ValueText))}");
        }
        return Verifier.Verify(digest.ToString()).UseDirectory("Snapshots").UseFileName("zoo");

        void Line(FormattableString text) => digest.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    [Fact]
    public void The_name_of_a_block_says_what_tells_it_from_others_and_does_not_count() => Assert.Equal(
        [], s_files.Value.Select(f => new GeneratedText(f.Key, f.Value)).Where(f => f.Model is null).SelectMany(f => f.Classes).Select(c => c.Identifier.ValueText).Where(name => char.IsDigit(name[^1])));

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("fi-FI")]
    [InlineData("de-DE")]
    [InlineData("")]
    public void Neither_culture_nor_a_second_run_changes_a_byte(string culture)
    {
        var (before, beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture;
            // A compilation of its own each time, so that nothing is remembered.
            Assert.Equal(s_files.Value, Generate(FamilyTests.Compile()));
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = null;
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }

    /// <summary>All files but what is carried for others: the specifications themselves, and what the classes of blocks are.</summary>
    private static IReadOnlyDictionary<string, string> Generate(CSharpCompilation zoo)
    {
        var driver = Generation.Driver().RunGenerators(zoo);
        var result = driver.GetRunResult();
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity >= DiagnosticSeverity.Warning);
        return result.Results.Single().GeneratedSources.Where(s => s.HintName is not ("SpecificationSources.g.cs" or "BlockStructures.g.cs")).ToDictionary(s => s.HintName, s => s.SourceText.ToString());
    }

    /// <summary>The state_dict with shapes: places in the order in which the text registers them, what is saved there as the specification has it.</summary>
    private static List<string> Keys(GeneratedText file, ModulePlace tree)
    {
        var name = file.Name[..^".g.cs".Length];
        var stated = ExpectedEntry.Of(Spec.Evaluate(s_zoo.Value, name).Graph).ToList();
        var places = stated.ToLookup(e => Place(e.Key));
        var keys = new List<string>();
        foreach (var path in tree.Paths)
        {
            // A layer has entries below its place, a parameter or a table is one.
            keys.AddRange(places[path].Concat(stated.Where(e => e.Key == path)).Select(e => $"{e.Key} [{string.Join(", ", e.Shape)}]"));
        }
        Assert.Equal(stated.Select(e => e.Key).Order(StringComparer.Ordinal), keys.Select(k => k[..k.IndexOf(' ')]).Order(StringComparer.Ordinal));
        return keys;
    }

    private static string Place(string key) => key.LastIndexOf('.') is > 0 and var dot ? key[..dot] : "";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
