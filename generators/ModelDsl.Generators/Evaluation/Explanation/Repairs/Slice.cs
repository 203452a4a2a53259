using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The calls whose results a failing call is built on: where the mistake behind it can lie.</summary>
internal static class Slice
{
    private const int MostNodes = 160;
    private const int MostSites = 48;

    // A call of a block is less near than what it consists of.
    private const double OuterCall = 3;

    /// <summary>The calls, the failing one first, then the nearest; of two that are equally near the later one, which is under construction.</summary>
    /// <param name="finding">The mistake.</param>
    /// <param name="madeBy">The call that made each node of the graph.</param>
    /// <param name="sources">The sources; calls in other compilations are left out.</param>
    public static IReadOnlyList<(SyntaxNode Call, double Distance)> Of(Finding finding, IReadOnlyList<CallPath> madeBy, Sources sources)
    {
        var nearest = new Dictionary<SyntaxNode, double>();
        Add(finding.Call, 0);
        var open = new Queue<(Node Node, int Distance)>(finding.Operands.Select(n => (n, 1)));
        var seen = new HashSet<int>();
        while (open.Count > 0 && seen.Count < MostNodes)
        {
            var (node, distance) = open.Dequeue();
            if (!seen.Add(node.Id) || node.Id >= madeBy.Count) continue;
            Add(madeBy[node.Id], distance);
            foreach (var input in node.Inputs) open.Enqueue((input.Node, distance + 1));
        }
        return [.. nearest.OrderBy(s => s.Value).ThenByDescending(s => s.Key.SpanStart).Take(MostSites).Select(s => (s.Key, s.Value))];

        void Add(CallPath? path, double distance)
        {
            foreach (var call in path?.Outwards() ?? [])
            {
                if (sources.IsCurrent(call.Call.SyntaxTree) && (!nearest.TryGetValue(call.Call, out var known) || distance < known)) nearest[call.Call] = distance;
                distance += OuterCall;
            }
        }
    }
}
