using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Review;

/// <summary>Suggestions about costs: which graphs get them, and how they are turned up, down and off.</summary>
public sealed class CostReviewTests
{
    private const string Padded = "var x = s.Input(\"map\", Dim.Batch, 8, 15, 15).Pad(0, 6, 0, 6); return x.Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", 7), (\"q\", 7));";

    [Theory]
    // Attention with a scale, a bias and a mask in between, and with windows on the batch axis.
    [InlineData("var q = s.Input(\"q\", Dim.Batch, 4, 9, 12); return (q.MatMul(q.Rearrange(\"b h n d -> b h d n\")) * 0.2 + s.Parameter(\"bias\", [4, 9, 9], Init.Zeros)).Softmax().Dropout(0.1).MatMul(q);", "MDSL5101")]
    [InlineData("var q = s.Input(\"q\", Dim.Batch, 9, 4); return q.MatMul(q.Rearrange(\"b n d -> b d n\")).Softmax().MatMul(q);", "MDSL5101")]
    [InlineData(Padded, "MDSL5103")]
    [InlineData("var x = s.Input(\"map\", Dim.Batch, 15, 15, 8).Rearrange(\"b h w c -> b c h w\").Pad(3, 3, 3, 3).Rearrange(\"b c h w -> b h w c\").Rearrange(\"b (h p) (w q) c -> (b h w) (p q) c\", (\"p\", 7), (\"q\", 7)); return x;", "MDSL5103")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return x + s.Parameter(\"w\", [8], Init.Ones).Cached(s, \"table\") + s.Buffer(\"b\", s.Arange(0, 8));", "MDSL5102")]
    public void A_form_of_graph_that_wastes_gets_a_suggestion(string body, string id)
    {
        var diagnostic = Assert.Single(Run(body));
        Assert.Equal((id, DiagnosticSeverity.Info), (diagnostic.Id, diagnostic.Severity));
    }

    [Theory]
    // 8 channels a head; a product that is not attention; a softmax that weighs nothing.
    [InlineData("var q = s.Input(\"q\", Dim.Batch, 4, 9, 8); return q.MatMul(q.Rearrange(\"b h n d -> b h d n\")).Softmax().MatMul(q);")]
    [InlineData("var q = s.Input(\"q\", Dim.Batch, 4, 9, 12); return q.MatMul(q.Rearrange(\"b h n d -> b h d n\"));")]
    [InlineData("var q = s.Input(\"q\", Dim.Batch, 4, 9, 12); return q.MatMul(q.Rearrange(\"b h n d -> b h d n\")).Softmax();")]
    // Padding for a convolution; little padding.
    [InlineData("return s.Input(\"map\", Dim.Batch, 8, 15, 15).Pad(0, 6, 0, 6).Conv2d(s / \"conv\", 8, kernel: 3);")]
    [InlineData("return s.Input(\"map\", Dim.Batch, 8, 13, 13).Pad(0, 1, 0, 1).Rearrange(\"b c (h p) (w q) -> (b h w) (p q) c\", (\"p\", 7), (\"q\", 7));")]
    [InlineData("return s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 8) + s.Buffer(\"b\", s.Arange(0, 8));")]
    public void Others_get_none(string body) => Assert.Empty(Run(body));

    [Fact]
    public void Layers_that_repeat_one_number_get_one_suggestion() => Assert.Single(Run(
        "var x = s.Input(\"q\", Dim.Batch, 9, 12); for (var i = 0; i < 3; i++) x = x.MatMul(x.Rearrange(\"b n d -> b d n\")).Softmax().MatMul(x); return x;"));

    [Theory]
    [InlineData(ReportDiagnostic.Error, DiagnosticSeverity.Error)]
    [InlineData(ReportDiagnostic.Warn, DiagnosticSeverity.Warning)]
    [InlineData(ReportDiagnostic.Suppress, null)]
    public void The_editorconfig_sets_their_severity(ReportDiagnostic severity, DiagnosticSeverity? expected) =>
        Assert.Equal(expected, Run(Padded, options => options.WithSyntaxTreeOptionsProvider(new Configured("MDSL5103", severity))).SingleOrDefault()?.Severity);

    private static IReadOnlyList<Diagnostic> Run(string body, Func<CSharpCompilationOptions, CSharpCompilationOptions>? configure = null)
    {
        var compilation = Spec.Compile($"[Model(\"m\")] public partial class M {{ static Sym Define(Scope s) {{ {body} }} }}");
        if (configure is not null) compilation = compilation.WithOptions(configure(compilation.Options));
        var result = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions).RunGenerators(compilation).GetRunResult();
        Assert.Null(Assert.Single(result.Results).Exception);
        Assert.All(result.Diagnostics, d => Assert.NotEqual(Location.None, d.Location));
        Assert.All(result.Diagnostics, d => Assert.DoesNotContain("{", d.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return result.Diagnostics;
    }

    /// <summary>What <c>dotnet_diagnostic.ID.severity</c> becomes in the compiler.</summary>
    private sealed class Configured(string id, ReportDiagnostic severity) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic value)
        {
            value = severity;
            return diagnosticId == id;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic value)
        {
            value = default;
            return false;
        }
    }
}
