using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What else a number or size could have been meant to be.</summary>
/// <param name="visible">What can be written at its place.</param>
/// <param name="usual">Numbers that other calls have there.</param>
/// <param name="neighbours">What is written for other arguments of the call.</param>
internal sealed class NumberRepairs(Visible visible, IReadOnlyCollection<long> usual, IReadOnlyCollection<string> neighbours)
{
    /// <summary>How unlikely another index of an element is at least.</summary>
    public const double Index = 13;

    private const double Usual = 12, Wanted = 13, Part = 13, Named = 11, Variable = 14, Size = 15, Neighbour = 15.5, Adjusted = 16, Step = 14.5, OfPadding = 11, OfTable = 10;
    private const double OtherVariable = 22, OtherSize = 22.5, OneMore = 18, SideOfTable = 15, Away = 18, NamedSize = 3, Multiple = 22.2, OfValue = 6;

    /// <summary>What to write in place of an expression, and how unlikely it is.</summary>
    /// <param name="expression">The number as it is written.</param>
    /// <param name="parameter">What it is given for.</param>
    /// <param name="wanted">Values for a literal at a place with which the broken rule would hold.</param>
    /// <param name="isTableSize">Whether it is the size of a table: one row more or less is a usual mistake.</param>
    public IEnumerable<(ExpressionSyntax Old, string New, double Cost)> For(ExpressionSyntax expression, string parameter, Func<ExpressionSyntax, IEnumerable<long>> wanted, bool isTableSize)
    {
        foreach (var change in Changes(expression, parameter, wanted)) yield return isTableSize && change.Old is LiteralExpressionSyntax ? (change.Old, change.New, change.Cost + NamedSize) : change;
        if (!isTableSize) yield break;
        if (expression is IdentifierNameSyntax) yield return (expression, $"{expression} * {expression}", SideOfTable);
        yield return (expression, $"{expression} + 1", OneMore);
        yield return (expression, $"{expression} - 1", OneMore + 1);
    }

