using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What can be written at a place of a method: its variables, and the members that the method reads anyway.</summary>
internal sealed class Visible
{
    private readonly SemanticModel _model;
    private readonly SyntaxNode _method;
    private IReadOnlyList<string>? _numbers;

    /// <param name="model">The tree's semantic model.</param>
    /// <param name="at">The place.</param>
    public Visible(SemanticModel model, SyntaxNode at)
    {
        _model = model;
        _method = MethodAround(at) ?? at;
        // Roslyn finds them in any order. Changes that are equally likely are tried with the local variable that was declared last,
        // so nearest, first; parameters follow in their order, the one that matters most is usually the first.
        Variables = [.. model.LookupSymbols(at.SpanStart).Where(s => IsVariable(s, at))
            .OrderBy(s => s is IParameterSymbol).ThenBy(s => s is IParameterSymbol ? PositionOf(s) : -PositionOf(s)).ThenBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => (s.Name, TypeOf(s)!))];
        Tensors = [.. Variables.Where(v => TypeNames.IsVocabulary(v.Type, nameof(Sym))).Select(v => v.Name)];
    }

    /// <summary>Local variables and parameters that have a value there.</summary>
    public IReadOnlyList<(string Name, ITypeSymbol Type)> Variables { get; }

    /// <summary>The tensors among them.</summary>
    public IReadOnlyList<string> Tensors { get; }

    /// <summary>The whole numbers and sizes among them, constants of the class, and numbers that the method reads from others.</summary>
    public IReadOnlyList<string> Numbers => _numbers ??= [.. Variables.Where(v => IsNumber(v.Type)).Select(v => v.Name)
        .Concat(_model.LookupSymbols(_method.SpanStart).OfType<IFieldSymbol>().Where(f => f.IsConst && IsNumber(f.Type)).Select(f => f.Name).OrderBy(n => n, StringComparer.Ordinal))
        .Concat(_method.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(IsNumberOfVariable).Select(m => m.ToString())).Distinct()];

    /// <summary>The method or local function that something is written in.</summary>
    public static SyntaxNode? MethodAround(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(n => n is MemberDeclarationSyntax or LocalFunctionStatementSyntax);

    /// <summary>How unlikely it is that a variable was meant where another one is read: one that nobody reads was made for something, and one that nobody would read any more was too.</summary>
    /// <param name="other">The one that may be meant.</param>
    /// <param name="written">The one that is read.</param>
    /// <param name="unread">The cost where nobody reads the other one.</param>
    /// <param name="usual">The cost otherwise.</param>
    public double CostOfReading(string other, string written, double unread, double usual) =>
        ReadsOf(other) == 0 ? unread : ReadsOf(written) == 1 ? usual + 8 : usual;

    /// <summary>Whether a variable is a number that is written out and read once: where it is wrong, the number is.</summary>
    public bool IsNamedLiteral(string name)
    {
        // A constant may stand beside the method.
        var nodes = (_method.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? _method).DescendantNodes().ToList();
        return nodes.OfType<VariableDeclaratorSyntax>().Any(v => v.Identifier.ValueText == name && v.Initializer?.Value is LiteralExpressionSyntax)
            && nodes.OfType<IdentifierNameSyntax>().Count(i => i.Identifier.ValueText == name) == 1;
    }

    private int ReadsOf(string name) => _method.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Count(i => i.Identifier.ValueText == name && !(i.Parent is AssignmentExpressionSyntax assignment && assignment.Left == i));

    /// <summary>Whether a type is a whole number or a size.</summary>
    public static bool IsNumber(ITypeSymbol? type) => type is not null
        && (type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 || TypeNames.IsVocabulary(type, nameof(Dim)));

    private static int PositionOf(ISymbol variable) => variable.Locations is [var first, ..] ? first.SourceSpan.Start : -1;

    private bool IsNumberOfVariable(MemberAccessExpressionSyntax member) =>
        member.Expression is IdentifierNameSyntax owner && Variables.Any(v => v.Name == owner.Identifier.ValueText) && IsNumber(_model.GetTypeInfo(member).Type);

    private static bool IsVariable(ISymbol symbol, SyntaxNode at) => symbol switch
    {
        IParameterSymbol => true,
        ILocalSymbol { DeclaringSyntaxReferences: [var declaration, ..] } => declaration.SyntaxTree == at.SyntaxTree && declaration.Span.End <= at.SpanStart && !IsBeingDeclared(declaration.GetSyntax(), at),
        _ => false,
    };

    /// <summary>A variable has no value yet in what it is initialised with.</summary>
    private static bool IsBeingDeclared(SyntaxNode declaration, SyntaxNode at) =>
        declaration.FirstAncestorOrSelf<StatementSyntax>() is LocalDeclarationStatementSyntax or ExpressionStatementSyntax
        && declaration.FirstAncestorOrSelf<StatementSyntax>()!.Span.Contains(at.Span);

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch { IParameterSymbol parameter => parameter.Type, ILocalSymbol local => local.Type, _ => null };
}
