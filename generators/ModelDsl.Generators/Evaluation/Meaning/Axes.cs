using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Steps that work along an axis which was hardly meant: a linear layer or a norm on the width of a map, a mean over the
/// channels in front of the classifier, or over the batch; maps joined along the batch.
/// </summary>
internal sealed class Axes(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => LinearsOnWidth().Concat(NormsOfWidth()).Concat(LostChannels()).Concat(LostBatches()).Concat(DoubledBatches()).GroupBy(d => d.Where).Select(g => g.First());

    /// <summary>A layer that mixes the columns of a map yields as many; one that yields another number takes them for features.</summary>
    private IEnumerable<DiagnosticInfo> LinearsOnWidth()
    {
        foreach (var node in reviewed.Graph.Nodes)
        {
            if (node.Op is not LinearOp || node.Inputs[0] is not { Rank: 4 } map || node.Output.Shape[3] == map.Shape[3] || !IsMap(map.Node)) continue;
            if (reviewed.IsCurrent(reviewed.MadeBy(node).Call))
            {
                yield return DiagnosticInfo.Create(
                    DiagnosticDescriptors.WrongAxis, Reporter.PlaceOf(reviewed.MadeBy(node).Call), $"the linear layer works on the last axis of the map {map.Shape}, its width",
                    "take the mean over height and width before, or move the channels to the last axis");
            }
        }
    }

    /// <summary>A norm of the last axis has weights for each column of a map, where its channels were meant.</summary>
    private IEnumerable<DiagnosticInfo> NormsOfWidth()
    {
        foreach (var node in reviewed.Graph.Nodes)
        {
            if (node.Op is not (LayerNormOp or RmsNormOp) || node.Inputs[0] is not { Rank: 4 } map || !IsMap(map.Node) || !reviewed.IsCurrent(reviewed.MadeBy(node).Call)) continue;
            var call = reviewed.MadeBy(node).Call;
            var name = call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : null;
            yield return DiagnosticInfo.Create(
                DiagnosticDescriptors.WrongAxis, Reporter.PlaceOf(call), $"the norm works on the last axis of the map {map.Shape}, its width",
                "LayerNorm2d normalises the channels of a map, or move them to the last axis") with
            {
                Fixes = node.Op is LayerNormOp && name is not null ? [new Replacement(Place.Of(name), nameof(Vocabulary.LayerNorm2d), $"Change to {nameof(Vocabulary.LayerNorm2d)}")] : [],
            };
        }
    }

    /// <summary>Behind a mean over the channels a linear layer takes the places that are left for features.</summary>
    private IEnumerable<DiagnosticInfo> LostChannels()
    {
        foreach (var node in reviewed.Graph.Nodes)
        {
            if (node.Op is not LinearOp || node.Output.Shape[-1] == node.Inputs[0].Shape[-1]) continue;
            var reduced = Before(node.Inputs[0].Node);
            if (reduced.Op is not ReduceOp { Keeps: false } reduce || !reviewed.IsCurrent(reviewed.MadeBy(reduced).Call)) continue;
            var x = reduced.Inputs[0];
            if (ChannelsOf(x) is not { } channels || !reduce.Axes.Contains(channels) || reduce.Axes.Contains(0)) continue;
            var right = Enumerable.Range(1, x.Rank - 1).Where(axis => axis != channels).Select(axis => Dim.Text(axis));
            yield return AxesOf(
                reduced, $"the {reduce.Name} of {x.Shape} over axis {string.Join(", ", reduce.Axes.Select(axis => Dim.Text(axis)))} is one over the channels, so the linear layer behind it takes places for features",
                string.Join(", ", right));
        }
    }

    /// <summary>One result for all elements of the batch, where each has its own.</summary>
    private IEnumerable<DiagnosticInfo> LostBatches()
    {
        foreach (var node in reviewed.Graph.Nodes)
        {
            if (node.Op is not (SelectOp { Axis: 0 } or ReduceOp { Keeps: false }) || (node.Op is ReduceOp { Axes: var axes } && !axes.Contains(0))) continue;
            var x = node.Inputs[0];
            if (x.Shape[0] != Dim.Batch || !reviewed.IsCurrent(reviewed.MadeBy(node).Call)) continue;
            // A single number is a loss, or a measure of all.
            if (!reviewed.Evaluation.Results.Any(r => r.Value.Rank > 0 && !r.Value.Shape.Any(d => d.DependsOnBatch) && (r.Value.Node == node || Usefulness.DependsOn(r.Value.Node, node)))) continue;
            int[] taken = node.Op is ReduceOp reduce ? [.. reduce.Axes] : [0];
            var free = Enumerable.Range(1, x.Rank - 1).Where(axis => !taken.Contains(axis)).Take(1).ToList();
            yield return AxesOf(
                node, $"axis 0 of {x.Shape} is the batch, so there is one result for all of its elements",
                free.Count == 0 ? null : string.Join(", ", taken.Select(axis => axis == 0 ? free[0] : axis).OrderBy(axis => axis).Select(axis => Dim.Text(axis))));
        }
    }

    /// <summary>The remark about the axes that a step works along, with better ones.</summary>
    /// <param name="node">The step.</param>
    /// <param name="what">What is odd about it.</param>
    /// <param name="better">Other axes; null where there are none.</param>
    private DiagnosticInfo AxesOf(Node node, string what, string? better)
    {
        var call = reviewed.MadeBy(node).Call;
        var written = (call as InvocationExpressionSyntax)?.ArgumentList.Arguments.Where(a => a.NameColon is null or { Name.Identifier.ValueText: "axis" })
            .TakeWhile((a, i) => node.Op is ReduceOp || i == 0).Select(a => a.Expression).ToList() ?? [];
        var info = DiagnosticInfo.Create(DiagnosticDescriptors.WrongAxis, Reporter.PlaceOf(call), what, better is null ? "keep the batch" : $"take axis {better}");
        if (better is null || written.Count == 0 || !written.TrueForAll(e => e is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax })) return info;
        var where = new Place(call.SyntaxTree, TextSpan.FromBounds(written[0].SpanStart, written[written.Count - 1].Span.End));
        return info with { Where = where, Fixes = [new Replacement(where, better, $"Change to {better}")] };
    }

    /// <summary>The axis of a tensor's channels or features: the one that the layer works on which it comes from; null where none tells.</summary>
    private static int? ChannelsOf(Sym x)
    {
        var node = x.Node;
        while (node.Op is PointwiseOp or SameShapeOp or BinaryOp && node.Inputs.Count > 0 && node.Inputs[0].Rank == x.Rank) node = node.Inputs[0].Node;
        return node.Op switch
        {
            Conv2dOp or ConvTranspose2dOp or Pool2dOp or AdaptiveAveragePool2dOp or BatchNorm2dOp or GroupNormOp when x.Rank == 4 => 1,
            LinearOp or LayerNormOp or RmsNormOp => x.Rank - 1,
            _ => null,
        };
    }

    /// <summary>What makes the values that a layer gets, before steps and norms that leave every axis as it is.</summary>
    private static Node Before(Node node)
    {
        while (node.Op is PointwiseOp or SameShapeOp or LayerNormOp or RmsNormOp) node = node.Inputs[0].Node;
        return node;
    }

    /// <summary>Whether a tensor is a map [N, C, H, W]: it comes from a convolution or pooling, with nothing in between that moves axes.</summary>
    private static bool IsMap(Node node)
    {
        while (node.Op is PointwiseOp or SameShapeOp or BatchNorm2dOp or GroupNormOp or BinaryOp && node.Inputs.Count > 0) node = node.Inputs[0].Node;
        return node.Op is Conv2dOp or ConvTranspose2dOp or Pool2dOp or AdaptiveAveragePool2dOp;
    }

    /// <summary>Two tensors of one input that are joined along the batch yield two results for each image.</summary>
    private IEnumerable<DiagnosticInfo> DoubledBatches()
    {
        var batches = reviewed.Graph.Inputs.Where(i => i.Rank > 0).Select(i => i.Shape[0]).Where(d => !d.IsConstant).ToList();
        if (batches.Count == 0 || reviewed.Evaluation.Results.All(r => r.Value.Rank == 0 || batches.Contains(r.Value.Shape[0]))) yield break;
        foreach (var node in reviewed.Graph.Nodes)
        {
            if (node.Op is not ConcatOp { Axis: 0 } || !node.Inputs.All(i => batches.Contains(i.Shape[0])) || !HaveOneInput(node) || !reviewed.IsCurrent(reviewed.MadeBy(node).Call)) continue;
            if (!reviewed.Evaluation.Results.Any(r => r.Value.Rank > 0 && r.Value.Shape[0] == node.Output.Shape[0] && Usefulness.DependsOn(r.Value.Node, node))) continue;
            var call = reviewed.MadeBy(node).Call;
            var axis = (reviewed.ModelOf(call).GetOperation(call) as IInvocationOperation)?.Arguments.FirstOrDefault(a => a.Parameter?.Name == "axis" && a.ArgumentKind == ArgumentKind.Explicit);
            yield return DiagnosticInfo.Create(
                DiagnosticDescriptors.WrongAxis, axis is null ? Reporter.PlaceOf(call) : Place.Of(axis.Value.Syntax), $"{node.Inputs[0].Shape} and {node.Inputs[1].Shape} are joined along the batch, so there are two results for each of its elements",
                "join them along another axis");
        }
    }

    private static bool HaveOneInput(Node node) => InputsOf(node.Inputs[0].Node).Overlaps(InputsOf(node.Inputs[1].Node));

    private static HashSet<Node> InputsOf(Node node)
    {
        var (inputs, seen, open) = (new HashSet<Node>(), new HashSet<int>(), new Stack<Node>([node]));
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (!seen.Add(next.Id)) continue;
            if (next.Op is InputOp) inputs.Add(next);
            foreach (var input in next.Inputs) open.Push(input.Node);
        }
        return inputs;
    }
}
