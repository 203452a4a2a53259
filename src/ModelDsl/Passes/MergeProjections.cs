using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Makes one linear layer of several that read the same tensor, such as those of queries, keys and values; each result is a slice.</summary>
internal sealed class MergeProjections : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        var groups = new Dictionary<int, List<int>>();
        foreach (var group in Enumerable.Range(0, body.Steps.Count).Where(i => IsPlain(body, (Apply)body.Steps[i]))
            .GroupBy(i => (((Apply)body.Steps[i]).Inputs[0], ((LinearOp)((Apply)body.Steps[i]).Op).Bias)).Select(g => g.ToList()).Where(g => g.Count > 1))
            foreach (var i in group)
                groups.Add(i, group);
        var merged = new Dictionary<int, Ref>();
        return rewriting.Run((step, index) =>
        {
            if (!groups.TryGetValue(index, out var group)) return null;
            List<Apply> layers = [.. group.Select(i => (Apply)body.Steps[i])];
            if (!merged.TryGetValue(group[0], out var all)) merged.Add(group[0], all = Merged(body, rewriting, step, layers));
            var start = layers.Take(group.IndexOf(index)).Aggregate((Dim)0, (sum, layer) => sum + Features(layer));
            var result = step.Results[0];
            return rewriting.Add(new Apply(new SliceOp(result.Shape.Rank - 1, start, Features(step)), "", [all], [result]));
        });
    }

    /// <summary>Whether a step is a linear layer whose weights are those of the state_dict: they can be read where the first of several layers stands.</summary>
    private static bool IsPlain(Body body, Apply step) => step.Op is LinearOp && step.Inputs.Skip(1).All(i => body.MakerOf(i) is WeightOp);

    private static Dim Features(Apply layer) => ((LinearOp)layer.Op).OutFeatures;

    private static Ref Merged(Body body, Rewriting rewriting, Apply first, List<Apply> layers)
    {
        var op = (LinearOp)first.Op with { OutFeatures = layers.Aggregate((Dim)0, (sum, layer) => sum + Features(layer)) };
        var result = first.Results[0];
        var weight = Joined(1, new Shape(op.OutFeatures, op.InFeatures));
        Ref[] inputs = op.Bias ? [first.Inputs[0], weight, Joined(2, new Shape(op.OutFeatures))] : [first.Inputs[0], weight];
        return rewriting.Add(new Apply(op, first.Path, [.. inputs], [result with { Shape = result.Shape.With(-1, op.OutFeatures) }]));

        Ref Joined(int input, Shape shape)
        {
            Ref[] parts = [.. layers.Select(layer => rewriting.Add((Apply)body.Steps[layer.Inputs[input].Step]))];
            return rewriting.Add(new ConcatOp(0), $"{first.Path}.{(input == 1 ? "weight" : "bias")}.merged", shape, parts);
        }
    }
}
