using System;
using System.Linq;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>The sizes of state entries as expressions, with the numbers that they come from: an operation keeps plain numbers only.</summary>
internal static class StateSizes
{
    /// <summary>Where the size of an entry's axis comes from; null where that does not show in the shapes around.</summary>
    /// <param name="node">The node that owns the entry.</param>
    /// <param name="size">The size.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="valueOf">The number at a mark.</param>
    public static Provenance? Of(Node node, long size, int axis, Func<Origin, double?> valueOf)
    {
        if (node.Op is Conv2dOp && axis >= 2) return Kernel(node, size, valueOf);
        var output = node.Output.Shape;
        var found = node.Op switch
        {
            ParameterOp or BufferOp or CachedOp => output[axis],
            Conv2dOp when axis == 1 => node.Inputs[0].Shape[1],
            LinearOp when axis == 1 => node.Inputs[0].Shape[-1],
            _ when output.Rank == 4 && node.Op is not (LinearOp or LayerNormOp) => output[1],
            _ when output.Rank > 0 => output[-1],
            _ => null,
        };
        return found?.Provenance;
    }

    /// <summary>A kernel shows in how a map shrinks: it is the number of that value among those that came to the map's size.</summary>
    private static Provenance? Kernel(Node node, long size, Func<Origin, double?> valueOf)
    {
        var before = node.Inputs[0].Shape[2].Provenance?.Marks;
        foreach (var mark in node.Output.Shape[2].Provenance?.Marks ?? [])
        {
            if (before?.Contains(mark) != true && mark is Origin origin && valueOf(origin) == size) return Provenance.Of(mark);
        }
        return null;
    }
}
