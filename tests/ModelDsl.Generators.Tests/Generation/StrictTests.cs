using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>What a project sees whose settings are as strict as they can be: <c>AnalysisMode=All</c>, nullable references, documentation, warnings as errors.</summary>
public sealed class StrictTests
{
    [Fact]
    public async Task No_rule_of_the_SDK_complains_about_generated_code()
    {
        var analyzers = Analyzers();
        Assert.True(analyzers.Length > 100, $"{analyzers.Length} analyzers");
        var rules = analyzers.SelectMany(a => a.SupportedDiagnostics).Select(d => d.Id).Distinct().ToList();
        var options = Spec.CompilationOptions.WithWarningLevel(9999).WithReportSuppressedDiagnostics(false)
            .WithSpecificDiagnosticOptions(Spec.CompilationOptions.SpecificDiagnosticOptions.SetItems(rules.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Error))));
        var (project, generated) = Zoo(options);
        var whole = project.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, true, false, false));
        var complaints = (await whole.GetAllDiagnosticsAsync()).Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.Equal([], complaints.Where(d => generated.Contains(d.Location.SourceTree)).Select(d => d.ToString()).Take(20));
        // The analyzers do run: the specifications themselves are not written for these rules.
        Assert.Contains(complaints, d => d.Id.StartsWith("CA", StringComparison.Ordinal) && !generated.Contains(d.Location.SourceTree));
    }

    private static (Compilation Project, HashSet<SyntaxTree?> Generated) Zoo(CSharpCompilationOptions options)
    {
        var parse = Spec.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose);
        var sources = FamilyTests.Compile();
        // Comments are read, as where a documentation file is written.
        var zoo = CSharpCompilation.Create(
            sources.AssemblyName, sources.SyntaxTrees.Select(t => CSharpSyntaxTree.ParseText(t.GetText(), parse, t.FilePath)),
            sources.References.Concat(Generation.Libraries.Where(l => Path.GetFileName(l.Display) != "ModelDsl.Models.dll")), options);
        var driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: parse).RunGeneratorsAndUpdateCompilation(zoo, out var project, out _);
        return (project, [.. driver.GetRunResult().GeneratedTrees]);
    }

    /// <summary>The analyzers that the SDK gives every project.</summary>
    private static System.Collections.Immutable.ImmutableArray<DiagnosticAnalyzer> Analyzers()
    {
        var sdks = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "sdk"));
        var folder = Directory.GetDirectories(sdks).Select(d => Path.Combine(d, "Sdks", "Microsoft.NET.Sdk", "analyzers")).Where(Directory.Exists).Order(StringComparer.Ordinal).Last();
        return
        [
            .. Directory.GetFiles(folder, "*.NetAnalyzers.dll").Where(f => !f.Contains("VisualBasic", StringComparison.Ordinal)).Select(Assembly.LoadFrom).SelectMany(a => a.GetTypes())
                .Where(t => !t.IsAbstract && t.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
                .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
        ];
    }
}
