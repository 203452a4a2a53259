using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Review;
using ModelDsl.Generators.Targets.TorchSharp;
using ModelDsl.Generators.Targets.TorchSharp.Sharing;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Pipeline;

/// <summary>Leads models through the rooms: declaration, evaluation, bodies, review, and together to files.</summary>
internal static class Conductor
{
    private static readonly ConditionalWeakTable<ModelDraft, StrongBox<Written?>> s_written = new();

    /// <summary>Evaluates the models of a compilation that nobody has evaluated yet, and writes their files.</summary>
    public static ProjectResult Project(Compilation compilation, CancellationToken cancellation)
    {
        var drafts = EvaluateAll(compilation, cancellation);
        var (models, blocks) = Write(drafts, compilation, cancellation);
        var listings = models.Select(m => m.Listing).ToList();
        var byType = listings.OrderBy(l => l.TypeName, StringComparer.Ordinal);
        return new ProjectResult(
            models, blocks, Catalog.Of(listings.Where(l => !l.IsBroken), compilation, EmittedTargets.Of(compilation)),
            DeclarationCheck.CheckNames(byType.Select(l => (l.Name, l.TypeName, l.Where))).ToValueList(),
            IsLibrary(compilation) ? SpecificationSources.Collect(compilation, cancellation).ToValueList() : ValueList<(string, string)>.Empty);
    }

