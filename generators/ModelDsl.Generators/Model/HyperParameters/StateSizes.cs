using System.Linq;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>The sizes of state entries as expressions, with the numbers that they come from: an operation keeps plain numbers only.</summary>
internal static class StateSizes
{
    /// <summary>The size of an entry's axis as it came about; null where it does not show in the shapes around.</summary>
    public static Dim? Of(Node node, StateEntry entry, int axis)
    {
        var size = entry.Shape[axis];
        var output = node.Output.Shape;
        var found = node.Op switch
        {
            ParameterOp or BufferOp or CachedOp => output[axis],
            Conv2dOp when axis >= 2 => Kernel(node, size),
            Conv2dOp when axis == 1 => node.Inputs[0].Shape[1],
            LinearOp when axis == 1 => node.Inputs[0].Shape[-1],
            _ when output.Rank == 4 && node.Op is not (LinearOp or LayerNormOp) => output[1],
            _ when output.Rank > 0 => output[-1],
            _ => null,
        };
        return found;
    }

    /// <summary>A kernel shows in how a map shrinks: it is the number of that value among those that came to the map's size.</summary>
    private static Dim? Kernel(Node node, long size)
    {
        var marks = node.Output.Shape[2].Provenance?.Marks.Except(node.Inputs[0].Shape[2].Provenance?.Marks ?? []) ?? [];
        foreach (var mark in marks.OfType<Origin>())
        {
            if (WrittenConstant.At(mark)?.Number == size) return ((Dim)size).From(Provenance.Of(mark));
        }
        return null;
    }
}
