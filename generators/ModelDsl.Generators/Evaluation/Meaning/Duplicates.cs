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
        foreach (var node in ScopeOf(unused, method).DescendantNodes())
        {
            if (node.Span.End <= unused.Span.End || Operands(node) is not { Count: > 1 } operands) continue;
            for (var i = 1; i < operands.Count; i++)
            {
                if (RootOf(operands[i]) is not { } second || second.SpanStart < unused.Span.End || NameOf(second) == unused.ValueText || !reviewed.Is(second, nameof(Sym))) continue;
                if (operands.Take(i).FirstOrDefault(o => AreAlike(o, operands[i])) is { } other && RootOf(other) is { } first)
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
            // A tensor times itself is its square.
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.DivideExpression } binary:
                return [binary.Left, binary.Right];
            case TupleExpressionSyntax tuple when tuple.Parent is not (ArgumentSyntax or AssignmentExpressionSyntax):
                return [.. tuple.Arguments.Select(a => a.Expression)];
            case TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple when assignment.Right == tuple:
                return [.. tuple.Arguments.Select(a => a.Expression)];
            case CollectionExpressionSyntax list:
                return [.. list.Elements.OfType<ExpressionElementSyntax>().Select(e => WithoutName(e.Expression))];
            case InitializerExpressionSyntax list:
                return [.. list.Expressions.Select(WithoutName)];
            case BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments }:
                return [.. arguments.Arguments.Select(a => WithoutName(a.Expression))];
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

    /// <summary>What has a name beside it, as the maps of <see cref="Features"/> have.</summary>
    private static ExpressionSyntax WithoutName(ExpressionSyntax element) => element is TupleExpressionSyntax { Arguments: [_, var named] } ? named.Expression : element;

    /// <summary>The variable that an operand begins with, or that it hands to a method as its only tensor.</summary>
    private ExpressionSyntax? RootOf(ExpressionSyntax operand)
    {
        if (operand is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax } call) return Reading.Root(operand);
        var tensors = call.ArgumentList.Arguments.Select(a => a.Expression).Where(a => reviewed.Is(a, nameof(Sym))).ToList();
        return tensors.Count == 1 ? Reading.Root(tensors[0]) : null;
    }

    /// <summary>Where a variable can be read: the block that declares it; the whole method for one that is only assigned.</summary>
    private static SyntaxNode ScopeOf(SyntaxToken name, SyntaxNode method) => name.Parent is VariableDeclaratorSyntax or SingleVariableDesignationSyntax
        ? name.Parent.FirstAncestorOrSelf<SyntaxNode>(n => n is BlockSyntax || n == method) ?? method
        : method;

    private bool AreAlike(ExpressionSyntax a, ExpressionSyntax b) =>
        RootOf(a) is { } left && RootOf(b) is { } right && SyntaxFactory.AreEquivalent(left, right) && Calls(a).SequenceEqual(Calls(b));

    /// <summary>The methods of a chain of calls.</summary>
    private static IEnumerable<string> Calls(ExpressionSyntax chain)
    {
        if (chain is InvocationExpressionSyntax { Expression: IdentifierNameSyntax method }) yield return method.Identifier.ValueText;
        while (chain is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
        {
            yield return access.Name.Identifier.ValueText;
            chain = access.Expression;
        }
    }

    private static string NameOf(ExpressionSyntax root) => root is IdentifierNameSyntax name ? name.Identifier.ValueText : root.ToString();
}
