using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Emission;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Review;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators;

/// <summary>What the evaluation of one model comes to: text and diagnostics. Equal by value.</summary>
internal sealed record ModelResult(ModelSource Source, ModelListing Listing, ValueList<DiagnosticInfo> Diagnostics)
{
    /// <summary>What the model expects of the weight file that it names; null where it names none, or is broken.</summary>
    public WeightsDeclaration? Weights { get; init; }

    /// <summary>What a type comes to that is no model.</summary>
    public static ModelResult None { get; } = new(ModelSource.None, new ModelListing("", "", "", true, null), ValueList<DiagnosticInfo>.Empty);

    /// <summary>Evaluates a model, or recalls the result where nothing it depends on has changed.</summary>
    /// <param name="declaration">A type with an attribute that may be <c>[Model]</c>.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns><see cref="None"/> for a type that is no model.</returns>
    public static ModelResult Of(TypeDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellation) =>
        EvaluationCache.GetOrEvaluate(declaration, compilation, cancellation, () =>
            compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is not { } type ? (None, [declaration.SyntaxTree])
            : ModelDeclaration.IsModel(type) ? Evaluate(type, compilation, cancellation)
            : (None, [.. type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree)]));

    private static (ModelResult Result, IReadOnlyCollection<SyntaxTree> TreesRead) Evaluate(INamedTypeSymbol model, Compilation compilation, CancellationToken cancellation)
    {
        var declaration = DeclarationReader.Read(model);
        var hint = HintName(declaration);
        var listing = new ModelListing(declaration.Name, declaration.Namespace, FullName(declaration), true, ModelDeclaration.NameArgument(model, compilation));
        var wrong = ModelDeclaration.Check(model, compilation);
        if (wrong.Count > 0)
        {
            // A class that cannot be completed gets no skeleton either; the message says what to mend.
            return (new ModelResult(ModelSource.None, listing, wrong.ToValueList()), model.DeclaringSyntaxReferences.Select(r => r.SyntaxTree).ToList());
        }
        var evaluation = SpecificationEvaluator.Evaluate(model, compilation, cancellation);
        var returnsSeveral = ModelDeclaration.DefineOf(model)?.ReturnType.Name != "Sym";
        if (evaluation.Diagnostics.Count > 0 || evaluation.Results.Count == 0)
        {
            var text = Outline(evaluation, declaration, cancellation) ?? SkeletonEmitter.Emit(declaration, returnsSeveral);
            return (new ModelResult(new ModelSource(hint, text), listing, evaluation.Diagnostics.ToValueList()), evaluation.TreesRead);
        }
        try
        {
            var parameters = HyperParameterReader.Read(evaluation, compilation, mark => IsInModel(mark, model));
            var plan = PlanBuilder.Build(evaluation, declaration, ReservedNames.All, cancellation);
            plan = plan with { Facts = plan.Facts with { HyperParameters = parameters.Select(p => p.Plan).ToValueList() } };
            var remarks = BudgetReview.Of(model, compilation, plan.Facts).Concat(CostReview.Of(model, compilation, evaluation.Graph, plan.Facts)).ToValueList();
            var weights = WeightsDeclaration.Of(model, compilation, evaluation.Graph, parameters);
            return (new ModelResult(new ModelSource(hint, ModelEmitter.Emit(plan)), listing with { IsBroken = false }, remarks) { Weights = weights }, evaluation.TreesRead);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var info = DiagnosticInfo.Create(DiagnosticDescriptors.Internal, ModelDeclaration.NameOf(model, compilation), model.Name, e.GetType().Name + ": " + e.Message.Replace('\n', ' '));
            return (new ModelResult(new ModelSource(hint, SkeletonEmitter.Emit(declaration, returnsSeveral)), listing, [info]), evaluation.TreesRead);
        }
    }

    /// <summary>The module as it would be with the sizes that were assumed; null where the evaluation did not come to an end or nothing fits together.</summary>
    private static string? Outline(Evaluation.Evaluation evaluation, ModelDeclarationInfo declaration, CancellationToken cancellation)
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

    private static bool IsInModel(Origin mark, INamedTypeSymbol model) =>
        model.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == mark.Tree && r.Span.Contains(mark.Span));

    private static string FullName(ModelDeclarationInfo declaration) => string.Join(
        ".", new[] { declaration.Namespace }.Concat(declaration.ContainingTypes.Select(t => t.Substring(t.LastIndexOf(' ') + 1))).Append(declaration.TypeName).Where(p => p.Length > 0));

    private static string HintName(ModelDeclarationInfo declaration) => FullName(declaration).Replace("@", "") + ".g.cs";
}

/// <summary>A model's source text: the module, or its skeleton where the specification has errors.</summary>
/// <param name="HintName">The file's name; empty for no file.</param>
/// <param name="Text">What is in it.</param>
internal sealed record ModelSource(string HintName, string Text)
{
    /// <summary>No file.</summary>
    public static ModelSource None { get; } = new("", "");
}

/// <summary>A model's entry in the list of all models.</summary>
internal sealed record ModelListing(string Name, string Namespace, string TypeName, bool IsBroken, Place? Where);
