using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>How near a number is to being a hyper-parameter: of several in one size only the nearest are reported.</summary>
internal enum Standing
{
    /// <summary>A member of a configuration, or what the model itself passes.</summary>
    Stated,

    /// <summary>A default of a parameter, or a named constant.</summary>
    Default,

    /// <summary>An argument inside a block.</summary>
    Internal,
}

/// <summary>A number, switch or list as it is written in a specification, under the name that its author has for it.</summary>
/// <param name="Name">As in <c>Dim</c>, <c>Heads[1]</c>, <c>Stages[2].Dim</c>.</param>
/// <param name="Value">Its text.</param>
/// <param name="Standing">How near it is to being a hyper-parameter.</param>
internal sealed record WrittenHyperParameter(string Name, string Value, Standing Standing)
{
    /// <summary>The hyper-parameter at a mark; null where nothing names what is written there.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="compilation">The compilation of the model.</param>
    /// <param name="isModels">Whether it is written in the model itself.</param>
    public static WrittenHyperParameter? At(Origin mark, Compilation compilation, bool isModels)
    {
        if (mark.Tree.GetRoot().FindNode(mark.Span, getInnermostNodeForTie: true) is not ExpressionSyntax syntax || syntax.Span != mark.Span) return null;
        if (ValueOf(syntax) is not { } value || NameOf(syntax, isModels ? compilation : null) is not var (name, standing)) return null;
        return new WrittenHyperParameter(name, value, isModels ? Standing.Stated : standing);
    }

    private static string? ValueOf(ExpressionSyntax syntax) => syntax switch
    {
        LiteralExpressionSyntax { Token.Value: int or long or double or float } number => System.Convert.ToString(number.Token.Value, CultureInfo.InvariantCulture),
        LiteralExpressionSyntax { Token.Value: bool } or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } => syntax.ToString(),
        CollectionExpressionSyntax list when list.Elements.All(e => e is ExpressionElementSyntax) => Dim.Text(list.Elements.Count),
        ParenthesizedExpressionSyntax inner => ValueOf(inner.Expression),
        _ => null,
    };

    /// <summary>The name of what is written there; that of a parameter, which takes binding, only in the model itself.</summary>
    private static (string Name, Standing Standing)? NameOf(SyntaxNode syntax, Compilation? compilation)
    {
        switch (syntax.Parent)
        {
            case AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { Parent: { } creation } } assignment when assignment.Right == syntax:
                var member = ((assignment.Left as IdentifierNameSyntax)?.Identifier.ValueText) ?? assignment.Left.ToString();
                return (NameOfPart(creation, compilation) is { } whole ? whole + "." + member : member, Standing.Stated);
            case ExpressionElementSyntax { Parent: CollectionExpressionSyntax list } element:
                var index = list.Elements.IndexOf(element);
                return list.Elements.Take(index).All(e => e is ExpressionElementSyntax) ? Element(list, index, compilation) : null;
            case InitializerExpressionSyntax { Parent: ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax } elements:
                return Element(elements.Parent!, elements.Expressions.IndexOf((ExpressionSyntax)syntax), compilation);
            case ArgumentSyntax { Parent: TupleExpressionSyntax tuple }:
                return NameOf(tuple, compilation);
            case ArgumentSyntax { NameColon: { } named }:
                return (named.Name.Identifier.ValueText, Standing.Internal);
            case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: { } call } arguments } argument when compilation is not null:
                return ParameterOf(call, arguments.Arguments.IndexOf(argument), compilation) is { } passed ? (passed, Standing.Internal) : null;
            case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property }:
                return (property.Identifier.ValueText, Standing.Stated);
            case EqualsValueClauseSyntax { Parent: ParameterSyntax parameter }:
                return (parameter.Identifier.ValueText, Standing.Default);
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax or LocalDeclarationStatementSyntax } variable }:
                return (variable.Identifier.ValueText, Standing.Default);
            case CastExpressionSyntax or ParenthesizedExpressionSyntax:
                return NameOf(syntax.Parent, compilation);
            default:
                return null;
        }
    }

    private static string? ParameterOf(SyntaxNode call, int position, Compilation compilation)
    {
        if (SourceHome.Of(compilation).ModelOf(call.SyntaxTree).GetSymbolInfo(call).Symbol is not IMethodSymbol { Parameters: { Length: > 0 } parameters }) return null;
        var parameter = parameters[System.Math.Min(position, parameters.Length - 1)];
        return position < parameters.Length || parameter.IsParams ? parameter.Name : null;
    }

    /// <summary>The name of an object inside another one; null for one that stands for itself.</summary>
    private static string? NameOfPart(SyntaxNode creation, Compilation? compilation) =>
        creation.Parent is AssignmentExpressionSyntax or ExpressionElementSyntax or InitializerExpressionSyntax ? NameOf(creation, compilation)?.Name : null;

    private static (string Name, Standing Standing)? Element(SyntaxNode list, int index, Compilation? compilation) =>
        NameOf(list, compilation) is var (name, standing) ? ($"{name}[{Dim.Text(index)}]", standing) : null;
}
