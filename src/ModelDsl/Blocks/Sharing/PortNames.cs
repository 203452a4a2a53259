using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>What the axes of a body's input are called, told by what the body does with it first.</summary>
internal static class PortNames
{
    /// <summary>The names of the axes of an input.</summary>
    public static IReadOnlyList<string> Of(Body body, int port) =>
        Told(body, new Ref(-1, port), body.Inputs[port].Shape.Rank) ?? [.. Enumerable.Range(0, body.Inputs[port].Shape.Rank).Select(axis => Renumbering.AxisName(body.Inputs[port].Shape.Rank, axis))];

    private static IReadOnlyList<string>? Told(Body body, Ref value, int rank)
    {
        for (var index = 0; index < body.Steps.Count; index++)
        {
            var step = body.Steps[index];
            var position = step.Inputs.ToList().IndexOf(value);
            if (position < 0) continue;
            var told = step switch
            {
                Call call => Told(call.Body, new Ref(-1, position), rank),
                Apply { Op: RearrangeOp move } => OfPattern(move.Pattern),
                Apply { Op: LinearOp or LayerNormOp } => rank == 4 ? ["batch", "height", "width", "channels"] : null,
                Apply { Op: Conv2dOp or BatchNorm2dOp } => ["batch", "channels", "height", "width"],
                Apply { Op: MatMulOp or SoftmaxOp } => rank == 4 ? ["batch", "heads", "tokens", position == 0 ? "channels" : "size"] : null,
                // What keeps the shape tells nothing, but whoever takes the result may.
                { Results.Count: 1 } when step.Results[0].Shape.Equals(body[value].Shape) => Told(body, new Ref(index, 0), rank),
                _ => null,
            };
            if (told is { Count: var count } && count == rank) return told;
        }
        return null;
    }

    /// <summary>The left side of a pattern.</summary>
    private static IReadOnlyList<string> OfPattern(string pattern)
    {
        var left = AxisPattern.Parse(pattern).Left;
        return AxisWords.OfAxes(left, AxisWords.IsOfAttention(left));
    }
}
