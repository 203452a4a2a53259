using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.UseSites;

/// <summary>A size as generated code states it: numbers, names, + − * / and parentheses.</summary>
internal static class SizeExpression
{
    /// <summary>Whether the text is the name of a size, and nothing else.</summary>
    public static bool IsName(string text) => SyntaxFacts.IsValidIdentifier(text);

    /// <summary>The value; null where a name has none or the text is of another form.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="values">What is known: of names, and of whole expressions.</param>
    public static long? Evaluate(string text, IReadOnlyDictionary<string, long> values)
    {
        if (values.TryGetValue(text, out var known)) return known;
        try
        {
            return SyntaxFactory.ParseExpression(text) is { ContainsDiagnostics: false } expression ? Value(expression) : null;
        }
        catch (ArithmeticException)
        {
            return null;
        }

        long? Value(ExpressionSyntax expression) => expression switch
        {
            LiteralExpressionSyntax { Token.Value: int number } => number,
            LiteralExpressionSyntax { Token.Value: long number } => number,
            IdentifierNameSyntax name => values.TryGetValue(name.Identifier.ValueText, out var size) ? size : null,
            ParenthesizedExpressionSyntax inner => Value(inner.Expression),
            PrefixUnaryExpressionSyntax { OperatorToken.Text: "-" } minus => -Value(minus.Operand),
            BinaryExpressionSyntax binary => Combine(binary.Kind(), Value(binary.Left), Value(binary.Right)),
            _ => null,
        };

        // Sizes are at least zero, so that a quotient rounds down as C# does it.
        static long? Combine(SyntaxKind kind, long? left, long? right) => kind switch
        {
            SyntaxKind.AddExpression => checked(left + right),
            SyntaxKind.SubtractExpression => checked(left - right),
            SyntaxKind.MultiplyExpression => checked(left * right),
            SyntaxKind.DivideExpression when right > 0 && left >= 0 => left / right,
            _ => null,
        };
    }
}
