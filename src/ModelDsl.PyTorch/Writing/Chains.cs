using System.Runtime.CompilerServices;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Numbered layers that are called one after another, with activations at the numbers between them: what people write as <c>nn.Sequential</c>.</summary>
/// <param name="Path">The path of the list.</param>
/// <param name="Steps">The steps of the layers and activations, in order.</param>
internal sealed record Chain(string Path, IReadOnlyList<int> Steps);

/// <summary>Finds the chains of bodies.</summary>
internal static class Chains
{
    private static readonly ConditionalWeakTable<Body, IReadOnlyList<Chain>> s_known = [];

    /// <summary>The chains of a body.</summary>
    public static IReadOnlyList<Chain> Of(Body body) => s_known.GetValue(body, Find);

    /// <summary>The module of an activation; null where there is none.</summary>
    public static string? Module(Op op) => op is not UnaryOp unary ? null : unary.Function switch
    {
        Function.Gelu => "nn.GELU()",
        Function.GeluTanh => "nn.GELU(approximate=\"tanh\")",
        Function.Relu => "nn.ReLU()",
        Function.Relu6 => "nn.ReLU6()",
        Function.Silu => "nn.SiLU()",
        Function.Mish => "nn.Mish()",
        Function.HardSwish => "nn.Hardswish()",
        Function.HardSigmoid => "nn.Hardsigmoid()",
        Function.Sigmoid => "nn.Sigmoid()",
        Function.Tanh => "nn.Tanh()",
        Function.Softplus => "nn.Softplus()",
        Function.Abs or Function.Negate or Function.Sign or Function.Exp or Function.Log or Function.Log2 or Function.Sqrt or Function.Rsqrt or Function.Sin or Function.Cos => null,
    };

    private static IReadOnlyList<Chain> Find(Body body) => [.. body.State.OfType<ListSlot>().Select(list => Find(body, list)).OfType<Chain>()];

    private static Chain? Find(Body body, ListSlot list)
    {
        if (list.Items.Count == 0 || !list.Items.All(i => i is OwnSlot { Op: LayerOp } && i.Name.All(char.IsDigit)) || list.Items[0].Name != "0") return null;
        var steps = new List<int>();
        foreach (var item in list.Items)
        {
            var path = list.Name + "." + item.Name;
            var uses = Enumerable.Range(0, body.Steps.Count).Where(i => body.Steps[i].Path == path).ToList();
            if (uses is not [var step] || body.Steps[step] is not Apply apply || !apply.Op.Equals(((OwnSlot)item).Op)) return null;
            // What lies between two numbers are activations.
            while (steps.Count > 0 && steps.Count < int.Parse(item.Name, System.Globalization.CultureInfo.InvariantCulture))
            {
                if (OnlyUse(body, steps[^1]) is not { } next || Module(next.Step.Op) is null) return null;
                steps.Add(next.Index);
            }
            if (item.Name != Dim.Text(steps.Count) || (steps.Count > 0 && OnlyUse(body, steps[^1])?.Index != step)) return null;
            steps.Add(step);
        }
        if (steps.Count > 1 && OnlyUse(body, steps[^1]) is { } behind && Module(behind.Step.Op) is not null) steps.Add(behind.Index);
        return new Chain(list.Name, steps);
    }

    /// <summary>The one step that uses a result; null for an output, for several, and for a call.</summary>
    private static (int Index, Apply Step)? OnlyUse(Body body, int step)
    {
        var value = new Ref(step, 0);
        if (body.Outputs.Any(o => o.Value == value)) return null;
        var users = Enumerable.Range(0, body.Steps.Count).Where(i => body.Steps[i].Inputs.Contains(value)).ToList();
        return users is [var only] && body.Steps[only] is Apply apply && apply.Inputs.Count == 1 ? (only, apply) : null;
    }
}
