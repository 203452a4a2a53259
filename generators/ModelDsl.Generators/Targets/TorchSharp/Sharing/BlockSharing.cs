using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>Finds the classes that the models of an assembly share: one for all bodies of a block that differ in numbers only.</summary>
internal sealed class BlockSharing
{
    // The objects of models, and those that stand for all that are equal to them.
    private readonly Dictionary<Body, Body> _bodies = new(ByReference.One);
    private readonly Dictionary<Body, Body> _skeletons = new(ByReference.One);
    private readonly Dictionary<Body, SharedClass> _byBody = new(ByReference.One);
    private readonly Dictionary<Body, SharedClass> _bySkeleton = [];
    private readonly Dictionary<ModelStructure, SharedClass> _models = [];
    private readonly Dictionary<CarriedClass, SharedClass> _given = [];
    private readonly List<SharedClass> _found = [];
    private readonly CarriedBlocks _carried;
    private readonly ILookup<string, CarriedClass> _carriedByBlock;
    private readonly IReadOnlyList<string> _reserved;
    private readonly Func<ClassPlan, string> _textOf;

    private BlockSharing(IEnumerable<ModelStructure> models, CarriedBlocks carried, IReadOnlyList<string> reserved, Func<ClassPlan, string> textOf)
    {
        (_carried, _carriedByBlock, _reserved, _textOf) = (carried, carried.ByBlock(), reserved, textOf);
        foreach (var model in models) Add(model);
        Classes = [.. _found.OrderBy(c => c.IsModel).ThenBy(c => c.Height)];
    }

    /// <summary>The classes, inner ones first; models come last.</summary>
    public IReadOnlyList<SharedClass> Classes { get; }

    /// <summary>Finds and builds the classes of some models.</summary>
    /// <param name="models">The models; those with errors last.</param>
    /// <param name="carried">The classes that referenced assemblies have.</param>
    /// <param name="reserved">Names that no class may have.</param>
    /// <param name="textOf">The text of a class.</param>
    /// <param name="isTaken">Whether a full name is that of a type.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static BlockSharing Of(
        IReadOnlyList<ModelStructure> models, CarriedBlocks carried, IReadOnlyList<string> reserved, Func<ClassPlan, string> textOf, Func<string, bool> isTaken, CancellationToken cancellation)
    {
        var sharing = new BlockSharing(models, carried, reserved, textOf);
        ClassNames.Decide([.. sharing.Classes.Where(c => c.Given is null)], reserved, carried, isTaken);
        foreach (var shared in sharing.Classes) shared.DecideRates(sharing.Of);
        // No property may hide the namespace of blocks.
        string[] unqualified = [.. reserved, .. sharing.Classes.Where(c => !c.IsModel).Select(c => c.Namespace.Substring(c.Namespace.LastIndexOf('.') + 1)).Distinct()];
        // A class needs those inside it, not those beside it.
        foreach (var level in sharing.Classes.GroupBy(c => c.IsModel ? int.MaxValue : c.Height))
            level.AsParallel().WithCancellation(cancellation).Where(c => c.Given is null).ForAll(shared => shared.Built = new ClassBuilder(sharing, shared, unqualified).Build());
        return sharing;
    }

    /// <summary>The class of a body that those of other classes own or call.</summary>
    public SharedClass Of(Body body) => _byBody[body];

    /// <summary>The class of a model.</summary>
    public SharedClass Of(ModelStructure model) => _models[model];

    private void Add(ModelStructure model)
    {
        foreach (var found in model.Classes)
        {
            var body = found.Body.Linked(inner => _bodies[inner]);
            var skeleton = found.Skeleton.Linked(inner => _skeletons[inner]);
            var shared = Given(model, found, body, skeleton) ?? Own(model, found, body, skeleton);
            _skeletons.Add(found.Skeleton, shared.Skeleton);
            _bodies.Add(found.Body, body = shared.Add(model, found, body));
            _byBody[body] = shared;
            // What is around it may be another assembly's too, which is found out by building it.
            if (shared.Given is not null) shared.Built = Build(shared);
        }
    }

    private SharedClass Own(ModelStructure model, ModuleClass found, Body body, Body skeleton)
    {
        if (!found.IsModel && _bySkeleton.TryGetValue(skeleton, out var known)) return known;
        var shared = new SharedClass(found.Home, HeightOf(body), found.IsModel, skeleton);
        _found.Add(shared);
        if (found.IsModel) _models.Add(model, shared);
        else _bySkeleton.Add(skeleton, shared);
        return shared;
    }

    /// <summary>The class of another assembly that a body is an instance of: one that would have the same text, with parameters for all numbers in which it differs.</summary>
    private SharedClass? Given(ModelStructure model, ModuleClass found, Body body, Body skeleton)
    {
        if (found.IsModel || !found.Home.IsForeign || body.Inner.Any(inner => Of(inner).Given is null)) return null;
        foreach (var given in _carriedByBlock[SharedClass.BlockOf(found.Home, body)])
        {
            if (!found.Rates.TrueForAll(place => CarriedRates.Fit(given.Rates, place))) continue;
            var attempt = SharedClass.Of(given, found.Home, HeightOf(body), skeleton);
            attempt.Add(model, found, body);
            var built = Build(attempt);
            if (!built.IsWhatIsGiven || CarriedClass.HashOf(built.Plan, _textOf) != given.Text) continue;
            if (_given.TryGetValue(given, out var known)) return known;
            var shared = SharedClass.Of(given, found.Home, HeightOf(body), skeleton);
            _given.Add(given, shared);
            _found.Add(shared);
            return shared;
        }
        return null;
    }

    private BuiltClass Build(SharedClass given) => new ClassBuilder(this, given, [.. _reserved, .. _carried.NamespacesBeside(given.Given!)]).Build();

    private int HeightOf(Body body) => body.Inner.Select(inner => Of(inner).Height + 1).DefaultIfEmpty(0).Max();

    private sealed class ByReference : IEqualityComparer<Body>
    {
        public static readonly ByReference One = new();

        public bool Equals(Body x, Body y) => ReferenceEquals(x, y);

        public int GetHashCode(Body body) => RuntimeHelpers.GetHashCode(body);
    }
}
