using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Two sizes that are one symbol because they were given one name.</summary>
internal sealed class Symbols(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Graph.Inputs.Select(i => reviewed.MadeBy(i.Node)).Where(m => reviewed.IsCurrent(m.Call))
        // A size that is fixed only at run time is declared where the input is.
        .Where(m => reviewed.Graph.Inputs.Any(i => i.Shape.Skip(1).Any(d => !d.IsConstant)))
        .Select(m => Reading.MethodAround(m.Call)).OfType<SyntaxNode>().Distinct().SelectMany(MadeTwice);

    private IEnumerable<DiagnosticInfo> MadeTwice(SyntaxNode method)
    {
        var made = method.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(c => (Call: c, Name: NameOf(c))).Where(c => c.Name is not null).ToList();
        foreach (var (call, name) in made)
        {
            var text = name!.Token.ValueText;
            var first = made.First(m => m.Name!.Token.ValueText == text).Call;
            if (first == call) continue;
            var info = new DiagnosticInfo(DiagnosticDescriptors.SameSymbol, Place.Of(name), [text], [Place.Of(first)]);
            var other = Initial(first) == text ? Initial(call) : null;
            other ??= FreeNames.After(text, n => made.TrueForAll(m => m.Name!.Token.ValueText != n));
            yield return made.Exists(m => m.Name!.Token.ValueText == other) ? info
                : info with { Fixes = [new Replacement(Place.Of(name), SymbolDisplay.FormatLiteral(other, quote: true), $"Change to \"{other}\"")] };
        }
    }

    private LiteralExpressionSyntax? NameOf(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Dim.Symbol) } or IdentifierNameSyntax { Identifier.ValueText: nameof(Dim.Symbol) }
        && reviewed.Called(call) is { } method && TypeNames.IsVocabulary(method)
            ? call.ArgumentList.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax
            : null;

    /// <summary>The first letter of the variable that a symbol is put into: <c>height</c> is <c>H</c>.</summary>
    private static string? Initial(InvocationExpressionSyntax call) =>
        call.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: { Length: > 0 } name } } ? char.ToUpperInvariant(name[0]).ToString() : null;
}
