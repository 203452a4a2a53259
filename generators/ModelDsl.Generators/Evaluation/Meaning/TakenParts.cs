using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Parts of what a layer yields, as queries, keys and values are: one that is taken twice where another is left over.</summary>
internal sealed class TakenParts(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Graph.Nodes.Where(n => n.Op is SelectOp && n.Inputs[0].Node.Op is RearrangeOp).GroupBy(n => (n.Inputs[0].Node, ((SelectOp)n.Op).Axis))
        .Select(g => Remark([.. g])).OfType<DiagnosticInfo>();

    private DiagnosticInfo? Remark(IReadOnlyList<Node> parts)
    {
        var (whole, axis) = (parts[0].Inputs[0], ((SelectOp)parts[0].Op).Axis);
        // The axis of tokens or places is none of parts.
        if (!whole.Shape[axis].IsConstant || whole.Shape[axis] == whole.Node.Inputs[0].Shape[axis] || IsReadWhole(whole, axis)) return null;
        var taken = parts.Select(p => ((SelectOp)p.Op).Index).ToList();
        var left = Enumerable.Range(0, (int)whole.Shape[axis].Value).Except(taken).ToList();
        if (left.Count != 1) return null;
        foreach (var part in parts)
        {
            var number = ((SelectOp)part.Op).Index;
            if (parts.FirstOrDefault(p => p.Id < part.Id && ((SelectOp)p.Op).Index == number && reviewed.MadeBy(p).Call != reviewed.MadeBy(part).Call) is not { } first) continue;
            var call = reviewed.MadeBy(part).Call;
            if (!reviewed.IsCurrent(call) || IndexOf(call) is not { } index) continue;
            var other = Dim.Text(left[0]);
            return DiagnosticInfo.Create(
                DiagnosticDescriptors.Unused, Place.Of(index), $"part {other} of axis {Dim.Text(axis)} of {whole.Shape}", $"part {Dim.Text(number)} is taken twice here") with
            {
                Additional = [Reporter.PlaceOf(reviewed.MadeBy(first).Call)],
                Fixes = index is LiteralExpressionSyntax ? [new Replacement(Place.Of(index), other, $"Change to {other}")] : [],
            };
        }
        return null;
    }

    private bool IsReadWhole(Sym whole, int axis) => reviewed.Graph.Nodes.Any(n => n.Inputs.Contains(whole) && (n.Op as SelectOp)?.Axis != axis);

    private ExpressionSyntax? IndexOf(SyntaxNode call) => (reviewed.ModelOf(call).GetOperation(call) as IInvocationOperation)?.Arguments
        .FirstOrDefault(a => a is { Parameter.Name: "index", ArgumentKind: ArgumentKind.Explicit })?.Value.Syntax as ExpressionSyntax;
}
