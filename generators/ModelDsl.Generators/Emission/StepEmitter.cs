using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Emission;

/// <summary>Writes the statements of a body.</summary>
internal static class StepEmitter
{
    /// <summary>One statement a line: the operation, its shape where that is news, and what is no longer needed.</summary>
    public static void Write(SourceWriter writer, IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            var target = step.Results.Count == 1 ? $"var {step.Results[0]}" : $"var ({string.Join(", ", step.Results)})";
            var comment = step.Comment.Length > 0 ? "  // " + Literals.Comment(step.Comment) : "";
            writer.Line($"{target} = {Expression(step)};{comment}");
            if (step.Disposals.Count > 0) writer.Line(string.Join(" ", step.Disposals.Select(d => $"{d}.Dispose();")));
        }
    }

    /// <summary>The results of a body as the operand of <c>return</c>.</summary>
    public static string Results(IReadOnlyList<Value> results) =>
        results.Count == 1 ? results[0].Expression : "(" + string.Join(", ", results.Select(r => r.Expression)) + ")";

    private static string Expression(Step step)
    {
        var arguments = step.Arguments.Select(a => a.Expression).ToList();
        return step.Action switch
        {
            CallModule { Sizes.Count: 0 } call when arguments.Count == 0 => $"{call.Module}.forward()",
            CallModule call => $"{call.Module}.call({string.Join(", ", arguments.Concat(call.Sizes))})",
            ApplyWeights weights => OperationText.Layer(weights.Op, arguments[0], weights.Module),
            Apply apply => OperationText.Of(apply.Op, arguments),
            ApplyScalar scalar => OperationText.Binary(scalar.Function, arguments[0], "Numbers." + ClassEmitter.Number(scalar.Scalar)),
            ApplyLayout layout => Layout(layout, arguments[0]),
            ToOrder order => $"Layout.{order.Layout}({arguments[0]})",
            ApplyRate rate => $"Stochastic.{(rate.IsDropPath ? "DropPath" : "Dropout")}({arguments[0]}, {Rate(rate.Rate)}, training)",
            ApplySized sized => OperationText.Of(sized.Op, arguments[0], sized.Sizes),
            MakeRange { Like: null } range => $"NewTensor.Range({range.Start}, {range.End})",
            MakeRange range => $"NewTensor.Range({range.Start}, {range.End}, {range.Like})",
            CallMethod method => $"{method.Method}({string.Join(", ", method.Sizes)})",
            ReadTable table => $"{table.Table}.Read({string.Join(", ", table.Sizes.Prepend(table.Like))})",
            Alias => $"{arguments[0]}.alias()",
            BindSize size => size.Expression,
            var other => throw new System.InvalidOperationException($"no text is known for {other}"),
        };
    }

    private static string Rate(RateValue rate) => rate.Parameter is { } parameter ? "_" + parameter : Literals.Of(rate.Constant);

    private static string Layout(ApplyLayout layout, string x)
    {
        if (layout is { View: null, Permutation: { } order, Unsqueezed: null, Expanded: null, Merged: null })
            return $"{x}.permute({string.Join(", ", order.Select(i => Literals.Of(i)))})";
        if (layout is { View: null, Permutation: null, Unsqueezed: null, Expanded: null, Merged: { } merged })
            return $"{x}.reshape({string.Join(", ", merged)})";
        var parts = new List<string> { x };
        Add("view", layout.View);
        Add("order", layout.Permutation?.Select(i => Literals.Of(i)));
        Add("unsqueezed", layout.Unsqueezed);
        Add("expanded", layout.Expanded);
        Add("merged", layout.Merged);
        return $"Layout.Rearrange({string.Join(", ", parts)})";

        void Add(string name, IEnumerable<string>? values)
        {
            if (values is not null) parts.Add($"{name}: {Literals.List(values)}");
        }
    }
}
