using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Writes the statements of a body.</summary>
internal static class StatementEmitter
{
    /// <summary>One statement a line: the operation, its shape where that is news, and what is no longer needed.</summary>
    public static void Write(SourceWriter writer, IEnumerable<Statement> steps)
    {
        foreach (var step in steps)
        {
            if (step.Loop is { } loop)
            {
                Repeat(writer, step.Expression, loop);
                if (step.Disposals.Count > 0) writer.Line(Disposals(step.Disposals));
                continue;
            }
            var target = step.Results.Count == 1 ? $"var {step.Results[0]}" : $"var ({string.Join(", ", step.Results)})";
            var comment = step.Comment.Length > 0 ? "  // " + Literals.Comment(step.Comment) : "";
            writer.Line($"{target} = {step.Expression};{comment}");
            if (step.Disposals.Count > 0) writer.Line(Disposals(step.Disposals));
        }
    }

    private static void Repeat(SourceWriter writer, string call, Loop loop)
    {
        using var block = writer.Block($"for (var {loop.Index} = 1; {loop.Index} < {loop.Count}; {loop.Index}++)");
        var isSingle = loop.Next.Count == 1;
        writer.Line($"var {(isSingle ? loop.Next[0] : $"({string.Join(", ", loop.Next)})")} = {call};");
        writer.Line(Disposals(loop.Carried));
        writer.Line(isSingle ? $"{loop.Carried[0]} = {loop.Next[0]};" : $"({string.Join(", ", loop.Carried)}) = ({string.Join(", ", loop.Next)});");
    }

    private static string Disposals(IEnumerable<string> locals) => string.Join(" ", locals.Select(d => $"{d}.Dispose();"));

    /// <summary>The results of a body as the operand of <c>return</c>.</summary>
    public static string Results(IReadOnlyList<Value> results) =>
        results.Count == 1 ? results[0].Expression : "(" + string.Join(", ", results.Select(r => r.Expression)) + ")";
}
