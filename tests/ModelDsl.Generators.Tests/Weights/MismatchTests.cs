using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;
using Xunit.Abstractions;

namespace ModelDsl.Generators.Tests.Weights;

/// <summary>
/// Models beside files of other variants. What differs is known from how the file was made, and has to be told by name,
/// with the value in the file, on its token.
/// </summary>
public sealed class MismatchTests(ITestOutputHelper output)
{
    [Fact]
    public void The_hyper_parameter_is_named_where_it_is_written()
    {
        var right = 0;
        foreach (var seed in MismatchSeeds.All)
        {
            var found = Check(seed);
            var told = found.Select(d => (Place: d.Location.SourceSpan, Message: d.GetMessage(System.Globalization.CultureInfo.InvariantCulture))).ToList();
            var isRight = told.Count == seed.Changes.Count && seed.Changes.All(c => told.Any(t => t.Place == c.Place && t.Message.Contains(Told(c.Name, seed.Model.Substring(c.Place.Start, c.Place.Length), c.Value), StringComparison.Ordinal)));
            if (isRight) right++;
            else output.WriteLine("ASTRAY " + string.Join(", ", seed.Changes.Select(c => $"{c.Name} = {c.Value}")) + " in " + Shorten(seed.Model) + "\n" + string.Join("\n", told.Select(t => $"    '{seed.Model.Substring(t.Place.Start, t.Place.Length)}': {t.Message}")));
        }
        output.WriteLine($"{MismatchSeeds.All.Count} mismatches, {MismatchSeeds.All.Count(s => s.Changes.Count > 1)} of two at once: {right} told by name and value, on the token");
        Assert.True(MismatchSeeds.All.Count >= 50, $"{MismatchSeeds.All.Count} mismatches");
        Assert.True(right >= 0.9 * MismatchSeeds.All.Count, $"{right} of {MismatchSeeds.All.Count} are told right");
    }

    private static string Told(string name, string here, string? there) =>
        there is not null ? $"{name} is {here} here and {there} in the file" : char.IsDigit(here[0]) ? $"{name} is {here.Replace("1e-5", "1E-05", StringComparison.Ordinal)} here and not so in the file" : $"{name} is null here and not so in the file";

    private static IReadOnlyList<Diagnostic> Check(MismatchSeed seed)
    {
        var file = ManifestFile.Of(Spec.Evaluate(Compile(seed.File)).Graph);
        var result = Manifests.Run(Compile(seed.Model), new ManifestFile("/project/m.weights.json", file));
        return [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    private static CSharpCompilation Compile(string model) => Generation.Generation.Project().AddSyntaxTrees(Spec.Tree(model, "Net.cs"));

    private static string Shorten(string model) => model[(model.IndexOf("=>", StringComparison.Ordinal) + 3)..].Split('\n')[0];
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
