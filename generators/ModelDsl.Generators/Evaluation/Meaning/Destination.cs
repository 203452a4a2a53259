using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What becomes of the value of an expression, as it is written.</summary>
internal enum DestinationKind
{
    /// <summary>It is a statement by itself.</summary>
    Statement,

    /// <summary>It is put into a variable.</summary>
    Variable,

    /// <summary>It is put into a variable together with others.</summary>
    Together,

    /// <summary>It is discarded, or observed under a name: both are meant.</summary>
    Meant,

    /// <summary>It is part of another expression.</summary>
    Expression,
}

/// <summary>What becomes of the value of an expression.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Where">The statement, the variable's name, or the expression itself.</param>
internal readonly record struct Destination(DestinationKind Kind, SyntaxNodeOrToken Where)
{
    /// <summary>What becomes of a value.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="part">The position in a tuple or list that it yields; null for the whole.</param>
    public static Destination Of(SyntaxNode value, int? part)
    {
        if (value is AssignmentExpressionSyntax compound) return Into(compound.Left, part, value);
        for (var node = value; ;)
        {
            switch (node.Parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or SwitchExpressionArmSyntax or SwitchExpressionSyntax or PostfixUnaryExpressionSyntax:
                case ConditionalExpressionSyntax choice when choice.Condition != node:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression }:
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Sym.Unnamed) }:
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Sym.Unnamed) } }:
                    node = node.Parent;
                    continue;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Sym.Tap) }:
                    return new(DestinationKind.Meant, value);
                case ExpressionStatementSyntax statement:
                    return new(DestinationKind.Statement, statement.Expression);
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                    return Named(variable.Identifier, part);
                case ArgumentSyntax { Parent: TupleExpressionSyntax tuple } argument when part is null:
                    (part, node) = (tuple.Arguments.IndexOf(argument), tuple);
                    continue;
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when assignment.Right == node:
                    return Into(assignment.Left, part, value);
                default:
                    return new(DestinationKind.Expression, value);
            }
        }
    }

    private static Destination Into(ExpressionSyntax target, int? part, SyntaxNode value) => target switch
    {
        IdentifierNameSyntax name => Named(name.Identifier, part),
        DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax { Variables: var variables } } when part < variables.Count => Designated(variables[part.Value], value),
        DeclarationExpressionSyntax declaration when part is null => Designated(declaration.Designation, value),
        TupleExpressionSyntax { Arguments: var elements } when part < elements.Count => Into(elements[part.Value].Expression, null, value),
        _ => new(DestinationKind.Expression, value),
    };

    private static Destination Designated(VariableDesignationSyntax variable, SyntaxNode value) => variable switch
    {
        SingleVariableDesignationSyntax single => Named(single.Identifier, null),
        DiscardDesignationSyntax => new(DestinationKind.Meant, variable),
        _ => new(DestinationKind.Expression, value),
    };

    /// <summary>A name that begins with an underscore says that nobody reads it.</summary>
    private static Destination Named(SyntaxToken name, int? part) => new(
        name.ValueText.Length > 0 && name.ValueText[0] == '_' ? DestinationKind.Meant : part is null ? DestinationKind.Variable : DestinationKind.Together, name);
}
