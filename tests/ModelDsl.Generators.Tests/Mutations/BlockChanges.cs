using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>A change of one token or argument in the source of a family.</summary>
/// <param name="Where">What is replaced.</param>
/// <param name="Text">By what.</param>
/// <param name="Description">The change in words.</param>
/// <param name="IsUnsupported">Whether it is not part of the language, which running it would not show.</param>
internal sealed record BlockChange(TextSpan Where, string Text, string Description, bool IsUnsupported = false)
{
    /// <summary>The changed place afterwards.</summary>
    public TextSpan Place => new(Where.Start + Text.IndexOf(Marked, StringComparison.Ordinal), Marked.Length);

    /// <summary>The part of the new text that is changed.</summary>
    public string Marked { get; init; } = Text;
}

/// <summary>All changes of some kinds in the methods of a file, kind by kind and token by token.</summary>
internal static class BlockChanges
{
    private static readonly string[] s_constructs =
    [
        "lock (s) { }", "try { } finally { }", "_ = System.DateTime.Now;", "_ = 1.5m;", "_ = new System.Random();", "_ = System.Guid.NewGuid();", "using var file = new System.IO.MemoryStream();", "_ = System.Environment.TickCount;",
    ];

    public static IEnumerable<BlockChange> In(SyntaxTree tree)
    {
        var code = tree.GetRoot().DescendantNodes().Where(n => n is MethodDeclarationSyntax or PropertyDeclarationSyntax { ExpressionBody: not null } or FieldDeclarationSyntax).ToList();
        var literals = code.SelectMany(m => m.DescendantNodes()).OfType<LiteralExpressionSyntax>().ToList();
        return literals.Where(IsHyperParameter).SelectMany(Numbers)
            .Concat(literals.Where(l => l.Token.Value is string).SelectMany(l => l.Token.ValueText.Contains("->", StringComparison.Ordinal) ? Patterns(l) : Keys(l, literals)))
            .Concat(code.SelectMany(m => m.DescendantNodes()).OfType<ArgumentListSyntax>().SelectMany(Exchanges))
            .Concat(code.OfType<MethodDeclarationSyntax>().SelectMany(Constructs));
    }

    /// <summary>Whether a number is a kernel, a stride, a padding, a number of groups or of channels, or a part of an axis.</summary>
    private static bool IsHyperParameter(LiteralExpressionSyntax literal)
    {
        if (literal.Token.Value is not int) return false;
        SyntaxNode value = literal;
        while (value.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression }) value = value.Parent;
        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent.Parent.Parent: FieldDeclarationSyntax } => true,
            ArgumentSyntax { Parent: TupleExpressionSyntax { Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string } }, _] } } => true,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax
            {
                Name.Identifier.Text: "Conv2d" or "Linear" or "AveragePool2d" or "Unfold" or "Fold",
            },
            _ => false,
        };
    }

    private static IEnumerable<BlockChange> Numbers(LiteralExpressionSyntax literal)
    {
        var number = (int)literal.Token.Value!;
        foreach (var other in new[] { -1, 0, number - 1, number + 1, 2 * number + 1 }.Distinct().Where(n => n != number)) yield return Literal("number", literal, Text(other));
    }

    /// <summary>Two names exchanged on one side, and a name mistyped.</summary>
    private static IEnumerable<BlockChange> Patterns(LiteralExpressionSyntax literal)
    {
        var sides = literal.Token.ValueText.Split(" -> ");
        for (var i = 0; i < sides.Length; i++)
        {
            var names = sides[i].Where(char.IsLetter).ToArray();
            foreach (var (a, b) in names.Zip(names.Skip(1)))
                yield return Literal("axis names", literal, Quoted(string.Join(" -> ", sides.Select((side, j) => j == i ? string.Concat(side.Select(c => c == a ? b : c == b ? a : c)) : side))));
            if (names.Length > 0) yield return Literal("axis names", literal, Quoted(string.Join(" -> ", sides.Select((side, j) => j == i ? side.Replace(names[^1], 'z') : side))));
        }
    }

    /// <summary>The name of an earlier layer of the same block, and one that no key can hold.</summary>
    private static IEnumerable<BlockChange> Keys(LiteralExpressionSyntax literal, IEnumerable<LiteralExpressionSyntax> literals)
    {
        if (literal.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression }) yield break;
        var method = literal.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        var others = literals.TakeWhile(l => l != literal)
            .Where(l => l.Token.Value is string && l.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } && l.FirstAncestorOrSelf<MethodDeclarationSyntax>() == method)
            .Select(l => l.Token.ValueText).Where(n => n != literal.Token.ValueText).Distinct().Take(3);
        foreach (var name in others.Append(literal.Token.ValueText + ".0")) yield return Literal("key", literal, Quoted(name));
    }

    /// <summary>The values of neighbouring arguments exchanged.</summary>
    private static IEnumerable<BlockChange> Exchanges(ArgumentListSyntax list)
    {
        for (var i = 0; i + 1 < list.Arguments.Count; i++)
        {
            var (first, second) = (list.Arguments[i].Expression, list.Arguments[i + 1].Expression);
            if (first.ToString() == second.ToString()) continue;
            var between = list.SyntaxTree.GetText().ToString(TextSpan.FromBounds(first.Span.End, second.SpanStart));
            yield return new(TextSpan.FromBounds(first.SpanStart, second.Span.End), second + between + first, $"arguments: {second}{between}{first}");
        }
    }

    /// <summary>A construct that specifications cannot have, at the start of the body.</summary>
    private static IEnumerable<BlockChange> Constructs(MethodDeclarationSyntax method, int index)
    {
        if (method.Body is not { } body || method.ParameterList.Parameters is not [{ Identifier.Text: "s" }, ..]) yield break;
        for (var i = 0; i < 3; i++)
        {
            var construct = s_constructs[(3 * index + i) % s_constructs.Length];
            var part = construct.StartsWith("_ = ", StringComparison.Ordinal) ? construct[4..^1] : construct;
            yield return new(new TextSpan(body.OpenBraceToken.Span.End, 0), " " + construct, "construct: " + construct, IsUnsupported: true) { Marked = part };
        }
    }

    private static BlockChange Literal(string kind, LiteralExpressionSyntax literal, string text) => new(literal.Span, text, $"{kind}: {literal} becomes {text} in {literal.Parent}");

    private static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
