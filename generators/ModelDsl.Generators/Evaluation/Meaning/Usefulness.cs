using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Which steps of a graph its outputs depend on.</summary>
internal sealed class Usefulness
{
    private readonly Graph _graph;
    private readonly bool[] _matters;
    private readonly bool[] _isRead;
    private readonly HashSet<string> _trained = [];

    /// <param name="graph">The graph.</param>
    /// <param name="results">What the specification yields.</param>
    public Usefulness(Graph graph, IEnumerable<Sym> results)
    {
        _graph = graph;
        (_matters, _isRead) = (new bool[graph.Nodes.Count], new bool[graph.Nodes.Count]);
        foreach (var output in results.Concat(graph.Taps.Select(t => t.Value))) _matters[output.Node.Id] = true;
        for (var id = graph.Nodes.Count - 1; id >= 0; id--)
        {
            var node = graph.Nodes[id];
            foreach (var input in node.Inputs)
            {
                _isRead[input.Node.Id] = true;
                _matters[input.Node.Id] |= _matters[id];
            }
            if (_matters[id] && node.State.Count > 0) _trained.Add(node.Scope);
        }
    }

    /// <summary>The last steps of what no output depends on.</summary>
    public IEnumerable<Node> Ends => _graph.Nodes.Where(n => !_matters[n.Id] && !_isRead[n.Id]);

    /// <summary>Whether an output depends on a step.</summary>
    public bool Matters(Node node) => _matters[node.Id];

    /// <summary>Whether weights lie on the way to a useless step that nothing else trains.</summary>
    public bool Wastes(Node end)
    {
        var seen = new HashSet<int>();
        var open = new Stack<Node>([end]);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (_matters[node.Id] || !seen.Add(node.Id)) continue;
            if (node.State.Count > 0 && !_trained.Contains(node.Scope)) return true;
            foreach (var input in node.Inputs) open.Push(input.Node);
        }
        return false;
    }

    /// <summary>Whether a step works on what an earlier one yields, at once or through others.</summary>
    public static bool DependsOn(Node later, Node earlier)
    {
        var seen = new HashSet<int>();
        var open = new Stack<Node>([later]);
        while (open.Count > 0)
        {
            foreach (var input in open.Pop().Inputs)
            {
                if (input.Node == earlier) return true;
                if (input.Node.Id > earlier.Id && seen.Add(input.Node.Id)) open.Push(input.Node);
            }
        }
        return false;
    }
}