    /// <summary>Evaluates a model, or recalls the result where nothing it depends on has changed.</summary>
    /// <param name="declaration">A type with an attribute that may be <c>[Model]</c>.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns><see cref="ModelDraft.None"/> for a type that is not a model.</returns>
    public static ModelDraft Model(TypeDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellation) =>
        ModelCache.GetOrEvaluate(declaration, compilation, cancellation, () =>
            compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is not { } type ? (ModelDraft.None, [declaration.SyntaxTree])
            : DeclarationCheck.IsModel(type) ? Evaluate(type, compilation, cancellation)
            : (ModelDraft.None, [.. type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree)]));

    private static (ModelDraft Draft, IReadOnlyCollection<SyntaxTree> TreesRead) Evaluate(INamedTypeSymbol model, Compilation compilation, CancellationToken cancellation)
    {
        var declaration = DeclarationReader.Read(model, compilation);
        var wrong = DeclarationCheck.Check(model, compilation);
        // A class that cannot be completed gets no skeleton either; the message says what to mend.
        if (wrong.Count > 0) return (new ModelDraft(declaration, null, null, wrong.ToValueList(), null), model.DeclaringSyntaxReferences.Select(r => r.SyntaxTree).ToList());
        var returnsSeveral = DeclarationCheck.DefineOf(model)?.ReturnType.Name != "Sym";
        Evaluation.Evaluation evaluation;
        try
        {
            evaluation = SpecificationEvaluator.Evaluate(model, compilation, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (new ModelDraft(declaration, null, returnsSeveral, [Internal(declaration, e)], null), [.. model.DeclaringSyntaxReferences.Select(r => r.SyntaxTree)]);
        }
        if (evaluation.Diagnostics.Count > 0 || evaluation.Results.Count == 0)
            return (new ModelDraft(declaration, Outline(evaluation, declaration, cancellation), returnsSeveral, evaluation.Diagnostics.ToValueList(), null), evaluation.TreesRead);
        try
        {
            var parameters = HyperParameterReader.Read(evaluation, compilation, declaration.Places);
            var structure = ModelStructure.Of(evaluation, declaration, parameters.Select(p => p.Plan).ToValueList(), TorchSharpTarget.Passes, cancellation);
            var remarks = MeaningReview.Of(evaluation, compilation, change => SpecificationEvaluator.EvaluateRight(model, change.In(compilation, cancellation), cancellation))
                .Concat(InputReview.Of(declaration, evaluation.Graph)).Concat(PreprocessingReview.Of(declaration, evaluation.Graph.Inputs)).Concat(BudgetReview.Of(declaration, structure.Facts)).Concat(CostReview.Of(declaration, evaluation.Graph, structure.Facts)).ToValueList();
            // Places are sought only for a file to be checked: that binds the arguments of Define.
            var deciding = new DecidingArgument(model, compilation);
            var weights = declaration.Weights is { } file
                ? WeightsDeclaration.Of(declaration.TypeName, file, evaluation.Graph, parameters.Select(p => deciding.Placed(p.Plan, p.Mark)))
                : null;
            return (new ModelDraft(declaration, structure, returnsSeveral, remarks, weights), evaluation.TreesRead);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (new ModelDraft(declaration, null, returnsSeveral, [Internal(declaration, e)], null), evaluation.TreesRead);
        }
    }

    /// <summary>Nobody references a program.</summary>
    private static bool IsLibrary(Compilation compilation) => compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary;

    private static DiagnosticInfo Internal(ModelDeclaration declaration, Exception e) =>
        DiagnosticInfo.Create(DiagnosticDescriptors.Internal, declaration.Places.Name, declaration.TypeName, e.GetType().Name + ": " + e.Message.Replace('\n', ' '));

    /// <summary>The module as it would be with the sizes that were assumed; null where the evaluation did not finish or nothing fits together.</summary>
    private static ModelStructure? Outline(Evaluation.Evaluation evaluation, ModelDeclaration declaration, CancellationToken cancellation)
    {
        if (evaluation.Results.Count == 0) return null;
        try
        {
            var structure = ModelStructure.OutlineOf(evaluation, declaration, TorchSharpTarget.Passes, cancellation);
            // Two layers of different kinds at one place have no class in common.
            if (HasTakenPlace(evaluation.Graph)) return null;
            // What cannot be written by itself cannot be written among others.
            _ = BlockSharing.Of([structure], CarriedBlocks.None, ReservedNames.All, BlocksEmitter.TextOf, _ => false, cancellation);
            return structure;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }

    private static bool HasTakenPlace(Graph graph) => graph.Nodes.Where(n => n.Op is LayerOp && n.Scope.Length > 0).GroupBy(n => n.Scope).Any(g => g.Select(n => n.Op.GetType()).Distinct().Skip(1).Any());

    /// <summary>The files of all models and of the blocks that they share; the same objects where no model has changed.</summary>
    private static (ValueList<ModelResult> Models, ValueList<SourceFile> Blocks) Write(ValueList<ModelDraft> drafts, Compilation compilation, CancellationToken cancellation)
    {
        if (drafts.Count == 0) return (ValueList<ModelResult>.Empty, ValueList<SourceFile>.Empty);
        var last = s_written.GetValue(drafts[0], _ => new StrongBox<Written?>());
        var known = Volatile.Read(ref last.Value);
        if (known is not null && !(known.Drafts.Count == drafts.Count && known.Drafts.Zip(drafts, ReferenceEquals).All(same => same))) known = null;
        if (known is not null && known.Hidden.StillHold(compilation, cancellation)) return (known.Models, known.Blocks);
        var hidden = HiddenNames.In(compilation, drafts.Select(d => d.Declaration!.MetadataName), cancellation);
        if (known is null || !AreSame(known.Hidden.Names, hidden.Names))
        {
            var surroundings = new Surroundings(ReferencedBlocks.Of(compilation), IsLibrary(compilation), name => compilation.GetTypeByMetadataName(name) is not null, hidden.Names, EmittedTargets.Of(compilation));
            var (models, blocks) = Files.Of(drafts, surroundings, Internal, cancellation);
            known = new Written(drafts, hidden, SharedMistakes.ToldOnce(models), blocks);
        }
        else
        {
            known = known with { Hidden = hidden };
        }
        Volatile.Write(ref last.Value, known);
        return (known.Models, known.Blocks);
    }

    private static bool AreSame(IReadOnlyDictionary<string, HiddenName> names, IReadOnlyDictionary<string, HiddenName> others) =>
        names.Count == others.Count && names.All(n => others.TryGetValue(n.Key, out var full) && full == n.Value);

    private sealed record Written(ValueList<ModelDraft> Drafts, HiddenNames Hidden, ValueList<ModelResult> Models, ValueList<SourceFile> Blocks);

    /// <summary>
    /// Models are evaluated side by side: they share nothing but what is bound once for all. Each core takes the next one when
    /// it is done with one. After most edits nothing is to be done, so what is remembered is collected before.
    /// </summary>
    private static ValueList<ModelDraft> EvaluateAll(Compilation compilation, CancellationToken cancellation)
    {
        var declarations = MarkedTypes.With(nameof(ModelAttribute), compilation, cancellation);
        var drafts = declarations.Select(d => ModelCache.Find<ModelDraft>(d, compilation, cancellation)).ToArray();
        var missing = Enumerable.Range(0, drafts.Length).Where(i => drafts[i] is null).ToList();
        if (missing.Count > 0)
            Partitioner.Create(FromBothEnds(missing), EnumerablePartitionerOptions.NoBuffering).AsParallel().WithCancellation(cancellation)
                .ForAll(i => drafts[i] = Model(declarations[i], compilation, cancellation));
        // The names of shared classes follow the order of the models; that of the files is another one on each machine.
        return drafts.OfType<ModelDraft>().Where(draft => draft.Declaration is not null).OrderBy(draft => draft.Declaration!.MetadataName, StringComparer.Ordinal).ToValueList();
    }

    /// <summary>Neighbours are of one family: two cores that begin at one end would both bind the same methods first.</summary>
    private static IEnumerable<T> FromBothEnds<T>(IReadOnlyList<T> items)
    {
        for (var i = 0; i < items.Count; i++) yield return i % 2 == 0 ? items[i / 2] : items[items.Count - 1 - i / 2];
    }
}
