using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Compiles and evaluates specifications.</summary>
internal static class Spec
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using ModelDsl;
        """;

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.None);

    // As every .NET project: an assembly that was built against an older framework may use this one.
    public static readonly CSharpCompilationOptions CompilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable,
        specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);

    private static readonly Lazy<SyntaxTree> s_usings = new(() => Tree(Usings, "Usings.cs"));

    public static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), ParseOptions, path);

    public static CSharpCompilation Compile(params string[] sources) => Compile("Spec", sources);

    public static CSharpCompilation Compile(string assembly, string[] sources, params MetadataReference[] references) => CSharpCompilation.Create(
        assembly,
        [s_usings.Value, .. sources.Select((text, i) => Tree(text, $"File{i}.cs"))],
        [.. References.All, .. references],
        CompilationOptions);

    public static INamedTypeSymbol Model(Compilation compilation, string name = "M") =>
        compilation.GetTypeByMetadataName(name) ?? throw new ArgumentException($"there is no class '{name}'");

    public static TypeDeclarationSyntax Declaration(Compilation compilation) => (TypeDeclarationSyntax)Model(compilation).DeclaringSyntaxReferences[0].GetSyntax();

    public static Generators.Evaluation.Evaluation Evaluate(Compilation compilation, string name = "M") =>
        SpecificationEvaluator.Evaluate(Model(compilation, name), compilation, CancellationToken.None);

    /// <summary>Evaluates sources that compile and are right.</summary>
    public static Generators.Evaluation.Evaluation EvaluateRight(params string[] sources)
    {
        var compilation = Compile(sources);
        AssertCompiles(compilation);
        var evaluation = Evaluate(compilation);
        Assert.Equal([], evaluation.Diagnostics.Select(Describe));
        return evaluation;
    }

    public static void AssertCompiles(Compilation compilation) =>
        Assert.Equal([], compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));

    public static string Describe(DiagnosticInfo info) =>
        $"{info.Descriptor.Id} '{(info.Where is { } place ? place.Tree.GetText().ToString(place.Span) : "nowhere")}': {info.Message}";

    /// <summary>Runs <c>Define</c> for real and returns the nodes of the graph and the names of the taps as text.</summary>
    public static (string[] Nodes, string[] Taps) Run(CSharpCompilation compilation, string name = "M", params Compilation[] others)
    {
        using var project = new LoadedProject(compilation, others);
        return project.Run(name);
    }

    public static MetadataReference Emit(Compilation compilation) => MetadataReference.CreateFromStream(ToStream(compilation));

    public static MemoryStream ToStream(Compilation compilation)
    {
        var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        stream.Position = 0;
        return stream;
    }
}
