using System;
using System.Collections.Generic;

namespace ModelDsl;

/// <summary>The rule by which tensors of different shapes meet element by element.</summary>
internal static class Broadcasting
{
    /// <summary>The shape that both broadcast to: aligned at the last axis, where a size of 1 stretches.</summary>
    /// <param name="first">One shape.</param>
    /// <param name="suspect">The other, which a message is more likely about.</param>
    /// <param name="operation">What combines them, as a message says it.</param>
    /// <param name="inner">How many axes at the end are left out, as a matrix product's two.</param>
    public static Shape Of(Shape first, Shape suspect, string operation, int inner = 0)
    {
        var rank = Math.Max(first.Rank, suspect.Rank);
        var dims = new Dim[rank - inner];
        var isBroken = false;
        for (var i = 1 + inner; i <= rank; i++)
        {
            var x = i <= first.Rank ? first[-i] : 1;
            var y = i <= suspect.Rank ? suspect[-i] : 1;
            if (x == y) dims[rank - i] = y;
            else if (x == 1) dims[rank - i] = y;
            else if (y == 1) dims[rank - i] = x;
            else
            {
                var provenance = Provenance.Difference(y.Provenance, x.Provenance);
                dims[rank - i] = x.Assumed(provenance);
                // A second axis that differs has the same reason.
                if (isBroken) continue;
                isBroken = true;
                Problem.Report(new SpecException(
                    SpecErrors.ShapeMismatch, $"{first} {operation} {suspect}: axis {Dim.Text(-i)} is {x} on one side and {y} on the other", "b")
                {
                    Provenance = provenance,
                    Wrong = [new(y, Nearest.Exactly(x)), new(x, Nearest.Exactly(y))],
                });
            }
        }
        return new Shape((IEnumerable<Dim>)dims);
    }
}
