using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Layers at one place of the state_dict that hardly were meant to share it. Sharing looks deliberate: the place is a
/// variable, or one method works on several inputs.
/// </summary>
internal sealed class SharedPaths(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Graph.Nodes
        .Where(n => n.State.Count > 0 && n.Scope.Length > 0).GroupBy(n => n.Scope).Where(g => g.Skip(1).Any())
        .SelectMany(g => g.Skip(1).Select((later, i) => Remark(g.ElementAt(i), later, g.First())).OfType<DiagnosticInfo>())
        .GroupBy(d => d.Where).Select(g => g.First());

    private DiagnosticInfo? Remark(Node earlier, Node later, Node first)
    {
        if (Divergence.Of(reviewed.MadeBy(earlier), reviewed.MadeBy(later)) is not var (one, other) || !reviewed.IsCurrent(other.Call)) return null;
        var isRepeated = one.Call == other.Call;
        var choices = reviewed.Once(typeof(SharedPaths), other.Call, () => new Choices(other.Call, reviewed.ModelOf(other.Call)));
        if ((isRepeated ? choices.Repeated : choices.Single) is not { IsMade: true } choice) return null;
        var isChain = Usefulness.DependsOn(later, earlier);
        var isSame = later.Inputs.Count > 0 && Equals(later.Op, earlier.Op) && later.Inputs.Equals(earlier.Inputs);
        var areLayers = IsVocabulary(one) && IsVocabulary(other);
        if (!isChain && !isSame && (isRepeated || !areLayers)) return null;
        var path = PathOf(choice, later);
        var where = Place.Of(choice.Part);
        return new DiagnosticInfo(
            DiagnosticDescriptors.SharedByAccident, where,
            [isRepeated ? "all rounds of this loop" : isSame ? "two calls that compute the same" : "this and an earlier call", choice.Part.ToString(), isRepeated
                ? "number the place, or keep it in a variable outside of the loop where that is meant"
                : "give each its own place, or keep the place in a variable where that is meant"],
            isRepeated || !reviewed.IsCurrent(one.Call) ? [] : [Reporter.PlaceOf(one.Call)])
        {
            // The same thing computed twice shows that a name is wrong, not which would be right.
            Fixes = isSame && !isRepeated ? [] : [.. choice.Fixes(isRepeated, name => IsFree(path, name))],
        };
    }

    private bool IsVocabulary(CallPath call) => reviewed.IsCurrent(call.Call) && reviewed.Called(call.Call) is { } method && TypeNames.IsVocabulary(method);

    /// <summary>The path up to the part to change: a prefix of the layer's.</summary>
    private static string PathOf(PathChoice choice, Node node)
    {
        if (choice.Part is not LiteralExpressionSyntax { Token.Value: string name }) return node.Scope;
        var parts = node.Scope.Split('.');
        var index = Array.LastIndexOf(parts, name);
        return index < 0 ? node.Scope : string.Join(".", parts.Take(index + 1));
    }

    private bool IsFree(string path, string name)
    {
        var dot = path.LastIndexOf('.');
        var other = path.Substring(0, dot + 1) + name;
        return !reviewed.Graph.StatePaths.Any(p => p == other || p.StartsWith(other + ".", StringComparison.Ordinal));
    }

    /// <summary>How a call chooses its place: in several rounds of a loop, and in one.</summary>
    private sealed class Choices(SyntaxNode call, SemanticModel model)
    {
        private readonly Lazy<PathChoice?> _repeated = new(() => PathChoice.Of(call, true, model));
        private readonly Lazy<PathChoice?> _single = new(() => PathChoice.Of(call, false, model));

        public PathChoice? Repeated => _repeated.Value;

        public PathChoice? Single => _single.Value;
    }
}
