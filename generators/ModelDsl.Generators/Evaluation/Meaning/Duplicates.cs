using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Finds a variable that is taken twice where two are combined: beside a tensor that nothing uses, one of the two was
/// meant to be that.
/// </summary>
internal sealed class Duplicates(Reviewed reviewed)
{
    private const int FewTensors = 2;

    /// <summary>The one of two equal operands that is likely wrong; null where there is none, or where several are candidates.</summary>
    /// <param name="method">The method to look in.</param>
    /// <param name="unused">The name of the unused tensor where it gets its value.</param>
    public ExpressionSyntax? Find(SyntaxNode method, SyntaxToken unused)
    {
        var found = new List<(ExpressionSyntax Wrong, bool IsPlain)>();
        foreach (var node in method.DescendantNodes())
        {
            if (node.Span.End <= unused.Span.End || Operands(node) is not { Count: > 1 } operands) continue;
            for (var i = 1; i < operands.Count; i++)
            {
                if (Reading.Root(operands[i]) is not { } second || second.SpanStart < unused.Span.End || NameOf(second) == unused.ValueText || !reviewed.Is(second, nameof(Sym))) continue;
                if (operands.Take(i).FirstOrDefault(o => AreAlike(o, operands[i])) is { } other && Reading.Root(other) is { } first)
                    found.Add((IsDeclaredBefore(unused, second) ? first : second, second == operands[i]));
            }
        }
        var plain = found.Where(f => f.IsPlain).ToList();
        return plain.Count == 1 ? plain[0].Wrong : plain.Count == 0 && found.Count == 1 ? found[0].Wrong : null;
    }

    /// <summary>Tensors are combined in the order in which they are made, or taken as parameters.</summary>
    private bool IsDeclaredBefore(SyntaxToken unused, ExpressionSyntax taken) =>
        taken is IdentifierNameSyntax && reviewed.ModelOf(taken).GetSymbolInfo(taken).Symbol?.DeclaringSyntaxReferences is [var declaration, ..]
        && declaration.SyntaxTree == unused.SyntaxTree && unused.SpanStart < declaration.Span.Start && unused.Parent is ParameterSyntax == declaration.GetSyntax() is ParameterSyntax;

    /// <summary>What is combined on equal terms.</summary>
    private IReadOnlyList<ExpressionSyntax>? Operands(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression } binary:
                return [binary.Left, binary.Right];
            case TupleExpressionSyntax tuple when tuple.Parent is not (ArgumentSyntax or AssignmentExpressionSyntax):
                return [.. tuple.Arguments.Select(a => a.Expression)];
            case TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple when assignment.Right == tuple:
                return [.. tuple.Arguments.Select(a => a.Expression)];
            case CollectionExpressionSyntax list:
                return [.. list.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression)];
            case BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments }:
                return [.. arguments.Arguments.Select(a => a.Expression is TupleExpressionSyntax { Arguments: [_, var map] } ? map.Expression : a.Expression)];
            case InvocationExpressionSyntax call when reviewed.Called(call) is { } method:
                var written = call.ArgumentList.Arguments.Select(a => a.Expression);
                if (call.Expression is MemberAccessExpressionSyntax access && (method.IsExtensionMethod || TypeNames.IsVocabulary(method))) written = written.Prepend(access.Expression);
                var plain = written.Where(e => e is IdentifierNameSyntax or ElementAccessExpressionSyntax || TypeNames.IsVocabulary(method)).Where(e => reviewed.Is(e, nameof(Sym))).ToList();
                // That a tensor looks at itself is common.
                return !TypeNames.IsVocabulary(method) && plain.Count <= FewTensors && plain.All(e => e is IdentifierNameSyntax) ? null : plain;
            default:
                return null;
        }
    }

    private static bool AreAlike(ExpressionSyntax a, ExpressionSyntax b) =>
        Reading.Root(a) is { } left && Reading.Root(b) is { } right && SyntaxFactory.AreEquivalent(left, right) && Calls(a).SequenceEqual(Calls(b));

    /// <summary>The methods of a chain of calls.</summary>
    private static IEnumerable<string> Calls(ExpressionSyntax chain)
    {
        while (chain is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
        {
            yield return access.Name.Identifier.ValueText;
            chain = access.Expression;
        }
    }

    private static string NameOf(ExpressionSyntax root) => root is IdentifierNameSyntax name ? name.Identifier.ValueText : root.ToString();
}
