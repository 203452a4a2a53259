using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// A method with something else in its body than is written. Only this body is bound again: a compilation of the changed
/// text would bind all that the evaluation reads.
/// </summary>
/// <param name="Member">The method as it is written.</param>
/// <param name="Operation">Its other body.</param>
/// <param name="Tree">The changed text.</param>
/// <param name="Model">What is known of the names in the other body.</param>
internal sealed record OtherBody(MemberDeclarationSyntax Member, IOperation Operation, SyntaxTree Tree, SemanticModel Model)
{
    /// <summary>The method with a change in it; null where the change does not lie in the body of a method.</summary>
    /// <param name="change">The change.</param>
    /// <param name="tree">The text with the change.</param>
    /// <param name="model">The semantic model of the text without it.</param>
    public static OtherBody? Of(Replacement change, SyntaxTree tree, SemanticModel model)
    {
        var member = change.Where.Tree.GetRoot().FindNode(change.Where.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<MethodDeclarationSyntax>();
        if (member is null || BodyOf(member) is not { } body || !body.Span.Contains(change.Where.Span)) return null;
        if (tree.GetRoot().FindNode(new TextSpan(member.SpanStart, 0)).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } changed || BodyOf(changed) is not { } other) return null;
        SemanticModel? speculative = null;
        var isBound = other switch
        {
            BlockSyntax => model.TryGetSpeculativeSemanticModelForMethodBody(body.SpanStart + 1, changed, out speculative),
            ArrowExpressionClauseSyntax arrow => model.TryGetSpeculativeSemanticModel(body.SpanStart, arrow, out speculative),
            _ => false,
        };
        return isBound && speculative!.GetOperation(other) is { } operation ? new OtherBody(member, operation, tree, speculative) : null;
    }

    private static SyntaxNode? BodyOf(MethodDeclarationSyntax method) => (SyntaxNode?)method.Body ?? method.ExpressionBody;
}
