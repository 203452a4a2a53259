using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Computes what is computed several times once: common subexpressions.</summary>
internal sealed class ShareSteps : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        var known = new Dictionary<(Op, ValueList<Ref>, string), Ref>();
        return rewriting.Run((step, _) =>
        {
            // A weight is known by its key; layers at two places that read the same weights compute the same.
            var key = (step.Op, step.Inputs, step.Op is GivenOp ? step.Path : "");
            return known.TryGetValue(key, out var value) ? value : known[key] = rewriting.Add(step);
        });
    }
}