    private IEnumerable<(ExpressionSyntax Old, string New, double Cost)> Changes(ExpressionSyntax expression, string parameter, Func<ExpressionSyntax, IEnumerable<long>> wanted)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax { Token.Value: int number }:
                return Literal(expression, number, parameter, wanted(expression)).Select(c => (expression, c.New, c.Cost));
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax { Token.Value: int number } }:
                return Literal(expression, -number, parameter, wanted(expression)).Select(c => (expression, c.New, c.Cost));
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: [var index] }:
                return Elements(index.Expression).Concat(Others(expression, parameter));
            case BinaryExpressionSyntax binary:
                return Parts(binary, parameter, wanted).Concat(Others(expression, parameter));
            case CastExpressionSyntax { Expression: var inner }:
                return Changes(inner, parameter, wanted);
            case ParenthesizedExpressionSyntax { Expression: var inner }:
                return Changes(inner, parameter, wanted);
            case IdentifierNameSyntax or MemberAccessExpressionSyntax:
                return Others(expression, parameter).Concat(Multiples(expression, parameter));
            default:
                return [];
        }
    }

    private IEnumerable<(string New, double Cost)> Literal(ExpressionSyntax expression, long number, string parameter, IEnumerable<long> wanted)
    {
        foreach (var value in usual.Where(v => v != number)) yield return (Dim.Text(value), Usual + Nearness(value, number));
        foreach (var value in wanted.Where(v => v != number && v >= 0 && (IsSize(parameter) || v <= (parameter == "kernel" ? Math.Max(7, 2 * number) : 8))).Take(6)) yield return (Dim.Text(value), (value == 1 && number > 1 && IsWidth(parameter) ? Away : value == 1 && number > 2 && parameter == "stride" ? Adjusted : value % Math.Max(1, number) == 0 ? Wanted - 0.5 : Wanted) + Nearness(value, number));
        foreach (var name in visible.Numbers.Where(n => IsSize(parameter) || LastName(n) == parameter)) yield return (name, LastName(name) == parameter ? Named : Variable);
        foreach (var size in SizesOfTensors(parameter)) yield return (size, Size);
        foreach (var other in neighbours.Where(n => IsSize(parameter) && n != expression.ToString())) yield return (other, Neighbour);
        // A step or a border is seldom what it is for; a kernel or a pooling of one is none.
        foreach (var value in Near(number, parameter))
            yield return (Dim.Text(value), (value == 1 && IsWidth(parameter) ? Away : parameter is "stride" or "padding" or "dilation" ? Step : Adjusted) + Nearness(value, number));
    }

    // Steps and kernels are small; an odd kernel is likelier than an even one.
    private static IEnumerable<long> Near(long number, string parameter) => (parameter switch
    {
        "stride" or "dilation" => (long[])[1, 2, 3, 4],
        "padding" => [0, 1, 2, 3, number - 1, number + 1],
        _ when IsAxis(parameter) => [0, 1, 2, 3, -1, -2],
        _ => [number - 1, number + 1, number * 2, number / 2, 1],
    }).Where(v => v != number && (v >= 0 || IsAxis(parameter))).Distinct();

    /// <summary>A number that is off by little is likelier than one that is off by much.</summary>
    public static double Nearness(long value, long number) => Math.Min(0.05 * Math.Abs(value - number), value <= 0 || number <= 0 ? 2 : 0.4 * Math.Abs(Math.Log((double)value / number, 2)));

    /// <summary>Other indices of an element.</summary>
    public static IEnumerable<(ExpressionSyntax Old, string New, double Cost)> Elements(ExpressionSyntax index)
    {
        // In Depths[i + 1] the one is too much; in Depths[i] it is missing.
        if (index is BinaryExpressionSyntax { Right: LiteralExpressionSyntax } moved) yield return (index, moved.Left.ToString(), Index);
        else if (index is IdentifierNameSyntax)
        {
            yield return (index, $"{index} - 1", Index + 1);
            yield return (index, $"{index} + 1", Index + 1);
        }
        else if (index is LiteralExpressionSyntax { Token.Value: int number })
        {
            if (number > 0) yield return (index, Dim.Text(number - 1), Index);
            yield return (index, Dim.Text(number + 1), Index);
        }
        else if (index is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression, Operand: LiteralExpressionSyntax { Token.Value: int back } })
        {
            if (back > 1) yield return (index, $"^{Dim.Text(back - 1)}", Index);
            yield return (index, $"^{Dim.Text(back + 1)}", Index);
        }
    }

    /// <summary>Without one operand, and with another number in it.</summary>
    private IEnumerable<(ExpressionSyntax Old, string New, double Cost)> Parts(BinaryExpressionSyntax binary, string parameter, Func<ExpressionSyntax, IEnumerable<long>> wanted)
    {
        foreach (var (kept, dropped) in new[] { (binary.Right, binary.Left), (binary.Left, binary.Right) })
        {
            if (kept is not LiteralExpressionSyntax) yield return (binary, kept.ToString(), Part + (dropped is LiteralExpressionSyntax ? 0 : 0.5));
        }
        // A table of as many rows as a square map has places.
        if (binary is { RawKind: (int)SyntaxKind.MultiplyExpression, Left: LiteralExpressionSyntax { Token.Value: int side }, Right: LiteralExpressionSyntax { Token.Value: int same } } && side == same)
        {
            foreach (var rows in wanted(binary))
            {
                var root = (long)Math.Round(Math.Sqrt(rows));
                if (root * root == rows && root > 1) yield return (binary, $"{Dim.Text(root)} * {Dim.Text(root)}", OfTable);
            }
        }
        foreach (var literal in binary.DescendantNodes().OfType<LiteralExpressionSyntax>())
        {
            if (literal.Token.Value is not int number) continue;
            foreach (var value in new long[] { number - 1, number + 1 }.Where(v => v > 0)) yield return (literal, Dim.Text(value), parameter == "padding" ? OfPadding : Part + 1);
            foreach (var value in wanted(literal).Where(v => v > 0 && v != number).Take(3)) yield return (literal, Dim.Text(value), Part + 1.5);
        }
    }

    private IEnumerable<(ExpressionSyntax Old, string New, double Cost)> Others(ExpressionSyntax expression, string parameter)
    {
        var text = expression.ToString();
        var ofValue = expression is IdentifierNameSyntax && visible.IsNamedLiteral(text) ? OfValue : 0;
        foreach (var name in visible.Numbers.Where(n => n != text)) yield return (expression, name, (LastName(name) == parameter ? Variable : OtherVariable) + ofValue);
        foreach (var size in SizesOfTensors(parameter).Where(n => n != text)) yield return (expression, size, OtherSize);
    }

    /// <summary>Usual multiples of a width: keys and values side by side, a hidden layer.</summary>
    private static IEnumerable<(ExpressionSyntax Old, string New, double Cost)> Multiples(ExpressionSyntax expression, string parameter) => parameter is not ("channels" or "features") ? [] :
        [(expression, $"2 * {expression}", Multiple), (expression, $"3 * {expression}", Multiple + 0.1), (expression, $"4 * {expression}", Multiple + 0.2)];

    /// <summary>Whether a parameter is a size that others decide, as a number of channels is; a step, a border or an axis is what it is.</summary>
    private static bool IsSize(string parameter) => parameter is not ("kernel" or "stride" or "padding" or "dilation" or "index" or "start") && !IsAxis(parameter);

    /// <summary>Whether a parameter is the number of an axis, as the first and the last of a flattening are.</summary>
    private static bool IsAxis(string parameter) => parameter is "axis" or "first" or "second" or "last";

    /// <summary>Whether one is as good as nothing: a kernel that looks at one place, a layer of one channel.</summary>
    private static bool IsWidth(string parameter) => parameter is "kernel" or "channels" or "features" or "size";

    /// <summary>As in <c>x.Channels</c>: the widths that a block has in hand.</summary>
    private IEnumerable<string> SizesOfTensors(string parameter) => !IsSize(parameter) ? [] : visible.Tensors.SelectMany(t => (string[])[$"{t}.Channels", $"{t}.Features"]);

    private static string LastName(string path) => path.Substring(path.LastIndexOf('.') + 1) is var name && name.Length > 0 ? char.ToLowerInvariant(name[0]) + name.Substring(1) : path;
}
