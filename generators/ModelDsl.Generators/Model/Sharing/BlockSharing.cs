using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ModelDsl.Generators.Model.Sharing;

/// <summary>Finds the classes that the models of an assembly share: one for all bodies of a block that differ in numbers only.</summary>
internal sealed class BlockSharing
{
    // The objects of models, and those that stand for all that are equal to them.
    private readonly Dictionary<Body, Body> _bodies = new(ByReference.One);
    private readonly Dictionary<Body, Body> _skeletons = new(ByReference.One);
    private readonly Dictionary<Body, SharedClass> _byBody = new(ByReference.One);
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

    /// <summary>Finds and builds the classes of some models.</summary>
    /// <param name="models">The models; those with errors last.</param>
    /// <param name="reserved">Names that no class may have.</param>
    /// <param name="isTaken">Whether a full name is that of a type.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static BlockSharing Of(IReadOnlyList<ModelStructure> models, IReadOnlyList<string> reserved, Func<string, bool> isTaken, CancellationToken cancellation)
    {
        var sharing = new BlockSharing(models);
        ClassNames.Decide(sharing.Classes, reserved, isTaken);
        foreach (var shared in sharing.Classes) shared.DecideRates(sharing.Of);
        // No property may hide the namespace of blocks.
        string[] unqualified = [.. reserved, .. sharing.Classes.Where(c => !c.IsModel).Select(c => c.Namespace.Substring(c.Namespace.LastIndexOf('.') + 1)).Distinct()];
        // A class needs those inside it, not those beside it.
        foreach (var level in sharing.Classes.GroupBy(c => c.IsModel ? int.MaxValue : c.Height))
            level.AsParallel().WithCancellation(cancellation).ForAll(shared => shared.Built = new ClassBuilder(sharing, shared, unqualified).Build());
        return sharing;
    }

    /// <summary>The class of a body that those of other classes own or call.</summary>
    public SharedClass Of(Body body) => _byBody[body];

    /// <summary>The class of a model.</summary>
    public SharedClass Of(ModelStructure model) => _models[model];

    private void Add(ModelStructure model)
    {
        foreach (var found in model.Classes.All)
        {
            var body = found.Body.Linked(inner => _bodies[inner]);
            var skeleton = found.Skeleton.Linked(inner => _skeletons[inner]);
            if (found.IsModel || !_bySkeleton.TryGetValue(skeleton, out var shared))
            {
                shared = new SharedClass(found.Home, body.Inner.Select(inner => Of(inner).Height + 1).DefaultIfEmpty(0).Max(), found.IsModel, skeleton);
                _found.Add(shared);
                if (found.IsModel) _models.Add(model, shared);
                else _bySkeleton.Add(skeleton, shared);
            }
            _skeletons.Add(found.Skeleton, shared.Skeleton);
            _bodies.Add(found.Body, body = shared.Add(model, found, body));
            _byBody[body] = shared;
        }
    }

    private sealed class ByReference : IEqualityComparer<Body>
    {
        public static readonly ByReference One = new();

        public bool Equals(Body x, Body y) => ReferenceEquals(x, y);

        public int GetHashCode(Body body) => RuntimeHelpers.GetHashCode(body);
    }
}
