using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A step that is missing between a tensor and the operation that does not take it as it is: a transposition, axes of one value, another size of the map.</summary>
internal static class OperandRepairs
{
    private const double Transposed = 9, Turned = 11, Repeated = 11, Axes = 12, Moved = 14, Forgotten = 10.5, Resized = 17, Doubled = 15.5;

    /// <summary>The changes of the two operands of a failing call.</summary>
    /// <param name="call">The call: a binary operator, or a method of two tensors.</param>
    /// <param name="operands">The steps that make the operands.</param>
    public static IEnumerable<Repair> For(SyntaxNode call, IReadOnlyList<Node> operands)
    {
        if (operands.Count != 2 || Written(call) is not var (left, right)) yield break;
        var (a, b) = (operands[0].Output, operands[1].Output);
        var isProduct = call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Vocabulary.MatMul) } };
        if (isProduct)
        {
            if (right is InvocationExpressionSyntax made && PatternRepairs.Turned(made) is { } turned) yield return turned;
            if (b.Rank >= 2) yield return Append(right, Transposition(b), Transposed, $"Transpose {Short(right)}");
            if (a.Rank >= 2) yield return Append(left, Transposition(a), Transposed + 2, $"Transpose {Short(left)}");
            // The factors of a product have an order. None sums over the batch.
            if (b.Shape[-1] == Dim.Batch) yield break;
            var access = (MemberAccessExpressionSyntax)((InvocationExpressionSyntax)call).Expression;
            yield return new Repair(new Replacement(Place.Of(call), $"{right}.{access.Name}({left})", $"Multiply {Short(right)} by {Short(left)}"), Place.Of(left), Turned);
            yield break;
        }
        foreach (var (operand, x, other, otherText) in new[] { (right, b, a, left), (left, a, b, right) })
        {
            if (x.Rank < other.Rank && WithAxes(x, other) is { } pattern) yield return Append(operand, $".Rearrange(\"{pattern}\")", Axes, $"Append .Rearrange(\"{pattern}\") to {Short(operand)}");
            if (x.Rank == other.Rank && Permutation(x, other) is { } order) yield return Append(operand, $".Rearrange(\"{order}\")", AreAllDifferent(x) ? Forgotten + (operand is IdentifierNameSyntax ? 0.5 : 0) : Moved, $"Append .Rearrange(\"{order}\") to {Short(operand)}");
            if (x.Rank == other.Rank && x.Rank > 0 && x.Shape[0] == 1 && other.Shape[0] == Dim.Batch)
                yield return Append(operand, $".Rearrange(\"{Repetition(x.Rank)}\", (\"b\", Dim.Batch))", Repeated, $"Repeat {Short(operand)} for each image");
            if (x.Rank == 4 && other.Rank == 4 && otherText is IdentifierNameSyntax)
                yield return Append(operand, $".ResizeNearest({otherText}.Height, {otherText}.Width)", IsMultiple(x.Shape[2], other.Shape[2]) ? Doubled : Resized, $"Resize {Short(operand)} to {otherText}");
        }
    }

    /// <summary>Whether only one order of a tensor's axes can be meant.</summary>
    private static bool AreAllDifferent(Sym x) => x.Shape.Distinct().Count() == x.Rank;

    /// <summary>Whether one size is the other one doubled, perhaps several times: what poolings do.</summary>
    private static bool IsMultiple(Dim a, Dim b)
    {
        if (!a.IsConstant || !b.IsConstant || a.Value <= 0 || b.Value <= 0) return false;
        var (large, small) = (Math.Max(a.Value, b.Value), Math.Min(a.Value, b.Value));
        return large % small == 0 && (large / small & (large / small - 1)) == 0;
    }

    private static (ExpressionSyntax Left, ExpressionSyntax Right)? Written(SyntaxNode call) => call switch
    {
        BinaryExpressionSyntax binary => (binary.Left, binary.Right),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: [var argument, ..] } => (access.Expression, argument.Expression),
        _ => null,
    };

    private static Repair Append(ExpressionSyntax operand, string text, double cost, string title) => operand is BinaryExpressionSyntax or ConditionalExpressionSyntax
        ? new Repair(new Replacement(Place.Of(operand), $"({operand}){text}", title), Place.Of(operand), cost)
        : new Repair(new Replacement(new Place(operand.SyntaxTree, new TextSpan(operand.Span.End, 0)), text, title), Place.Of(operand), cost);

    /// <summary>A tensor as a title names it: a variable, or the last step that makes it.</summary>
    private static string Short(ExpressionSyntax operand) => operand switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } => $"the result of {name}",
        InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: var name } } => $"the result of {name}",
        { Span.Length: < 24 } => operand.ToString(),
        _ => "it",
    };

    private static string Transposition(Sym x)
    {
        var names = Names(x);
        var turned = names.Take(names.Count - 2).Append(names[names.Count - 1]).Append(names[names.Count - 2]);
        return $".Rearrange(\"{string.Join(" ", names)} -> {string.Join(" ", turned)}\")";
    }

    /// <summary>The names of a tensor's axes: as the pattern that made it calls them, else by position.</summary>
    private static IReadOnlyList<string> Names(Sym x)
    {
        for (var node = x.Node; node is not null; node = node.Inputs.Count == 1 ? node.Inputs[0].Node : null)
        {
            if (node.Op is not RearrangeOp { Pattern: var pattern }) continue;
            var right = pattern.Substring(pattern.IndexOf("->", StringComparison.Ordinal) + 2).Split([' '], StringSplitOptions.RemoveEmptyEntries);
            // A selection takes the first axis away.
            if (right.Length >= x.Rank && !right.Any(n => n.Contains('(') || n == "1") && node.Output.Shape.Skip(right.Length - x.Rank).SequenceEqual(x.Shape)) return [.. right.Skip(right.Length - x.Rank)];
            break;
        }
        return x.Rank switch { 4 => ["b", "h", "n", "d"], 3 => ["b", "n", "c"], 2 => ["n", "c"], _ => [.. Enumerable.Range(0, x.Rank).Select(i => ((char)('a' + i)).ToString())] };
    }

    /// <summary>The pattern that gives a tensor axes of one value so that it fits beside another; null where none does.</summary>
    private static string? WithAxes(Sym x, Sym other)
    {
        var names = Letters(x.Rank);
        var right = new List<string>();
        var next = 0;
        for (var i = 0; i < other.Rank; i++)
        {
            if (next < x.Rank && x.Shape[next] == other.Shape[i]) right.Add(names[next++]);
            else right.Add("1");
        }
        return next == x.Rank ? $"{string.Join(" ", names)} -> {string.Join(" ", right)}" : null;
    }

    /// <summary>The pattern that gives a tensor the shape of another; null where it has other sizes.</summary>
    private static string? Permutation(Sym x, Sym other)
    {
        var names = Letters(x.Rank);
        var free = Enumerable.Range(0, x.Rank).ToList();
        var right = new List<string>();
        foreach (var size in other.Shape)
        {
            var axis = free.FindIndex(i => x.Shape[i] == size);
            if (axis < 0) return null;
            right.Add(names[free[axis]]);
            free.RemoveAt(axis);
        }
        return right.SequenceEqual(names) ? null : $"{string.Join(" ", names)} -> {string.Join(" ", right)}";
    }

    private static string Repetition(int rank)
    {
        var rest = string.Join(" ", Letters(rank).Skip(1));
        return $"1 {rest} -> b {rest}";
    }

    private static string[] Letters(int rank) => rank switch { 4 => ["b", "h", "w", "c"], 3 => ["b", "n", "c"], 2 => ["b", "c"], _ => [.. Enumerable.Range(0, rank).Select(i => ((char)('a' + i)).ToString())] };
}
