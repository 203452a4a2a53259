using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>A way of values from one box of a drawing to another.</summary>
/// <param name="From">The box that yields them.</param>
/// <param name="To">A box that reads them.</param>
internal readonly record struct Flow(int From, int To);

/// <summary>
/// The stages of a model and what flows between them, by the graph of its specification: stages stand in the order in which they
/// compute. A model without a specification has stages only, in the order of its state_dict.
/// </summary>
internal sealed class StageFlow
{
    private readonly int _inputs;
    private readonly HashSet<Flow> _flows = [];
    private readonly Dictionary<string, int?> _stageOf = [];

    private StageFlow(ModelDescription model)
    {
        (_inputs, Stages) = (model.Inputs.Count, Stage.Of(model.Layers));
        if (model.Specification is not { } specify) return;
        var specification = specify();
        var order = specification.Graph.Nodes.Where(n => n.Inputs.Count > 0).Select(n => StageOf(n.Scope)).OfType<int>().Distinct().ToList();
        Stages = [.. order.Concat(Enumerable.Range(0, Stages.Count).Except(order)).Select(i => Stages[i])];
        _stageOf.Clear();
        Follow(specification);
    }

    /// <summary>The stages.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>What flows between boxes: the inputs of the model come first, then its stages, then its outputs.</summary>
    public IReadOnlyCollection<Flow> Flows => _flows;

    /// <summary>Finds them.</summary>
    /// <param name="model">The model.</param>
    public static StageFlow Of(ModelDescription model) => new(model);

    private void Follow(Specification specification)
    {
        // For each value the boxes that it comes from: one for what a layer yields, several where steps between layers join them.
        var sources = specification.Graph.Inputs.Index().ToDictionary(input => input.Item.Node, input => new[] { input.Index });
        foreach (var node in specification.Graph.Nodes.Where(n => !sources.ContainsKey(n)))
        {
            int[] read = [.. node.Inputs.SelectMany(i => sources[i.Node]).Distinct()];
            if (StageOf(node.Scope) is { } stage)
            {
                var box = _inputs + stage;
                _flows.UnionWith(Nearest(read).Where(s => s != box).Select(s => new Flow(s, box)).ToList());
                read = [box];
            }
            sources[node] = read;
        }
        foreach (var (i, output) in specification.Outputs.Index())
            _flows.UnionWith(Nearest(sources[output.Value.Node]).Select(s => new Flow(s, _inputs + Stages.Count + i)).ToList());
    }

    /// <summary>Where a box has added what it reads to what it yields, the sum comes from that box alone.</summary>
    private IEnumerable<int> Nearest(int[] boxes) => boxes.Where(box => !boxes.Any(other => _flows.Contains(new(box, other))));

    private int? StageOf(string scope)
    {
        if (scope.Length == 0) return null;
        if (_stageOf.TryGetValue(scope, out var known)) return known;
        var found = Enumerable.Range(0, Stages.Count).FirstOrDefault(i => LayerPath.IsIn(scope, Stages[i].Path), -1);
        return _stageOf[scope] = found < 0 ? null : found;
    }
}
