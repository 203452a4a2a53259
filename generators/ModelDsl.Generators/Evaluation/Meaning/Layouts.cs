using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Inputs that are declared [N, H, W, C] and go into a convolution, which takes [N, C, H, W].</summary>
internal sealed class Layouts(Reviewed reviewed)
{
    // Grey images have one channel, colour three, with transparency or depth four; nothing has that few rows or so many channels.
    private const int MostChannels = 4;
    private const int FewestRows = 8;

    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Graph.Nodes.Where(n => n.Op is Conv2dOp).Select(n => n.Inputs[0].Node)
        .Where(n => n.Op is InputOp && IsChannelsLast(n.Output.Shape)).Distinct().Select(Remark).OfType<DiagnosticInfo>();

    private static bool IsChannelsLast(Shape shape) => shape.Rank == 4 && shape[3].IsConstant && shape[3].Value <= MostChannels
        && (shape[1].IsConstant ? shape[1].Value >= FewestRows && shape[2].IsConstant && shape[2].Value > MostChannels : shape[1] == shape[2]);

    private DiagnosticInfo? Remark(Node input)
    {
        if (reviewed.MadeBy(input).Call is not InvocationExpressionSyntax call || !reviewed.IsCurrent(call)) return null;
        var shape = input.Output.Shape;
        var sizes = call.ArgumentList.Arguments.Skip(2).Select(a => a.Expression).ToList();
        var isWritten = sizes.Count == 3 && call.ArgumentList.Arguments.All(a => a.NameColon is null);
        var info = DiagnosticInfo.Create(
            DiagnosticDescriptors.ChannelsLast, isWritten ? Place.Of(sizes[0]) : Reporter.PlaceOf(call),
            ((InputOp)input.Op).Parameter, shape.ToString(), shape[1].ToString(), shape[2].ToString(), shape[3].ToString());
        if (!isWritten) return info;
        var text = $"{sizes[2]}, {sizes[0]}, {sizes[1]}";
        var span = Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(sizes[0].SpanStart, sizes[2].Span.End);
        return info with { Fixes = [new Replacement(new Place(call.SyntaxTree, span), text, $"Change to {text}")] };
    }
}
