using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelDsl.Generators.UseSites;

namespace ModelDsl.Generators.Tests.UseSites;

/// <summary>Rules that call private members unused are silent about a model's Define, and about nothing else.</summary>
public sealed class UsedByGeneratorTests
{
    [Theory]
    [InlineData("IDE0051")]
    [InlineData("S1144")]
    [InlineData("RCS1213")]
    [InlineData("CA1811")]
    public void Define_of_a_model_is_used_and_other_members_are_still_told(string rule)
    {
        Assert.Equal(["Define"], Suppressed(rule, """
            [Model("strict")]
            public partial class Strict
            {
                private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 32, 32);
                private static int Forgotten() => 3;
                private Sym Define(int more) => null!;
            }

            public partial class Plain
            {
                private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 32, 32);
            }
            """));
    }

    [Fact]
    public void Other_rules_are_not_silenced() => Assert.Empty(Suppressed("CA1822", """
        [Model("strict")]
        public partial class Strict
        {
            private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 32, 32);
        }
        """));

    /// <summary>The methods that a rule reports which reports all private ones, and are silenced.</summary>
    private static IEnumerable<string> Suppressed(string rule, string source)
    {
        var compilation = Uses.Compile(source);
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var analysis = compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new EveryPrivateMethod(rule), new UsedByGenerator()), options);
        var diagnostics = analysis.GetAllDiagnosticsAsync().GetAwaiter().GetResult().Where(d => d.Id == rule).ToList();
        Assert.NotEmpty(diagnostics);
        return diagnostics.Where(d => d.IsSuppressed).Select(d => d.Location.SourceTree!.GetRoot().FindToken(d.Location.SourceSpan.Start).ValueText);
    }

#pragma warning disable RS1017, RS1036, RS1038, RS1041 // The stand-in for an analyzer of others is not an analyzer to ship.
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class EveryPrivateMethod(string rule) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor descriptor = new(rule, "Unused", "{0} is unused", "Style", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [descriptor];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(
                c =>
                {
                    var method = (MethodDeclarationSyntax)c.Node;
                    if (method.Modifiers.Any(SyntaxKind.PrivateKeyword)) c.ReportDiagnostic(Diagnostic.Create(descriptor, method.Identifier.GetLocation(), method.Identifier.ValueText));
                },
                SyntaxKind.MethodDeclaration);
        }
    }
}
