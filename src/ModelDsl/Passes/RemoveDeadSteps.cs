using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Removes the steps that nothing is made from. What they own stays: it is part of the state_dict.</summary>
internal sealed class RemoveDeadSteps : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var values = new HashSet<Ref>(body.Outputs.Select(o => o.Value));
        var isNeeded = new bool[body.Steps.Count];
        for (var index = body.Steps.Count - 1; index >= 0; index--)
        {
            var step = body.Steps[index];
            // A table is saved, whoever reads it. A module is called also when nothing that it yields is used: hooks may watch it.
            if (step is Apply { Op: not TableOp } && !values.Contains(new Ref(index, 0))) continue;
            isNeeded[index] = true;
            values.UnionWith(step.Inputs);
        }
        return isNeeded.All(needed => needed) ? body : body.Only(isNeeded);
    }
}
