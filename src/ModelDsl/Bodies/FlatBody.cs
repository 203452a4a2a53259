using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// A whole model as one body without calls, in which weights are values like all others: each entry of the state_dict is
/// a step (<see cref="WeightOp"/>), and a layer takes its weights behind its operand. Passes that compute with weights
/// work on this form.
/// </summary>
internal static class FlatBody
{
    /// <summary>The body of a specification.</summary>
    public static Body Of(Specification specification)
    {
        var (steps, values, weights) = (new List<Step>(), new Dictionary<Node, Ref>(), new Dictionary<string, Ref>());
        var inputs = specification.Graph.Inputs;
        for (var i = 0; i < inputs.Count; i++) values.Add(inputs[i].Node, new Ref(-1, i));
        foreach (var node in specification.Graph.Nodes)
        {
            if (node.Op is InputOp) continue;
            if (node.Op is ParameterOp)
            {
                values.Add(node, Weight(node.Scope, node.State[0]));
                continue;
            }
            Ref[] operands = [.. node.Inputs.Select(x => values[x.Node])];
            Ref[] owned = node.Op is LayerOp ? [.. node.State.Where(IsComputedWith).Select(entry => Weight(node.Scope, entry))] : [];
            steps.Add(new Apply(node.Op, node.Scope, [.. operands, .. owned], [new Result(node.Output.Shape, node.Output.Type)]));
            values.Add(node, new Ref(steps.Count - 1, 0));
        }
        var ports = inputs.Select(x => new Port(((InputOp)x.Node.Op).Parameter, x.Shape, x.Type)).ToValueList();
        var outputs = specification.Outputs.Select(o => new Output(o.Name, values[o.Value.Node])).ToValueList();
        return new Body("", false, ports, ValueList<Slot>.Empty, steps.ToValueList(), outputs);

        Ref Weight(string scope, StateEntry entry)
        {
            var key = entry.KeyAt(scope);
            if (weights.TryGetValue(key, out var known)) return known;
            steps.Add(new Apply(new WeightOp(entry), key, [], [new Result(entry.Shape, entry.Type)]));
            return weights[key] = new Ref(steps.Count - 1, 0);
        }
    }

    /// <summary>What a step works on: of a layer its operand, and behind it the weights.</summary>
    /// <typeparam name="T">What the target computes with.</typeparam>
    /// <param name="op">The operation.</param>
    /// <param name="inputs">What the step's inputs are.</param>
    public static Operands<T> Operands<T>(Op op, T[] inputs) => op is LayerOp ? new([inputs[0]], [.. inputs.Skip(1)]) : new(inputs, []);

    /// <summary>The weights that a layer takes behind its operand; a norm's count of batches is none.</summary>
    private static bool IsComputedWith(StateEntry entry) => entry.Type == ElementType.Float32;
}
