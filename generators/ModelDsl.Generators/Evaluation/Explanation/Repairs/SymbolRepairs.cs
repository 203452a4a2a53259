using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Multiples that sizes of any value have to be of, so that a network can halve them as often as it does.</summary>
internal static class SymbolRepairs
{
    private const double Cost = 7;

    private static readonly int[] s_multiples = [2, 4, 8, 16, 32, 64];

    /// <summary>The changes: height and width are changed together.</summary>
    /// <param name="finding">The mistake.</param>
    /// <param name="madeBy">The call that made each node of the graph.</param>
    /// <param name="sources">The sources.</param>
    public static IEnumerable<Repair> For(Finding finding, IReadOnlyList<CallPath> madeBy, Sources sources)
    {
        if (finding.Problem?.Id is not (SpecErrors.KernelTooLarge or SpecErrors.DoesNotDivide or SpecErrors.ShapeMismatch) || !finding.Operands.Any(o => o.Output.Shape.Any(d => !d.IsConstant && !d.DependsOnBatch))) yield break;
        var methods = Slice.Of(finding, madeBy, sources).Select(s => s.Call.FirstAncestorOrSelf<MemberDeclarationSyntax>()).OfType<MemberDeclarationSyntax>().Distinct();
        foreach (var method in methods)
        {
            var symbols = method.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsSymbol).ToList();
            if (symbols.Count == 0) continue;
            var now = symbols.Max(s => MultipleOf(s) is { } number ? (int)((LiteralExpressionSyntax)number).Token.Value! : 1);
            foreach (var multiple in s_multiples.Where(m => m > now)) yield return With(symbols, multiple);
        }
    }

    private static bool IsSymbol(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: nameof(Dim) }, Name.Identifier.ValueText: nameof(Dim.Symbol) };

    private static ExpressionSyntax? MultipleOf(InvocationExpressionSyntax symbol) => symbol.ArgumentList.Arguments
        .FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == "multipleOf")?.Expression is LiteralExpressionSyntax { Token.Value: int } number ? number : null;

    private static Repair With(IReadOnlyList<InvocationExpressionSyntax> symbols, int multiple)
    {
        var edits = symbols.Select(s => MultipleOf(s) is { } number
            ? (number.Span, Dim.Text(multiple))
            : (new TextSpan(s.ArgumentList.Arguments[0].Span.End, 0), $", multipleOf: {Dim.Text(multiple)}")).ToList();
        var span = TextSpan.FromBounds(edits[0].Item1.Start, edits[edits.Count - 1].Item1.End);
        var tree = symbols[0].SyntaxTree;
        var text = tree.GetText().ToString(span);
        foreach (var (at, written) in Enumerable.Reverse(edits)) text = text.Remove(at.Start - span.Start, at.Length).Insert(at.Start - span.Start, written);
        var mark = MultipleOf(symbols[0]) is { } first ? Place.Of(first) : Place.Of(symbols[0].Expression);
        return new Repair(new Replacement(new Place(tree, span), text, $"Make the sizes multiples of {Dim.Text(multiple)}"), mark, Cost + multiple / 100.0);
    }
}
