using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace ModelDsl.Generators.Model.Sharing;

/// <summary>Finds the classes that the models of an assembly share: one for all bodies of a block that differ in numbers only.</summary>
internal sealed class BlockSharing
{
    private readonly Dictionary<Body, Body> _skeletons = [];
    private readonly Dictionary<Body, SharedClass> _bySkeleton = [];
    private readonly Dictionary<ModelStructure, SharedClass> _models = [];
    private readonly List<SharedClass> _found = [];

    private BlockSharing(IEnumerable<ModelStructure> models)
    {
        foreach (var model in models) Add(model);
        Classes = [.. _found.OrderBy(c => c.IsModel).ThenBy(c => c.Height)];
    }

    /// <summary>The classes, inner ones first; models come last.</summary>
    public IReadOnlyList<SharedClass> Classes { get; }

    /// <summary>The namespaces of blocks without what is in front; no property may hide one.</summary>
    public IReadOnlyList<string> Namespaces => [.. Classes.Where(c => !c.IsModel).Select(c => c.Namespace.Substring(c.Namespace.LastIndexOf('.') + 1)).Distinct()];

    /// <summary>Finds and builds the classes of some models.</summary>
    /// <param name="models">The models; those with errors last.</param>
    /// <param name="reserved">Names that no class may have.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static BlockSharing Of(IReadOnlyList<ModelStructure> models, IReadOnlyList<string> reserved, CancellationToken cancellation)
    {
        var sharing = new BlockSharing(models);
        ClassNames.Decide(sharing.Classes, reserved);
        foreach (var shared in sharing.Classes) shared.DecideRates(sharing.Of);
        foreach (var shared in sharing.Classes)
        {
            cancellation.ThrowIfCancellationRequested();
            shared.Built = new ClassBuilder(sharing, shared, reserved).Build();
        }
        return sharing;
    }

    /// <summary>The class of a body that others own or call.</summary>
    public SharedClass Of(Body body) => _bySkeleton[_skeletons[body]];

    /// <summary>The class of a model.</summary>
    public SharedClass Of(ModelStructure model) => _models[model];

    private void Add(ModelStructure model)
    {
        foreach (var body in model.Classes.All)
        {
            var shared = body.IsModel ? null : Known(body);
            if (shared is null)
            {
                shared = new SharedClass(body.Home, body.Body.Inner.Select(inner => Of(inner).Height + 1).DefaultIfEmpty(0).Max(), body.IsModel);
                _found.Add(shared);
                if (body.IsModel) _models.Add(model, shared);
                else _bySkeleton.Add(_skeletons[body.Body], shared);
            }
            shared.Add(model, body);
        }
    }

    private SharedClass? Known(ModuleClass body)
    {
        if (!_skeletons.TryGetValue(body.Body, out var skeleton)) _skeletons.Add(body.Body, skeleton = new Skeleton(inner => _skeletons[inner]).Body(body.Body));
        return _bySkeleton.TryGetValue(skeleton, out var known) ? known : null;
    }
}
