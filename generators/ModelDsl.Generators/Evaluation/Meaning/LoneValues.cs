using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Normalisations over one value: whatever it is, it becomes the same.</summary>
internal sealed class LoneValues(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Graph.Nodes.Where(IsLone).Select(Remark).OfType<DiagnosticInfo>().GroupBy(d => d.Where).Select(g => g.First());

    private static bool IsLone(Node node) => node.Op switch
    {
        LayerNormOp norm => IsOne(norm.Features),
        SoftmaxOp softmax => IsOne(node.Output.Shape[softmax.Axis]),
        GroupNormOp norm => node.Output.Shape.Skip(1).Aggregate((values, size) => values * size) == norm.Groups,
        _ => false,
    };

    private static bool IsOne(Dim size) => size.IsConstant && size.Value == 1;

    private DiagnosticInfo? Remark(Node node)
    {
        var call = reviewed.MadeBy(node).Outwards().FirstOrDefault(c => reviewed.IsCurrent(c.Call));
        if (call is null) return null;
        var axis = node.Op is SoftmaxOp softmax ? softmax.Axis : node.Op is LayerNormOp ? node.Output.Rank - 1 : 1;
        var one = node.Output.Shape[axis].Provenance?.Marks.OfType<Origin>()
            .FirstOrDefault(m => reviewed.Compilation.ContainsSyntaxTree(m.Tree) && WrittenConstant.At(m) is { Number: 1 });
        return new DiagnosticInfo(
            DiagnosticDescriptors.LoneValue, one is null ? Reporter.PlaceOf(call.Call) : new Place(one.Tree, one.Span),
            [node.Op.Name, node.Op is SoftmaxOp ? $"axis {Dim.Text(axis)} of {node.Output.Shape} has one element" : $"it sees {node.Output.Shape}"],
            one is null ? [] : [Reporter.PlaceOf(call.Call)]);
    }
}
