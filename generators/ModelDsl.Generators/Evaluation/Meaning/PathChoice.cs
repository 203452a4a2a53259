using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>How a call chooses its place in the state_dict.</summary>
/// <param name="Call">The call.</param>
/// <param name="Path">The expression of the path; of a variable that the same round of a loop makes, what it is made of.</param>
/// <param name="Part">The part of the path to change: the last name that is written there.</param>
/// <param name="IsMade">Whether the path is put together here; false for a variable that several calls may be meant to share.</param>
internal sealed record PathChoice(SyntaxNode Call, ExpressionSyntax Path, ExpressionSyntax Part, bool IsMade)
{
    /// <summary>The choice that a call makes; null where it makes none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isRepeated">Whether it has the same place in several rounds of a loop.</param>
    /// <param name="model">The tree's semantic model.</param>
    public static PathChoice? Of(SyntaxNode call, bool isRepeated, SemanticModel model)
    {
        if (call is not InvocationExpressionSyntax invocation) return null;
        var arguments = invocation.ArgumentList.Arguments.Select(a => a.Expression).ToList();
        var scope = arguments.Find(a => IsScope(a, model));
        // s.Parameter("name", …) puts its value below the scope that it is called on.
        if (scope is null && invocation.Expression is MemberAccessExpressionSyntax { Expression: var receiver } && IsScope(receiver, model)) scope = null;
        if (scope is null) return arguments.Find(a => model.GetTypeInfo(a).Type?.SpecialType == SpecialType.System_String) is { } name ? new(call, name, name, IsText(name)) : null;
        var root = scope;
        while (isRepeated && root is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } division) root = division.Left;
        // A variable that each round makes anew is what lacks its number, whatever is put behind it.
        if (root is IdentifierNameSyntax variable && InitializerOf(variable, call, model) is { } made) scope = made;
        var parts = Parts(scope);
        var part = parts.Last() is IdentifierNameSyntax counter && IsCounter(counter, call, model) ? counter
            // A number that stands there twice takes the place of another one.
            : parts.OfType<IdentifierNameSyntax>().GroupBy(i => i.Identifier.ValueText).FirstOrDefault(g => g.Skip(1).Any())?.Last() ?? parts.LastOrDefault(IsText) ?? parts.Last();
        return new(call, scope, part, scope is not (IdentifierNameSyntax or MemberAccessExpressionSyntax));
    }

    /// <summary>The names and numbers that a path is put together of.</summary>
    public static IReadOnlyList<ExpressionSyntax> Parts(ExpressionSyntax path)
    {
        var parts = new List<ExpressionSyntax>();
        for (; path is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } division; path = division.Left) parts.Insert(0, division.Right);
        if (parts.Count == 0) parts.Add(path);
        return parts;
    }

    /// <summary>Changes that would give the call another place than an earlier one, or than itself in another round of a loop.</summary>
    /// <param name="isRepeated">Whether it is one call in several rounds of a loop.</param>
    /// <param name="isFree">Whether nothing has a name instead of the part's.</param>
    public IEnumerable<Replacement> Fixes(bool isRepeated, System.Func<string, bool> isFree)
    {
        if (isRepeated || Part is IdentifierNameSyntax) return Numbers(isRepeated);
        if (Part is not LiteralExpressionSyntax { Token.Value: string name }) return [];
        var free = FreeNames.After(name, isFree);
        return [new Replacement(Place.Of(Part), SymbolDisplay.FormatLiteral(free, quote: true), $"Change to \"{free}\"")];
    }

    /// <summary>Changes that give the call its own number: that of the round, or that of a counter moved on.</summary>
    /// <param name="isRepeated">Whether it is one call in several rounds of a loop.</param>
    public IEnumerable<Replacement> Numbers(bool isRepeated)
    {
        if (!isRepeated) return [new Replacement(Place.Of(Part), $"{Part} + 1", $"Change to '{Part} + 1'")];
        if (Part is not IdentifierNameSyntax number) return Indices();
        if (Path.DescendantNodes().OfType<IdentifierNameSyntax>().Count(i => i.Identifier.ValueText == number.Identifier.ValueText) > 1)
            return MissingIndices().Select(m => new Replacement(Place.Of(number), m.Index, $"Change to '{m.Index}'"));
        if (Call.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } statement) return [];
        var indent = statement.GetLeadingTrivia().ToString();
        indent = indent.Substring(indent.LastIndexOfAny(['\n', '\r']) + 1);
        return [new Replacement(new Place(Call.SyntaxTree, new Microsoft.CodeAnalysis.Text.TextSpan(statement.Span.End, 0)), $"\n{indent}{number}++;", $"Add '{number}++'")];
    }

    private IEnumerable<Replacement> Indices()
    {
        var method = Reading.MethodAround(Call);
        foreach (var (index, loop) in MissingIndices())
        {
            // Where the method numbers a name elsewhere, it is that name; the numbers of outer loops come before.
            var parts = Parts(Path);
            var at = parts.ToList().FindIndex(p => IsText(p) && IsNumbered(p, index, method!));
            if (at < 0) at = parts.ToList().IndexOf(Part);
            var outer = new HashSet<string>(loop.Ancestors().TakeWhile(a => a != method).SelectMany(IndicesOf));
            while (at + 1 < parts.Count && parts[at + 1] is IdentifierNameSyntax next && outer.Contains(next.Identifier.ValueText)) at++;
            yield return new Replacement(Place.Of(parts[at]), $"{parts[at]} / {index}", $"Add '/ {index}'");
        }
    }

    /// <summary>The numbers of the loops around the call that its path does not have, inner ones first.</summary>
    private IEnumerable<(string Index, SyntaxNode Loop)> MissingIndices()
    {
        var mentioned = new HashSet<string>(Path.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(i => i.Identifier.ValueText));
        var method = Reading.MethodAround(Call);
        return Call.Ancestors().TakeWhile(a => a != method).SelectMany(loop => IndicesOf(loop).Where(i => !mentioned.Contains(i)).Select(i => (i, loop)));
    }

    /// <summary>The variables that number the rounds of a loop.</summary>
    private static IEnumerable<string> IndicesOf(SyntaxNode loop) => loop switch
    {
        ForStatementSyntax { Declaration.Variables: [{ Identifier.ValueText: var index }] } => [index],
        ForEachStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Enumerable.Range) } } } each => [each.Identifier.ValueText],
        ForEachVariableStatementSyntax
        {
            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Index" } },
            Variable: DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax { Variables: [SingleVariableDesignationSyntax first, ..] } },
        } => [first.Identifier.ValueText],
        _ => [],
    };

    /// <summary>Whether a variable counts layers: a number that no loop declares.</summary>
    private static bool IsCounter(IdentifierNameSyntax name, SyntaxNode call, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is ILocalSymbol { Type.SpecialType: SpecialType.System_Int32, IsConst: false } local
        && local.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax declaration }
        && call.Ancestors().Any(a => a is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && !a.Span.Contains(declaration.Span));

    private static bool IsNumbered(ExpressionSyntax part, string index, SyntaxNode method) => method.DescendantNodes().OfType<BinaryExpressionSyntax>().Any(b =>
        b.IsKind(SyntaxKind.DivideExpression) && b.Right is IdentifierNameSyntax { Identifier.ValueText: var number } && number == index
        && b.Left is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression, Right: var name } && SyntaxFactory.AreEquivalent(name, part));

    /// <summary>What a local is made of in the innermost loop around a call; null where it is made outside of it.</summary>
    private static ExpressionSyntax? InitializerOf(IdentifierNameSyntax variable, SyntaxNode call, SemanticModel model)
    {
        if (model.GetSymbolInfo(variable).Symbol is not ILocalSymbol { DeclaringSyntaxReferences: [var reference] } || reference.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } value } declaration) return null;
        var loop = call.Ancestors().FirstOrDefault(a => a is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        return loop is not null && loop.Span.Contains(declaration.Span) ? value : null;
    }

    private static bool IsText(ExpressionSyntax part) => part is InterpolatedStringExpressionSyntax or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression };

    private static bool IsScope(ExpressionSyntax expression, SemanticModel model) =>
        TypeNames.IsVocabulary(model.GetTypeInfo(expression).Type, nameof(Scope));
}
