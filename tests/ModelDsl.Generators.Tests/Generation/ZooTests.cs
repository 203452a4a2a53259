using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>The generated text of every model of this repository, reviewed like code.</summary>
public sealed class ZooTests
{
    private const int MostLines = 2500;

    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_files = new(Generate);

    public static TheoryData<string> Files => [.. s_files.Value.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_text_is_the_reviewed_one(string file)
    {
        var text = s_files.Value[file];
        Assert.InRange(text.Count(c => c == '\n'), 1, MostLines);
        return Verifier.Verify(text, extension: "cs").UseDirectory("Snapshots/Zoo").UseFileName(file[..^".g.cs".Length]).ScrubLinesWithReplace(SnapshotTests.Version);
    }

    [Fact]
    public void Every_snapshot_is_that_of_a_model()
    {
        var folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Snapshots", "Zoo");
        Assert.Equal(s_files.Value.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(folder, "*.verified.cs").Select(f => Path.GetFileName(f).Replace(".verified.cs", ".g.cs")).Order(StringComparer.Ordinal));
    }

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
            Assert.Equal(s_files.Value, Generate());
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = null;
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }

    /// <summary>All files but the carried sources, which are the specifications themselves.</summary>
    private static IReadOnlyDictionary<string, string> Generate()
    {
        // A compilation of its own each time, so that nothing is remembered.
        var driver = Generation.Driver().RunGenerators(FamilyTests.Compile());
        var result = driver.GetRunResult();
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity >= DiagnosticSeverity.Warning);
        return result.Results.Single().GeneratedSources.Where(s => s.HintName != "SpecificationSources.g.cs").ToDictionary(s => s.HintName, s => s.SourceText.ToString());
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
