using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Where two tensors that do not fit together got the sizes in which they differ.</summary>
internal static class Journey
{
    /// <summary>As in <c>56 since conv1 (line 19), 54 since conv2 (line 37)</c>; nothing where the mistake is not about two tensors.</summary>
    /// <param name="finding">The mistake.</param>
    /// <param name="madeBy">The call that made each node of the graph.</param>
    public static IEnumerable<string> Of(Finding finding, IReadOnlyList<CallPath> madeBy)
    {
        if (finding.Problem?.Id != SpecErrors.ShapeMismatch || finding.Operands is not [var left, var right]) yield break;
        var isProduct = finding.Call?.Call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Vocabulary.MatMul) } };
        var (a, b) = isProduct ? DifferingFactors(left.Output, right.Output) : Differing(left.Output, right.Output);
        var parts = new[] { (Node: left, Axis: a), (Node: right, Axis: b) }.Where(p => p.Axis >= 0).Select(p => Since(p.Node, p.Axis, madeBy)).OfType<string>().Distinct().ToList();
        if (parts.Count > 0) yield return string.Join(", ", parts);
    }

    /// <summary>The axis of each factor of a matrix product in which they differ.</summary>
    private static (int Left, int Right) DifferingFactors(Sym a, Sym b) =>
        a.Shape[-1] == b.Shape[-2] ? Differing(a, b, inner: 2) : (a.Rank - 1, b.Rank - 2);

    /// <summary>The axis of each in which they differ; -1 for one that has none there.</summary>
    private static (int Left, int Right) Differing(Sym a, Sym b, int inner = 0)
    {
        for (var i = 1 + inner; i <= Math.Max(a.Rank, b.Rank); i++)
        {
            if (i > a.Rank || i > b.Rank) return (a.Rank - i, b.Rank - i);
            if (a.Shape[-i] != b.Shape[-i] && a.Shape[-i] != 1 && b.Shape[-i] != 1) return (a.Rank - i, b.Rank - i);
        }
        return (-1, -1);
    }

    /// <summary>The step that gave an axis its size.</summary>
    private static string? Since(Node node, int axis, IReadOnlyList<CallPath> madeBy)
    {
        var size = node.Output.Shape[axis];
        while (node.Inputs.FirstOrDefault(i => i.Rank == node.Output.Rank && i.Shape[axis] == size) is { } input) node = input.Node;
        if (node.Id >= madeBy.Count) return null;
        var call = madeBy[node.Id].Call;
        var name = node.Scope.Length > 0 ? node.Scope.Substring(node.Scope.LastIndexOf('.') + 1)
            : node.Op is InputOp given ? given.Parameter
            : call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } ? method.Name.Identifier.ValueText : node.Op.Name;
        return $"{size} since {name} (line {Dim.Text(call.SyntaxTree.GetText().Lines.GetLineFromPosition(Reporter.SpanOf(call).Start).LineNumber + 1)})";
    }
}
