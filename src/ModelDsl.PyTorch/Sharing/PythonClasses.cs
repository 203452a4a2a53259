namespace ModelDsl.PyTorch.Sharing;

/// <summary>The classes of a model's file.</summary>
internal sealed class PythonClasses
{
    private readonly Dictionary<Body, Body> _bodies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Body, Body> _skeletons = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Body, PythonClass> _byBody = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Body, PythonClass> _bySkeleton = [];
    private readonly List<PythonClass> _all = [];

    private PythonClasses(IEnumerable<ModuleClass> found)
    {
        foreach (var one in found) Add(one);
    }

    /// <summary>The classes, inner ones first; the model is the last.</summary>
    public IReadOnlyList<PythonClass> All => _all;

    /// <summary>Finds the classes of a model and names them.</summary>
    /// <param name="specification">The model.</param>
    /// <param name="model">The name of its class.</param>
    /// <param name="reserved">Names that no class may have.</param>
    public static PythonClasses Of(Specification specification, string model, IEnumerable<string> reserved)
    {
        var graph = specification.Graph;
        var root = ModuleInstance.Of(graph, specification.Blocks, specification.Outputs.Select(o => ((string?)o.Name, o.Value)));
        var classes = new PythonClasses(ModuleClasses.Of(graph, StateTree.Of(graph, root), specification.Names, new BlockHome("", model, false), [new CountInWholeNumbers(), new RemoveDeadSteps()], CancellationToken.None, hasGroups: false).All);
        PythonClassNames.Decide(classes.All, model, reserved);
        foreach (var one in classes.All) one.DecideRates(classes.Of);
        return classes;
    }

    /// <summary>The class of a body that those of other classes own or call.</summary>
    public PythonClass Of(Body body) => _byBody[body];

    private void Add(ModuleClass found)
    {
        var body = found.Body.Linked(inner => _bodies[inner]);
        var skeleton = found.Skeleton.Linked(inner => _skeletons[inner]);
        if (found.IsModel || !_bySkeleton.TryGetValue(skeleton, out var shared))
        {
            _all.Add(shared = new PythonClass(found.IsModel, skeleton));
            if (!found.IsModel) _bySkeleton.Add(skeleton, shared);
        }
        _skeletons.Add(found.Skeleton, shared.Skeleton);
        _bodies.Add(found.Body, body = shared.Add(found, body));
        _byBody[body] = shared;
    }
}
