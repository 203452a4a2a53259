using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;
using Xunit.Abstractions;

namespace ModelDsl.Generators.Tests.Weights;

/// <summary>
/// Models beside files of other variants. What differs is known from how the file was made, and has to be reported by name,
/// with the value in the file, on its token.
/// </summary>
public sealed class MismatchTests(ITestOutputHelper output)
{
    // Windows, carrier tokens and images show in tables only, which a file may lack.
    private static readonly string[] s_inTablesOnly = ["Windows[0]", "Windows[1]", "CarrierSize", "Resolution"];

    [Fact]
    public void The_hyper_parameter_is_named_where_it_is_written() => AssertTold(MismatchSeeds.All, "", withTables: true);

    [Fact]
    public void It_is_named_for_a_wrapped_file_without_tables() =>
        AssertTold([.. MismatchSeeds.All.Where(s => !s.Changes.Any(c => s_inTablesOnly.Contains(c.Name)))], "module.", withTables: false);

    private void AssertTold(IReadOnlyList<MismatchSeed> seeds, string wrapper, bool withTables)
    {
        var right = 0;
        foreach (var seed in seeds)
        {
            var told = Check(seed, wrapper, withTables).Select(d => (Place: d.Location.SourceSpan, Message: d.GetMessage(System.Globalization.CultureInfo.InvariantCulture))).ToList();
            if (told.Count == seed.Changes.Count && seed.Changes.All(c => told.Any(t => t.Place == c.Place && t.Message.Contains(Told(c.Name, Text(seed, c.Place), c.Value), StringComparison.Ordinal)))) right++;
            else output.WriteLine("ASTRAY " + string.Join(", ", seed.Changes.Select(c => $"{c.Name} = {c.Value}")) + " in " + seed.Model + string.Concat(told.Select(t => $"    '{Text(seed, t.Place)}': {t.Message}\n")));
        }
        output.WriteLine($"{seeds.Count} mismatches, {seeds.Count(s => s.Changes.Count > 1)} of two at once: {right} told by name and value, on the token");
        Assert.True(seeds.Count >= (withTables ? 50 : 40), $"{seeds.Count} mismatches");
        Assert.True(right >= 0.9 * seeds.Count, $"{right} of {seeds.Count} are named correctly");
    }

    private static string Text(MismatchSeed seed, Microsoft.CodeAnalysis.Text.TextSpan place) => seed.Model.Substring(place.Start, place.Length);

    private static string Told(string name, string here, string? there) =>
        there is not null ? $"{name} is {here} here and {there} in the file" : char.IsDigit(here[0]) ? $"{name} is {here.Replace("1e-5", "1E-05", StringComparison.Ordinal)} here and not so in the file" : $"{name} is null here and not so in the file";

    private static IReadOnlyList<Diagnostic> Check(MismatchSeed seed, string wrapper, bool withTables)
    {
        var file = ManifestFile.Of(Spec.Evaluate(Compile(seed.File)).Graph, wrapper, withTables);
        var result = Manifests.Run(Compile(seed.Model), new ManifestFile("/project/m.weights.json", file));
        return [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    private static CSharpCompilation Compile(string model) => Generation.Generation.Project().AddSyntaxTrees(Spec.Tree(model, "Net.cs"));
}

/// <summary>Runs the generator with manifests beside the sources.</summary>
internal static class Manifests
{
    public static GeneratorDriverRunResult Run(Compilation compilation, params AdditionalText[] files)
    {
        var result = Generation.Generation.Driver().AddAdditionalTexts([.. files]).RunGenerators(compilation).GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        return result;
    }
}
