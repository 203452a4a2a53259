using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Follows tensors from the calls that make them through the methods that return them and those that are given them.</summary>
internal sealed class Callers
{
    private readonly Evaluation _evaluation;
    private readonly Dictionary<CallPath, MethodRun> _runs = [];

    public Callers(Evaluation evaluation)
    {
        _evaluation = evaluation;
        foreach (var run in evaluation.Runs) _runs[run.Path] = run;
    }

    /// <summary>The outermost call whose result a tensor is, and its position where that is a tuple or list.</summary>
    public (CallPath Call, int? Part) Outermost(Node node)
    {
        var made = _evaluation.MadeBy[node.Id];
        // Inside the repetition of a block nothing ran: what its original returned tells.
        var like = node.Like is null ? null : _evaluation.MadeBy[node.Like.Id];
        (CallPath, int?) found = (made, null);
        var (outer, likeOuter) = (made.Outer, like?.Outer);
        while (outer is not null)
        {
            var known = _runs.TryGetValue(outer, out var run) ? (run, node)
                : likeOuter is not null && likeOuter.Call == outer.Call && _runs.TryGetValue(likeOuter, out var other) ? (other, node.Like!)
                : default((MethodRun Run, Node Node)?);
            if (known is not { } returned || !Holds(returned.Run.Result, returned.Node, out var part)) break;
            found = (outer, part);
            (outer, likeOuter) = (outer.Outer, likeOuter?.Outer);
        }
        return found;
    }

    /// <summary>The innermost run that was given a tensor, and the position of the argument; null where none was.</summary>
    public (MethodRun Run, int Argument)? GivenTo(Node node)
    {
        (MethodRun, int)? found = null;
        var depth = -1;
        foreach (var run in _evaluation.Runs)
        {
            for (var i = 0; i < run.Arguments.Count; i++)
            {
                if (run.Arguments[i].Data is not Sym tensor || tensor.Node != node || run.Path.Outwards().Count() is var calls && calls <= depth) continue;
                (found, depth) = ((run, i), calls);
            }
        }
        return found;
    }

    private static bool Holds(Value value, Node node, out int? part)
    {
        part = null;
        var items = value.Data switch
        {
            Sym tensor => tensor.Node == node ? [] : null,
            TupleValue tuple => tuple.Items,
            ListValue list => [.. list.Items],
            Features features => [.. features.Maps.Select(m => new Value(m.Map))],
            _ => (Value[]?)null,
        };
        if (items is null) return false;
        if (value.Data is Sym) return true;
        for (var i = 0; i < items.Length; i++)
        {
            if (!Holds(items[i], node, out _)) continue;
            part = i;
            return true;
        }
        return false;
    }
}
