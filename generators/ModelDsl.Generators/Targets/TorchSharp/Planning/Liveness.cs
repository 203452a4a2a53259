using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>Frees every local at its last use.</summary>
internal static class Liveness
{
    /// <summary>The steps, each with the locals that nothing needs after it.</summary>
    /// <param name="steps">Statements in order.</param>
    /// <param name="results">What the body yields; the caller frees it.</param>
    public static ValueList<Statement> Place(IReadOnlyList<Statement> steps, IReadOnlyList<Value> results)
    {
        var kept = new HashSet<string>(results.Select(r => r.Expression));
        var lastUse = new Dictionary<string, int>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (!steps[i].IsSize)
            {
                foreach (var result in steps[i].Results) lastUse[result] = i;
            }
            foreach (var argument in steps[i].Arguments)
            {
                if (argument.IsOwned) lastUse[argument.Expression] = i;
            }
        }
        return steps
            .Select((step, i) => step with
            {
                Disposals = step.Arguments.Where(a => a.IsOwned).Select(a => a.Expression).Concat(step.Results).Distinct()
                    .Where(local => lastUse.TryGetValue(local, out var last) && last == i && !kept.Contains(local))
                    .ToValueList(),
            })
            .ToValueList();
    }
}
