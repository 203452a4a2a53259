using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>Runs the generator as a compiler does.</summary>
internal static class Generation
{
    /// <summary>What a project of generated models is compiled against: the runtime, TorchSharp and the compiled families.</summary>
    public static IReadOnlyList<MetadataReference> Libraries { get; } =
    [
        .. new[] { "families/ModelDsl.Runtime.dll", "families/ModelDsl.Models.dll", "TorchSharp.dll" }
            .Select(file => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, file))),
    ];

    public static CSharpCompilation Project(params string[] sources) => Spec.Compile("Project", sources, [.. Libraries]);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Generates, checks that what comes out compiles without a warning, and returns the files by name.</summary>
    public static IReadOnlyDictionary<string, string> Generate(params string[] sources)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Project(sources), out var output, out var diagnostics);
        Assert.Empty(diagnostics.Where(d => !d.IsSuppressed));
        var complaints = Complaints(output).ToList();
        Assert.True(complaints.Count == 0, string.Join("\n", complaints));
        return driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());
    }

    public static IEnumerable<string> Complaints(Compilation compilation) =>
        compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString());
}
