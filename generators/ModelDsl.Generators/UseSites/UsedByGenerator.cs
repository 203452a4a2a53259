using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModelDsl.Generators.UseSites;

/// <summary>
/// Silences the rules that call a private member unused where the member is a model's <c>Define</c>: the generator evaluates
/// it, and removing it would remove the architecture. Every other member is still told.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsedByGenerator : DiagnosticSuppressor
{
    private const string Define = "Define";
    private const string ModelAttribute = "ModelDsl.ModelAttribute";

    // Those of the .NET SDK, and of the analyzers that projects add most: Roslynator, SonarAnalyzer, Meziantou.
    private static readonly string[] s_rules = ["IDE0051", "CA1811", "RCS1213", "S1144", "MA0182"];

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } =
        [.. s_rules.Select(rule => new SuppressionDescriptor("MDSLUSED_" + rule, rule, "The generator evaluates Define"))];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        var model = context.Compilation.GetTypeByMetadataName(ModelAttribute);
        if (model is null) return;
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree) continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            var symbol = context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken);
            if (symbol is IMethodSymbol { Name: Define, IsStatic: true } && symbol.ContainingType.GetAttributes().Any(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, model)))
                context.ReportSuppression(Suppression.Create(SupportedSuppressions.First(s => s.SuppressedDiagnosticId == diagnostic.Id), diagnostic));
        }
    }
}
