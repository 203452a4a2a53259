using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes the statements of a body.</summary>
internal static class StatementEmitter
{
    /// <summary>One statement a line: the operation, its shape where that is news, and what is no longer needed.</summary>
    public static void Write(SourceWriter writer, IEnumerable<Statement> steps)
    {
        foreach (var step in steps)
        {
            var target = step.Results.Count == 1 ? $"var {step.Results[0]}" : $"var ({string.Join(", ", step.Results)})";
            var comment = step.Comment.Length > 0 ? "  // " + Literals.Comment(step.Comment) : "";
            writer.Line($"{target} = {step.Expression};{comment}");
            if (step.Disposals.Count > 0) writer.Line(string.Join(" ", step.Disposals.Select(d => $"{d}.Dispose();")));
        }
    }

    /// <summary>The results of a body as the operand of <c>return</c>.</summary>
    public static string Results(IReadOnlyList<Value> results) =>
        results.Count == 1 ? results[0].Expression : "(" + string.Join(", ", results.Select(r => r.Expression)) + ")";
}
