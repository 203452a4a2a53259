using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A height that is written where a width belongs, or the other way round: with square images nothing else tells.</summary>
internal sealed class EqualSides(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => Methods().Distinct().SelectMany(m => reviewed.Once(typeof(EqualSides), m, () => Remarks(m)));

    /// <summary>What was read: the model's own method, which nothing calls, and those that it calls.</summary>
    private IEnumerable<SyntaxNode> Methods() => reviewed.Evaluation.Runs.Select(r => r.Method.OriginalDefinition).SelectMany(m => m.DeclaringSyntaxReferences).Select(r => r.GetSyntax())
        .Concat(reviewed.Graph.Nodes.Take(1).Select(n => reviewed.MadeBy(n).Outwards().Last().Call.FirstAncestorOrSelf<MemberDeclarationSyntax>()).OfType<SyntaxNode>());

    private List<DiagnosticInfo> Remarks(SyntaxNode method) => reviewed.IsCurrent(method)
        ? [.. method.DescendantNodes().SelectMany(SizesIn).Where(p => SyntaxFactory.AreEquivalent(p.First, p.Second)).Select(p => Remark(p.First, p.Second)).OfType<DiagnosticInfo>()]
        : [];

    /// <summary>Sizes side by side: of two arguments, two values of a tuple, two named axes.</summary>
    private static IEnumerable<(ExpressionSyntax First, ExpressionSyntax Second)> SizesIn(SyntaxNode node) => node switch
    {
        TupleExpressionSyntax { Arguments: [var first, var second] } => [(first.Expression, second.Expression)],
        InvocationExpressionSyntax { ArgumentList.Arguments: var arguments } => arguments.Zip(arguments.Skip(1), (first, second) => (SizeIn(first), SizeIn(second))),
        _ => [],
    };

    private static ExpressionSyntax SizeIn(ArgumentSyntax argument) => argument.Expression is TupleExpressionSyntax { Arguments: [_, var size] } ? size.Expression : argument.Expression;

    private DiagnosticInfo? Remark(ExpressionSyntax first, ExpressionSyntax second)
    {
        if (SideIn(first) is not { } side || SideIn(second) is not { } again || !reviewed.Is(((MemberAccessExpressionSyntax)side.Parent!).Expression, nameof(Sym))) return null;
        var (where, wrong, right) = side.Identifier.ValueText == nameof(Sym.Height) ? (second, again, nameof(Sym.Width)) : (first, side, nameof(Sym.Height));
        return DiagnosticInfo.Create(DiagnosticDescriptors.EqualSides, Place.Of(where), first.ToString(), right, where == first ? "first" : "second") with
        {
            Additional = [Place.Of(where == first ? second : first)],
            Fixes = [new Replacement(Place.Of(wrong), right, $"Change to {right}")],
        };
    }

    /// <summary>The one side of a tensor that an expression reads; null where it reads none or several.</summary>
    private static IdentifierNameSyntax? SideIn(ExpressionSyntax size)
    {
        var sides = size.DescendantNodes().OfType<IdentifierNameSyntax>().Where(i => i.Parent is MemberAccessExpressionSyntax access && access.Name == i && i.Identifier.ValueText is nameof(Sym.Height) or nameof(Sym.Width)).ToList();
        return sides is [var side] ? side : null;
    }
}
