using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Model.Sharing;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The files of an assembly's models and of the blocks that they share.</summary>
internal static class Files
{
    /// <summary>Writes the files.</summary>
    /// <param name="drafts">The models.</param>
    /// <param name="surroundings">What of the project around them matters to their classes.</param>
    /// <param name="fault">What is told of a model that cannot be written through a fault of ours.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static (ValueList<ModelResult> Models, ValueList<SourceFile> Blocks) Of(
        IReadOnlyList<ModelDraft> drafts, Surroundings surroundings, Func<ModelDeclaration, Exception, DiagnosticInfo> fault, CancellationToken cancellation)
    {
        while (true)
        {
            var faults = new Dictionary<ModelDraft, DiagnosticInfo>();
            var shared = Share(drafts, surroundings, faults, fault, cancellation);
            IReadOnlyList<SharedClass> found = shared?.Classes ?? [];
            var (classes, views, inTheWay) = CommonViews.Add([.. found.Where(c => c.Given is null).Select(c => c.Built.Plan)], found.Where(c => c.Given is not null).ToDictionary(c => c.FullName, c => c.Given!.View));
            // Elements of one list have one type: where some are new, the others are written too.
            if (inTheWay.Count > 0)
            {
                var carried = surroundings.Carried;
                surroundings = surroundings with { Carried = carried with { Without = [.. carried.Without, .. inTheWay] } };
                continue;
            }
            var byName = classes.ToDictionary(c => c.FullName);
            var models = drafts.Select(draft => Model(draft, shared, byName, faults)).ToValueList();
            var blocks = classes.Where(c => c.Kind != ClassKind.Model).GroupBy(c => c.Namespace).OrderBy(g => g.Key, StringComparer.Ordinal)
                // Outer classes first: that is how one reads them.
                .Select(g => new SourceFile(g.Key + ".g.cs", BlocksEmitter.Emit(g.Key, [.. g.Reverse()], [.. views.Where(v => v.Namespace == g.Key)])));
            return (models, [.. blocks, .. surroundings.IsLibrary ? Structures(found, byName) : []]);
        }
    }

    /// <summary>What a project that references this one must know of its classes.</summary>
    private static IEnumerable<SourceFile> Structures(IReadOnlyList<SharedClass> found, Dictionary<string, ClassPlan> plans)
    {
        var carried = found.Where(c => c.Given is null).Select(c => CarriedClass.Of(c, plans[c.FullName], BlocksEmitter.TextOf)).OfType<CarriedClass>().ToValueList();
        if (carried.Count > 0) yield return new SourceFile("BlockStructures.g.cs", StructuresEmitter.Emit(carried));
    }

    /// <summary>The classes of all models; of each by itself where they fail together, to find out which one is to blame.</summary>
    private static BlockSharing? Share(
        IReadOnlyList<ModelDraft> drafts, Surroundings surroundings, Dictionary<ModelDraft, DiagnosticInfo> faults, Func<ModelDeclaration, Exception, DiagnosticInfo> fault,
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
                    faults.Add(draft, fault(draft.Declaration!, own));
                }
            }
            if (faults.Count == 0) faults.Add(whole[whole.Count - 1], fault(whole[whole.Count - 1].Declaration!, e));
            var right = whole.Where(d => !faults.ContainsKey(d)).ToList();
            return right.Count == 0 ? null : Of(right);
        }

        BlockSharing Of(IEnumerable<ModelDraft> some)
        {
            try
            {
                return BlockSharing.Of([.. some.Select(d => d.Structure!)], surroundings.Carried, ReservedNames.All, BlocksEmitter.TextOf, surroundings.IsTaken, cancellation);
            }
            catch (AggregateException e)
            {
                // Classes are built side by side; the first fault says enough.
                throw e.Flatten().InnerExceptions[0];
            }
        }
    }

    private static ModelResult Model(ModelDraft draft, BlockSharing? shared, Dictionary<string, ClassPlan> classes, Dictionary<ModelDraft, DiagnosticInfo> faults)
    {
        var declaration = draft.Declaration!;
        var hint = declaration.FullName.Replace("@", "") + ".g.cs";
        var isFaulty = faults.TryGetValue(draft, out var fault);
        var listing = new ModelListing(declaration.Name, declaration.Namespace, declaration.FullName, draft.IsBroken || isFaulty, declaration.Places.NameArgument);
        var diagnostics = isFaulty ? draft.Diagnostics.Append(fault!).ToValueList() : draft.Diagnostics;
        if (draft.Structure is not { } structure || isFaulty)
            return new ModelResult(draft.ReturnsSeveral is { } several ? new SourceFile(hint, SkeletonEmitter.Emit(declaration, several)) : SourceFile.None, listing, diagnostics);
        var model = shared!.Of(structure);
        var plan = new ModelPlan(declaration, structure.Facts, classes[model.Built.Plan.FullName], HasTables(model, shared));
        return new ModelResult(new SourceFile(hint, ModelEmitter.Emit(plan)), listing, diagnostics) { Weights = draft.Weights };
    }

    private static bool HasTables(SharedClass part, BlockSharing shared) =>
        part.Built.Plan.Methods.Any(m => !m.IsCached) || part.Bodies[0].Inner.Any(inner => HasTables(shared.Of(inner), shared));
}

/// <summary>What of the project around its models matters to their classes.</summary>
/// <param name="Carried">The classes of blocks that referenced assemblies have.</param>
/// <param name="IsLibrary">Whether others may reference it.</param>
/// <param name="IsTaken">Whether a full name is that of a type.</param>
internal sealed record Surroundings(CarriedBlocks Carried, bool IsLibrary, Func<string, bool> IsTaken);
