using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Compares a path with those beside it in one statement: <c>s / "left" / "conv"</c> beside <c>s / "right" / "reduce"</c>
/// was to be <c>s / "right" / "conv"</c>.
/// </summary>
internal static class NeighbouringPaths
{
    /// <summary>The part that a path beside has another name for, with that name; null where none would be free, or several.</summary>
    /// <param name="choice">The path.</param>
    /// <param name="full">A path that it leads to.</param>
    /// <param name="isFree">Whether nothing lies at a path.</param>
    public static (ExpressionSyntax Part, string Name)? Find(PathChoice choice, string full, Func<string, bool> isFree)
    {
        if (Names(choice.Path) is not { Count: > 1 } names || choice.Call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement) return null;
        var inner = string.Join(".", names.Select(n => n.Name));
        var start = ("." + full + ".").LastIndexOf("." + inner + ".", StringComparison.Ordinal);
        if (start < 0) return null;
        var found = new List<(ExpressionSyntax, string)>();
        foreach (var other in statement.DescendantNodes().OfType<BinaryExpressionSyntax>().Where(p => p != choice.Path).Select(Names))
        {
            if (other?.Count != names.Count) continue;
            for (var i = 0; i < names.Count; i++)
            {
                var changed = full.Substring(0, start) + string.Join(".", names.Select((n, k) => k == i ? other[i].Name : n.Name));
                if (other[i].Name != names[i].Name && isFree(changed) && !found.Contains((names[i].Part, other[i].Name))) found.Add((names[i].Part, other[i].Name));
            }
        }
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The names of a path; null where a part is not text.</summary>
    private static List<(ExpressionSyntax Part, string Name)>? Names(ExpressionSyntax path)
    {
        if (!path.IsKind(SyntaxKind.DivideExpression)) return null;
        var names = new List<(ExpressionSyntax, string)>();
        foreach (var part in PathChoice.Parts(path))
        {
            if (part is not LiteralExpressionSyntax { Token.Value: string name }) return null;
            names.Add((part, name));
        }
        return names;
    }
}
