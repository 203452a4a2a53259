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
        .. Files("families/ModelDsl.Files.dll", "families/ModelDsl.Runtime.dll", "families/ModelDsl.Models.dll", "TorchSharp.dll"),
    ];

    /// <summary>What a project is compiled against that wants sessions of ONNX Runtime and nothing of TorchSharp.</summary>
    public static IReadOnlyList<MetadataReference> SessionLibraries { get; } = [.. Files("families/ModelDsl.Files.dll", "families/ModelDsl.Onnx.dll")];

    public static CSharpCompilation Project(params string[] sources) => Spec.Compile("Project", sources, [.. Libraries]);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Generates, checks that what comes out compiles without a warning, and returns the files by name.</summary>
    public static IReadOnlyDictionary<string, string> Generate(params string[] sources) => Generate(Project(sources));

    /// <summary>The same for its own project with references.</summary>
    public static IReadOnlyDictionary<string, string> Generate(CSharpCompilation project)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(project, out var output, out var diagnostics);
        Assert.Empty(diagnostics.Where(d => !d.IsSuppressed));
        var complaints = Complaints(output).ToList();
        Assert.True(complaints.Count == 0, string.Join("\n", complaints));
        return driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());
    }

    private static IEnumerable<MetadataReference> Files(params string[] files) => files.Select(file => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, file)));

    public static IEnumerable<string> Complaints(Compilation compilation) =>
        compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString());
}
