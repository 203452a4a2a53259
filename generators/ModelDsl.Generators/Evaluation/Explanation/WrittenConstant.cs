using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A number or text as it stands in a source, with the name that a reader knows it by.</summary>
/// <param name="Syntax">The expression.</param>
/// <param name="Value">A <see cref="long"/> or a <see cref="string"/>.</param>
internal sealed record WrittenConstant(SyntaxNode Syntax, object Value)
{
    public Place Where => Place.Of(Syntax);

    public Origin Mark => new(Syntax.SyntaxTree, Syntax.Span);

    public long? Number => Value as long?;

    /// <summary>As in <c>Resolution</c>, <c>Heads[1]</c>, <c>kernel</c>; null where nothing names it.</summary>
    public string? Name => NameOf(Syntax);

    /// <summary>As in <c>Resolution 256 (FlowerNet.cs 9,34)</c>.</summary>
    public string Description
    {
        get
        {
            var start = Syntax.GetLocation().GetLineSpan().StartLinePosition;
            var path = Syntax.SyntaxTree.FilePath;
            var file = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
            var text = Number is { } number ? Dim.Text(number) : Syntax.ToString();
            return $"{(Name is { } name ? name + " " : "")}{text} ({file} {Dim.Text(start.Line + 1)},{Dim.Text(start.Character + 1)})";
        }
    }

    /// <summary>Another number as it would be written in its place.</summary>
    public string TextOf(long value) => Syntax is LiteralExpressionSyntax { Token.Value: double } ? Dim.Text(value) + ".0" : Dim.Text(value);

    /// <summary>The constant at a place; null where there is none.</summary>
    public static WrittenConstant? At(Origin mark)
    {
        if (mark.Tree.GetRoot().FindNode(mark.Span, getInnermostNodeForTie: true) is not ExpressionSyntax syntax || syntax.Span != mark.Span) return null;
        return ValueOf(syntax) is { } value ? new WrittenConstant(syntax, value) : null;
    }

    private static object? ValueOf(ExpressionSyntax syntax) => syntax switch
    {
        LiteralExpressionSyntax { Token.Value: int number } => (long)number,
        LiteralExpressionSyntax { Token.Value: long number } => number,
        LiteralExpressionSyntax { Token.Value: double number } when number == System.Math.Floor(number) && System.Math.Abs(number) < 1e15 => (long)number,
        LiteralExpressionSyntax { Token.Value: string text } => text,
        PrefixUnaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.UnaryMinusExpression } minus when ValueOf(minus.Operand) is long number => -number,
        ParenthesizedExpressionSyntax inner => ValueOf(inner.Expression),
        _ => null,
    };

    private static string? NameOf(SyntaxNode syntax) => syntax.Parent switch
    {
        AssignmentExpressionSyntax assignment when assignment.Right == syntax => LastName(assignment.Left),
        ArgumentSyntax { NameColon: { } named } => named.Name.Identifier.ValueText,
        ArgumentSyntax { Parent: TupleExpressionSyntax tuple } argument when tuple.Arguments.Count == 2 && tuple.Arguments[1] == argument
            && tuple.Arguments[0].Expression is LiteralExpressionSyntax { Token.Value: string name } => name,
        ExpressionElementSyntax { Parent: CollectionExpressionSyntax list } element => Element(list, list.Elements.IndexOf(element)),
        InitializerExpressionSyntax { Parent: { } list } elements => Element(list, elements.Expressions.IndexOf(e => e == syntax)),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        EqualsValueClauseSyntax { Parent: ParameterSyntax parameter } => parameter.Identifier.ValueText,
        CastExpressionSyntax or ParenthesizedExpressionSyntax => NameOf(syntax.Parent),
        _ => null,
    };

    private static string? Element(SyntaxNode list, int index) => NameOf(list) is { } name ? $"{name}[{index.ToString(CultureInfo.InvariantCulture)}]" : null;

    private static string? LastName(ExpressionSyntax target) =>
        target.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().LastOrDefault()?.Identifier.ValueText;
}
