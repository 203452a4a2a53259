using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>How a method reads its variables, as it is written.</summary>
internal static class Reading
{
    /// <summary>The method, local function or lambda that something is written in.</summary>
    public static SyntaxNode? MethodAround(SyntaxNode node) =>
        node.FirstAncestorOrSelf<SyntaxNode>(n => n is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);

    /// <summary>The places that read a variable's value, not only its sizes.</summary>
    public static IEnumerable<IdentifierNameSyntax> DataReads(SyntaxNode method, string name) => Mentions(method, name).Where(i => !IsTarget(i) && !IsSize(i));

    /// <summary>Whether anything in a method's body, or in the defaults of its parameters, mentions one of them.</summary>
    public static bool IsMentioned(SyntaxNode method, ParameterSyntax parameter) =>
        method.DescendantNodes(n => n != parameter).OfType<IdentifierNameSyntax>().Any(i => i.Identifier.ValueText == parameter.Identifier.ValueText && !IsMember(i) && i.Parent is not NameColonSyntax);

    /// <summary>Whether a variable is never read behind a place, or assigned again before.</summary>
    public static bool IsLost(SyntaxToken written)
    {
        if (MethodAround(written.Parent!) is not { } method) return false;
        // What is captured or runs in a loop may be read by what is written before it.
        var mentions = Mentions(method.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? method, written.ValueText).Where(i => i.SpanStart != written.SpanStart).ToList();
        if (mentions.All(IsTarget)) return true;
        var end = written.Parent!.FirstAncestorOrSelf<StatementSyntax>()?.Span.End ?? written.Span.End;
        return mentions.FirstOrDefault(i => i.SpanStart >= end) is { } next && Overwrites(next, written.ValueText);
    }

    /// <summary>The assignment that overwrites a variable before anything reads it; null where there is none.</summary>
    public static AssignmentExpressionSyntax? Overwriting(SyntaxToken written)
    {
        var statement = written.Parent!.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is null || MethodAround(written.Parent!) is not { } method) return null;
        var next = Mentions(method, written.ValueText).FirstOrDefault(i => i.SpanStart >= statement.Span.End);
        return next is not null && Overwrites(next, written.ValueText) && next.FirstAncestorOrSelf<StatementSyntax>()?.Parent == statement.Parent ? (AssignmentExpressionSyntax)next.Parent! : null;
    }

    /// <summary>The variable that a chain of calls begins with; null where it begins with something else.</summary>
    public static ExpressionSyntax? Root(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax or ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax } => expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => Root(access.Expression),
        ParenthesizedExpressionSyntax inner => Root(inner.Expression),
        _ => null,
    };

    private static bool Overwrites(IdentifierNameSyntax mention, string name) =>
        mention.Parent is AssignmentExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.SimpleAssignmentExpression } assignment
        && assignment.Left == mention && !Mentions(assignment.Right, name).Any();

    private static IEnumerable<IdentifierNameSyntax> Mentions(SyntaxNode within, string name) =>
        within.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(i => i.Identifier.ValueText == name && !IsMember(i) && i.Parent is not NameColonSyntax);

    private static bool IsMember(IdentifierNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name;

    private static bool IsTarget(IdentifierNameSyntax name) =>
        name.Parent is AssignmentExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.SimpleAssignmentExpression } assignment && assignment.Left == name;

    private static bool IsSize(IdentifierNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Expression == name
        && access.Name.Identifier.ValueText is nameof(Sym.Height) or nameof(Sym.Width) or nameof(Sym.Channels) or nameof(Sym.Features) or nameof(Sym.Shape) or nameof(Sym.Rank) or nameof(Sym.Type);
}
