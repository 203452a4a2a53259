using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
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
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Pipeline;

/// <summary>Leads a model through the rooms: declaration, evaluation, plan, review, file.</summary>
internal static class Conductor
{
    /// <summary>Evaluates the models of a compilation that nobody has evaluated yet.</summary>
    public static ProjectResult Project(Compilation compilation, CancellationToken cancellation)
    {
        var models = EvaluateAll(compilation, cancellation);
        var listings = models.Select(m => m.Listing).ToList();
        var byType = listings.OrderBy(l => l.TypeName, StringComparer.Ordinal);
        return new ProjectResult(
            models, Catalog.Of(listings.Where(l => !l.IsBroken), compilation),
            DeclarationCheck.CheckNames(byType.Select(l => (l.Name, l.TypeName, l.Where))).ToValueList(),
            // Nobody references a program.
            compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary ? SpecificationSources.Collect(compilation, cancellation).ToValueList() : ValueList<(string, string)>.Empty);
    }

    /// <summary>Evaluates a model, or recalls the result where nothing it depends on has changed.</summary>
    /// <param name="declaration">A type with an attribute that may be <c>[Model]</c>.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns><see cref="ModelResult.None"/> for a type that is no model.</returns>
    public static ModelResult Model(TypeDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellation) =>
        ModelCache.GetOrEvaluate(declaration, compilation, cancellation, () =>
            compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is not { } type ? (ModelResult.None, [declaration.SyntaxTree])
            : DeclarationCheck.IsModel(type) ? Evaluate(type, compilation, cancellation)
            : (ModelResult.None, [.. type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree)]));

    private static (ModelResult Result, IReadOnlyCollection<SyntaxTree> TreesRead) Evaluate(INamedTypeSymbol model, Compilation compilation, CancellationToken cancellation)
    {
        var declaration = DeclarationReader.Read(model, compilation);
        var hint = declaration.FullName.Replace("@", "") + ".g.cs";
        var listing = new ModelListing(declaration.Name, declaration.Namespace, declaration.FullName, true, declaration.Places.NameArgument);
        var wrong = DeclarationCheck.Check(model, compilation);
        if (wrong.Count > 0)
        {
            // A class that cannot be completed gets no skeleton either; the message says what to mend.
            return (new ModelResult(ModelSource.None, listing, wrong.ToValueList()), model.DeclaringSyntaxReferences.Select(r => r.SyntaxTree).ToList());
        }
        var evaluation = SpecificationEvaluator.Evaluate(model, compilation, cancellation);
        var returnsSeveral = DeclarationCheck.DefineOf(model)?.ReturnType.Name != "Sym";
        if (evaluation.Diagnostics.Count > 0 || evaluation.Results.Count == 0)
        {
            var text = Outline(evaluation, declaration, cancellation) ?? SkeletonEmitter.Emit(declaration, returnsSeveral);
            return (new ModelResult(new ModelSource(hint, text), listing, evaluation.Diagnostics.ToValueList()), evaluation.TreesRead);
        }
        try
        {
            var parameters = HyperParameterReader.Read(evaluation, compilation, declaration.Places);
            var plan = PlanBuilder.Build(evaluation, declaration, ReservedNames.All, cancellation);
            plan = plan with { Facts = plan.Facts with { HyperParameters = parameters.Select(p => p.Plan).ToValueList() } };
            var remarks = BudgetReview.Of(declaration, plan.Facts).Concat(CostReview.Of(declaration, evaluation.Graph, plan.Facts)).ToValueList();
            // Places are sought only for a file to be checked: that binds the arguments of Define.
            var deciding = new DecidingArgument(model, compilation);
            var weights = declaration.Weights is { } file
                ? WeightsDeclaration.Of(declaration.TypeName, file, evaluation.Graph, parameters.Select(p => deciding.Placed(p.Plan, p.Mark)))
                : null;
            return (new ModelResult(new ModelSource(hint, ModelEmitter.Emit(plan)), listing with { IsBroken = false }, remarks) { Weights = weights }, evaluation.TreesRead);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var info = DiagnosticInfo.Create(DiagnosticDescriptors.Internal, declaration.Places.Name, model.Name, e.GetType().Name + ": " + e.Message.Replace('\n', ' '));
            return (new ModelResult(new ModelSource(hint, SkeletonEmitter.Emit(declaration, returnsSeveral)), listing, [info]), evaluation.TreesRead);
        }
    }

    /// <summary>The module as it would be with the sizes that were assumed; null where the evaluation did not come to an end or nothing fits together.</summary>
    private static string? Outline(Evaluation.Evaluation evaluation, ModelDeclaration declaration, CancellationToken cancellation)
    {
        if (evaluation.Results.Count == 0) return null;
        try
        {
            return ModelEmitter.Emit(PlanBuilder.Build(evaluation, declaration, ReservedNames.All, cancellation) with { IsOutline = true });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Models are evaluated side by side: they share nothing but what is bound once for all. Each core takes the next one when it is done with one.</summary>
    private static ValueList<ModelResult> EvaluateAll(Compilation compilation, CancellationToken cancellation) =>
        Partitioner.Create(FromBothEnds(MarkedTypes.With(nameof(ModelAttribute), compilation, cancellation)), EnumerablePartitionerOptions.NoBuffering)
            .AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(declaration => Model(declaration, compilation, cancellation))
            .Where(result => result != ModelResult.None).ToValueList();

    /// <summary>Neighbours are of one family: two cores that begin at one end would both bind the same methods first.</summary>
    private static IEnumerable<T> FromBothEnds<T>(IReadOnlyList<T> items)
    {
        for (var i = 0; i < items.Count; i++) yield return i % 2 == 0 ? items[i / 2] : items[items.Count - 1 - i / 2];
    }
}
