using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.OnnxRuntime;
using ModelDsl.Generators.Targets.TorchSharp;
using ModelDsl.Generators.Targets.TorchSharp.Planning;
using ModelDsl.Generators.Targets.TorchSharp.Sharing;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The files of an assembly's models and of the blocks that they share.</summary>
internal static class Files
{
    /// <summary>Writes the files.</summary>
    /// <param name="drafts">The models.</param>
    /// <param name="surroundings">What of the project around them matters to their classes.</param>
    /// <param name="fault">What is reported of a model that cannot be written because of a fault in the generator.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static (ValueList<ModelResult> Models, ValueList<SourceFile> Blocks) Of(
        IReadOnlyList<ModelDraft> drafts, Surroundings surroundings, Func<ModelDeclaration, Exception, DiagnosticInfo> fault, CancellationToken cancellation)
    {
        if (!surroundings.Targets.Modules)
        {
            var free = new FileNames();
            return (drafts.Select(draft => SessionAlone(draft, free, surroundings.Hidden)).ToValueList(), ValueList<SourceFile>.Empty);
        }
        while (true)
        {
            var faults = new ConcurrentDictionary<ModelDraft, DiagnosticInfo>();
            var names = new FileNames();
            var shared = Share(drafts, surroundings, faults, fault, cancellation);
            // Elements of one list have one type: where some are new, the others are written too.
            if (shared is { InTheWay: { Count: > 0 } inTheWay })
            {
                var carried = surroundings.Carried;
                surroundings = surroundings with { Carried = carried with { Without = [.. carried.Without, .. inTheWay] } };
                continue;
            }
            var hidden = surroundings.Hidden;
            var modules = SideBySide(drafts.Select(d => (Draft: d, Hint: names.Take(d.Declaration!.FullName))), m => Model(m.Draft, shared, faults, fault, m.Hint, hidden), cancellation);
            var models = surroundings.Targets.Sessions ? modules.Select((m, i) => m with { Session = Session(drafts[i], names, hidden, isAlone: false) }).ToValueList() : modules.ToValueList();
            var blocks = (shared?.Plans.Values ?? []).Where(c => c.Kind != ClassKind.Model).GroupBy(c => c.Namespace).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Classes: g, Hint: names.Take(g.Key)));
            // Outer classes first: that is how one reads them.
            var files = SideBySide(blocks, b => new SourceFile(b.Hint, Qualification.Of(BlocksEmitter.Emit(b.Classes.Key, [.. b.Classes.Reverse()], [.. shared!.Views.Where(v => v.Namespace == b.Classes.Key)]), hidden)), cancellation);
            return (models, [.. files, .. surroundings.IsLibrary && shared is not null ? Structures(shared, cancellation) : []]);
        }
    }

    /// <summary>Files know nothing of each other once they have their names.</summary>
    private static ValueList<TResult> SideBySide<T, TResult>(IEnumerable<T> items, Func<T, TResult> write, CancellationToken cancellation)
    {
        List<T> all = [.. items];
        return all.AsParallel().AsOrdered().WithCancellation(cancellation).Select(write).ToValueList();
    }

    /// <summary>What a project that references this one must know of its classes.</summary>
    private static IEnumerable<SourceFile> Structures(Shared shared, CancellationToken cancellation)
    {
        var carried = SideBySide(shared.Sharing.Classes.Where(c => c.Given is null), c => CarriedClass.Of(c, shared.Plans[c.Built.Plan.FullName], BlocksEmitter.TextOf), cancellation).OfType<CarriedClass>().ToValueList();
        if (carried.Count > 0) yield return new SourceFile("BlockStructures.g.cs", StructuresEmitter.Emit(carried));
    }

    /// <summary>What models share, and the classes as they are written.</summary>
    /// <param name="Sharing">Which body is of which class.</param>
    /// <param name="Plans">The classes, by their full names.</param>
    /// <param name="Views">Their interfaces.</param>
    /// <param name="InTheWay">Classes of referenced assemblies that cannot be used beside those that are new.</param>
    private sealed record Shared(BlockSharing Sharing, IReadOnlyDictionary<string, ClassPlan> Plans, IReadOnlyList<InterfacePlan> Views, IReadOnlyCollection<string> InTheWay);

    /// <summary>The classes of all models; of each by itself where they fail together, to find out which one is to blame.</summary>
    private static Shared? Share(
        IReadOnlyList<ModelDraft> drafts, Surroundings surroundings, ConcurrentDictionary<ModelDraft, DiagnosticInfo> faults, Func<ModelDeclaration, Exception, DiagnosticInfo> fault,
        CancellationToken cancellation)
    {
        var whole = drafts.Where(d => d.Structure is not null).OrderBy(d => d.IsBroken).ToList();
        try
        {
            return whole.Count == 0 ? null : Of(whole);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            foreach (var draft in whole)
            {
                try
                {
                    _ = Of([draft]);
                }
                catch (Exception own) when (own is not OperationCanceledException)
                {
                    faults.TryAdd(draft, fault(draft.Declaration!, own));
                }
            }
            if (faults.Count == 0) faults.TryAdd(whole[whole.Count - 1], fault(whole[whole.Count - 1].Declaration!, e));
            var right = whole.Where(d => !faults.ContainsKey(d)).ToList();
            return right.Count == 0 ? null : Of(right);
        }

        Shared Of(IEnumerable<ModelDraft> some)
        {
            try
            {
                var sharing = BlockSharing.Of([.. some.Select(d => d.Structure!)], surroundings.Carried, ReservedNames.All, BlocksEmitter.TextOf, surroundings.IsTaken, cancellation);
                var (classes, views, inTheWay) = CommonViews.Add([.. sharing.Classes.Where(c => c.Given is null).Select(c => c.Built.Plan)], sharing.Classes.Where(c => c.Given is not null).ToDictionary(c => c.FullName, c => c.Given!.View));
                return new Shared(sharing, classes.ToDictionary(c => c.FullName), views, inTheWay);
            }
            catch (AggregateException e)
            {
                // Classes are built side by side; the first fault says enough.
                throw e.Flatten().InnerExceptions[0];
            }
        }
    }

    /// <summary>A model of which the project wants nothing but the session.</summary>
    private static ModelResult SessionAlone(ModelDraft draft, FileNames names, IReadOnlyDictionary<string, HiddenName> hidden) =>
        new(Session(draft, names, hidden, isAlone: true), Listing(draft.Declaration!, draft.IsBroken), draft.Diagnostics) { Weights = draft.Weights };

    /// <summary>The file of a model's session; none for a class that cannot be completed.</summary>
    private static SourceFile Session(ModelDraft draft, FileNames names, IReadOnlyDictionary<string, HiddenName> hidden, bool isAlone)
    {
        if (draft.ReturnsSeveral is null) return SourceFile.None;
        var declaration = draft.Declaration!;
        return new SourceFile(names.Take(declaration.FullName + ".Session"), Qualification.Of(SessionEmitter.Emit(declaration, draft.Structure?.Facts ?? ModelFacts.Of(declaration), isAlone), hidden));
    }

    private static ModelListing Listing(ModelDeclaration declaration, bool isBroken) =>
        new(declaration.Name, declaration.Namespace, declaration.FullName, isBroken, declaration.Places.NameArgument) { IsReachable = declaration.IsReachable };

    private static ModelResult Model(
        ModelDraft draft, Shared? shared, ConcurrentDictionary<ModelDraft, DiagnosticInfo> faults, Func<ModelDeclaration, Exception, DiagnosticInfo> fault, string hint,
        IReadOnlyDictionary<string, HiddenName> hidden)
    {
        try
        {
            return Model(draft, shared, faults, hint, hidden);
        }
        catch (Exception e) when (e is not OperationCanceledException && !faults.ContainsKey(draft))
        {
            // One model that cannot be written takes no other with it.
            faults.TryAdd(draft, fault(draft.Declaration!, e));
            return Model(draft, shared, faults, hint, hidden);
        }
    }

    private static ModelResult Model(ModelDraft draft, Shared? shared, ConcurrentDictionary<ModelDraft, DiagnosticInfo> faults, string hint, IReadOnlyDictionary<string, HiddenName> hidden)
    {
        var declaration = draft.Declaration!;
        var isFaulty = faults.TryGetValue(draft, out var fault);
        var listing = Listing(declaration, draft.IsBroken || isFaulty);
        var diagnostics = isFaulty ? draft.Diagnostics.Append(fault!).ToValueList() : draft.Diagnostics;
        if (draft.Structure is not { } structure || isFaulty)
            return new ModelResult(draft.ReturnsSeveral is { } several ? new SourceFile(hint, Qualification.Of(SkeletonEmitter.Emit(declaration, several), hidden)) : SourceFile.None, listing, diagnostics);
        var model = shared!.Sharing.Of(structure);
        var plan = new ModelPlan(declaration, structure.Facts, shared.Plans[model.Built.Plan.FullName], HasTables(model, shared.Sharing));
        return new ModelResult(new SourceFile(hint, Qualification.Of(ModelEmitter.Emit(plan), hidden)), listing, diagnostics) { Weights = draft.Weights };
    }

    private static bool HasTables(SharedClass part, BlockSharing shared) =>
        part.Built.Plan.Methods.Any(m => !m.IsCached) || part.Bodies[0].Inner.Any(inner => HasTables(shared.Of(inner), shared));
}

/// <summary>What of the project around its models matters to their classes.</summary>
/// <param name="Carried">The classes of blocks that referenced assemblies have.</param>
/// <param name="IsLibrary">Whether others may reference it.</param>
/// <param name="IsTaken">Whether a full name is that of a type.</param>
/// <param name="Hidden">Short names that mean something else in the project, and what they are in full.</param>
/// <param name="Targets">What the project gets of its models.</param>
internal sealed record Surroundings(CarriedBlocks Carried, bool IsLibrary, Func<string, bool> IsTaken, IReadOnlyDictionary<string, HiddenName> Hidden, EmittedTargets Targets);
