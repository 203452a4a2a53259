using ModelDsl.PyTorch.Lowering;
using ModelDsl.PyTorch.Sharing;

namespace ModelDsl.PyTorch.Writing;

/// <summary>What the classes of a file have in common.</summary>
/// <param name="specification">The model.</param>
/// <param name="classes">Its classes.</param>
internal sealed class FileContext(Specification specification, PythonClasses classes)
{
    private readonly HashSet<string> _parts = [];

    /// <summary>The model.</summary>
    public Specification Specification { get; } = specification;

    /// <summary>Its classes.</summary>
    public PythonClasses Classes { get; } = classes;

    /// <summary>How weights start.</summary>
    public Inits Inits { get; } = new();

    /// <summary>The rates, as the configuration tells them.</summary>
    public RateTexts Rates { get; } = RateTexts.Of(specification.Graph);

    /// <summary>The symbols of the model's inputs.</summary>
    public IReadOnlyList<string> Axes { get; } = [.. specification.Graph.Inputs.SelectMany(i => i.Shape).SelectMany(d => d.Symbols).Select(s => s.Name)];

    /// <summary>The last linear layer, whose outputs are the classes; null where there is none.</summary>
    public (string Path, LinearOp Op)? Head { get; } = HeadOf(specification);

    /// <summary>The classes whose instances repeat and hold no others that do: each is wrapped and checkpointed by itself.</summary>
    public IReadOnlyList<PythonClass> Units { get; } = UnitsOf(classes);

    /// <summary>Whether the file needs a part.</summary>
    public bool HasPart(string part) => _parts.Contains(part);

    /// <summary>Notes that the file needs a part.</summary>
    public void Needs(string part) => _parts.Add(part);

    private static (string Path, LinearOp Op)? HeadOf(Specification specification)
    {
        if (specification.Outputs.Count != 1 || specification.Outputs[0].Value is not { Rank: 2 } logits) return null;
        if (logits.Node is not { Op: LinearOp { OutFeatures.IsConstant: true } head } node) return null;
        return specification.Graph.Nodes.Count(n => n.Scope == node.Scope) == 1 ? (node.Scope, head) : null;
    }

    private static IReadOnlyList<PythonClass> UnitsOf(PythonClasses classes)
    {
        var repeated = classes.All.SelectMany(c => c.Bodies).SelectMany(b => InLists(b.State, false)).Select(classes.Of).ToHashSet();
        return [.. classes.All.Where(c => repeated.Contains(c) && !c.Bodies.Any(b => InLists(b.State, false).Any()))];
    }

    private static IEnumerable<Body> InLists(IEnumerable<Slot> slots, bool isList) => slots.SelectMany(slot => slot switch
    {
        RepeatSlot repeat => [repeat.Body],
        BodySlot inner when isList => [inner.Body],
        ListSlot list => InLists(list.Items, true),
        _ => Enumerable.Empty<Body>(),
    });
}
