using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Changes of constructs and arguments that have one right answer.</summary>
internal static class Rewriting
{
    /// <summary>What to write instead of a construct that is not part of the language; null where that is for its author to say.</summary>
    public static Replacement? Of(DiagnosticInfo info)
    {
        if (info.Descriptor != DiagnosticDescriptors.Unsupported || info.Where is not { } where) return null;
        return where.Tree.GetRoot().FindNode(where.Span, getInnermostNodeForTie: true) switch
        {
            LiteralExpressionSyntax { Token.Value: decimal number } => new Replacement(where, Double(number), "Change to a double"),
            LiteralExpressionSyntax { RawKind: (int)SyntaxKind.Utf8StringLiteralExpression } text => new Replacement(where, text.ToString().Substring(0, text.Span.Length - 2), "Change to a string"),
            LockStatementSyntax statement => new Replacement(where, statement.Statement.ToString(), "Remove 'lock'"),
            CheckedStatementSyntax { RawKind: (int)SyntaxKind.UncheckedStatement } statement => new Replacement(where, statement.Block.ToString(), "Remove 'unchecked'"),
            UnsafeStatementSyntax statement => new Replacement(where, statement.Block.ToString(), "Remove 'unsafe'"),
            _ => null,
        };
    }

    /// <summary>A name for a layer that is put at a scope which is not its own.</summary>
    public static Replacement? WithName(DiagnosticInfo info, string name)
    {
        if (info.Where is not { } where || where.Tree.GetRoot().FindNode(where.Span, getInnermostNodeForTie: true) is not ExpressionSyntax scope) return null;
        return scope is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax
            ? new Replacement(where, $"{scope} / {SymbolDisplay.FormatLiteral(name, quote: true)}", $"Name it \"{name}\"")
            : null;
    }

    private static string Double(decimal number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.IndexOf('.') < 0 ? text + ".0" : text;
    }
}
