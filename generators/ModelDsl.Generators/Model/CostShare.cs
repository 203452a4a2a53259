using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>What a part of a model contributes to a cost.</summary>
/// <param name="Part">The part: a path of the state_dict, or a tensor.</param>
/// <param name="Amount">Its contribution.</param>
internal sealed record CostShare(string Part, long Amount);

/// <summary>The largest contributors to each cost of a model, the largest first.</summary>
/// <param name="Parameters">To the trained values.</param>
/// <param name="Macs">To the multiply-accumulate operations.</param>
/// <param name="Activations">To the memory for activations.</param>
internal sealed record CostShares(ValueList<CostShare> Parameters, ValueList<CostShare> Macs, ValueList<CostShare> Activations)
{
    private const int Most = 3;

    /// <summary>None.</summary>
    public static CostShares None { get; } = new(ValueList<CostShare>.Empty, ValueList<CostShare>.Empty, ValueList<CostShare>.Empty);

    /// <summary>The largest of the given ones; the first of equal ones.</summary>
    public static ValueList<CostShare> Largest(IEnumerable<CostShare> shares) =>
        shares.Where(s => s.Amount > 0).OrderByDescending(s => s.Amount).Take(Most).ToValueList();
}
