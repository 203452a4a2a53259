using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Changes of the statements around a call: a result that is thrown away, a loop that runs once too often, a condition that is too weak.</summary>
internal static class StatementRepairs
{
    private const double Dropped = 6, Bound = 16, Start = 16.5, StartAtLength = 13.5, Condition = 13;

    /// <summary>The changes of the loops and the condition around a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">The tree's semantic model.</param>
    public static IEnumerable<Repair> Around(SyntaxNode call, SemanticModel model) => Visible.MethodAround(call) is null ? [] : LoopsAround(call).Concat(ConditionsOf(call, model));

    /// <summary>The results that a method throws away, each put into the tensor that it was made from.</summary>
    /// <param name="method">The method.</param>
    /// <param name="model">The tree's semantic model.</param>
    public static IEnumerable<Repair> DroppedIn(SyntaxNode method, SemanticModel model)
    {
        foreach (var statement in method.DescendantNodes().OfType<ExpressionStatementSyntax>())
        {
            if (statement.Expression is not InvocationExpressionSyntax call || !TypeNames.IsVocabulary(model.GetTypeInfo(call).Type, nameof(Sym))) continue;
            var visible = new Visible(model, call);
            var read = call.DescendantNodes().OfType<IdentifierNameSyntax>().Select(i => i.Identifier.ValueText).FirstOrDefault(visible.Tensors.Contains);
            if (read is null || IsTap(call)) continue;
            yield return new Repair(
                new Replacement(new Place(call.SyntaxTree, new TextSpan(call.SpanStart, 0)), $"{read} = ", $"Assign the result to {read}"), Place.Of(statement), Dropped);
        }
    }

    private static bool IsTap(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Sym.Tap) };

    private static IEnumerable<Repair> LoopsAround(SyntaxNode call)
    {
        foreach (var loop in call.Ancestors().OfType<ForStatementSyntax>())
        {
            if (loop.Condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanOrEqualExpression } condition)
                yield return new Repair(new Replacement(Place.Of(condition.OperatorToken), "<", "Change <= to <"), Place.Of(condition.OperatorToken), Bound - 4) { Repeated = loop.Statement };
            if (loop.Condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanOrEqualExpression } down)
                yield return new Repair(new Replacement(Place.Of(down.OperatorToken), ">", "Change >= to >"), Place.Of(down.OperatorToken), Bound) { Repeated = loop.Statement };
            if (loop.Declaration?.Variables is not [{ Initializer.Value: var start }]) continue;
            if (LeavesOutFirst(loop, start)) continue;
            var (next, cost) = start is LiteralExpressionSyntax { Token.Value: int number } ? (Dim.Text(number + 1), Start) : ($"{start} - 1", StartAtLength);
            yield return new Repair(new Replacement(Place.Of(start), next, $"Begin at {next}"), Place.Of(start), cost) { Repeated = loop.Statement };
        }
    }

    /// <summary>Whether a loop over all of a list would leave out an element that nothing else reads.</summary>
    private static bool LeavesOutFirst(ForStatementSyntax loop, ExpressionSyntax start) =>
        loop.Condition is BinaryExpressionSyntax { Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length", Expression: var list } }
        && Visible.MethodAround(loop) is { } method && $"{list}[{start}]" is var first
        && !method.DescendantNodes().OfType<ElementAccessExpressionSyntax>().Any(element => !loop.Span.Contains(element.Span) && element.ToString() == first);

    /// <summary>A sum that is made only where a condition holds: it may have to ask for equal widths too.</summary>
    private static IEnumerable<Repair> ConditionsOf(SyntaxNode call, SemanticModel model)
    {
        if (call is not BinaryExpressionSyntax { Left: IdentifierNameSyntax left, Right: IdentifierNameSyntax } || call.FirstAncestorOrSelf<ConditionalExpressionSyntax>() is not { } choice || choice.Condition.Span.Contains(call.Span)) yield break;
        var condition = choice.Condition;
        if (condition is IdentifierNameSyntax name && model.GetSymbolInfo(name).Symbol is ILocalSymbol { DeclaringSyntaxReferences: [var declaration] }
            && declaration.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }) condition = value;
        var visible = new Visible(model, condition);
        if (!visible.Tensors.Contains(left.Identifier.ValueText)) yield break;
        foreach (var number in visible.Numbers)
        {
            yield return new Repair(
                new Replacement(new Place(condition.SyntaxTree, new TextSpan(condition.Span.End, 0)), $" && {left}.Channels == {number}", $"Ask for {left}.Channels == {number}"),
                Place.Of(condition), Condition + (number == "channels" ? 0 : 0.5));
        }
    }
}
