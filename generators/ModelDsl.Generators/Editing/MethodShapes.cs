using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Editing;

/// <summary>The shapes in a method of a specification, over all models of a project that call it.</summary>
internal static class MethodShapes
{
    /// <summary>Whether a method has shapes to show: <c>Define</c> of a model, or a block.</summary>
    /// <param name="method">The method.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static bool AreIn(MethodDeclarationSyntax method, Compilation compilation, CancellationToken cancellation) =>
        (method.AttributeLists.Count > 0 || method.Identifier.ValueText == "Define")
        && SymbolOf(method, compilation, cancellation) is { } symbol && (TypeNames.IsBlock(symbol) || IsDefine(symbol));

    /// <summary>What each statement yields that assigns or returns tensors; null where no model of the project calls the method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    public static IReadOnlyDictionary<SyntaxNode, string>? Of(MethodDeclarationSyntax method, Compilation compilation, CancellationToken cancellation)
    {
        if (SymbolOf(method, compilation, cancellation) is not { } symbol) return null;
        var models = IsDefine(symbol) ? [symbol.ContainingType] : Models(compilation, cancellation);
        var notes = models.AsParallel().AsOrdered().WithCancellation(cancellation).Select(model => Notes(model, method, compilation, cancellation)).ToList();
        if (notes.TrueForAll(n => n.Notes.Calls.Count == 0)) return null;
        var form = new ShapeForm(AxisNames(symbol, notes, cancellation));
        return notes.SelectMany(n => n.Notes.Seen).GroupBy(s => s.Statement, s => s.Seen).ToDictionary(s => s.Key, s => form.Of([.. s]));
    }

    private static IMethodSymbol? SymbolOf(MethodDeclarationSyntax method, Compilation compilation, CancellationToken cancellation) =>
        compilation.GetSemanticModel(method.SyntaxTree).GetDeclaredSymbol(method, cancellation) as IMethodSymbol;

    private static bool IsDefine(IMethodSymbol method) =>
        DeclarationCheck.IsModel(method.ContainingType) && SymbolEqualityComparer.Default.Equals(DeclarationCheck.DefineOf(method.ContainingType), method);

    private static IReadOnlyList<INamedTypeSymbol> Models(Compilation compilation, CancellationToken cancellation) =>
        [.. MarkedTypes.With(nameof(ModelAttribute), compilation, cancellation)
            .Select(d => compilation.GetSemanticModel(d.SyntaxTree).GetDeclaredSymbol(d, cancellation)).OfType<INamedTypeSymbol>().Where(DeclarationCheck.IsModel)];

    private static (ShapeNotes Notes, Evaluation.Evaluation? Right) Notes(INamedTypeSymbol model, MethodDeclarationSyntax method, Compilation compilation, CancellationToken cancellation)
    {
        var notes = new ShapeNotes(method);
        var (evaluation, reporter) = SpecificationEvaluator.Evaluate(model, new Sources(compilation, cancellation), new Budget(cancellation), null, cancellation, notes.Note);
        return (notes, reporter.Findings.Count == 0 && evaluation.Results.Count > 0 ? evaluation : null);
    }

    /// <summary>The names that the axes of a block's tensors have in its class.</summary>
    private static IReadOnlyList<string> AxisNames(IMethodSymbol method, IReadOnlyList<(ShapeNotes Notes, Evaluation.Evaluation? Right)> notes, CancellationToken cancellation)
    {
        var callers = notes.Where(n => n.Notes.Calls.Count > 0).ToList();
        var (first, evaluation) = callers.Find(n => n.Right is not null) is { Notes: not null } right ? right : callers[0];
        var call = first.Calls[0];
        if (evaluation is null || !TypeNames.IsBlock(method)) return call.AxisNames(null);
        var root = ModuleInstance.Of(evaluation.Graph, evaluation.Blocks, evaluation.Results.Select(r => (r.Name, r.Value)));
        var classes = ModuleClasses.Of(evaluation.Graph, StateTree.Of(evaluation.Graph, root), evaluation.Names, new BlockHome("", "", false), [], cancellation);
        return call.AxisNames(classes.All.FirstOrDefault(c => c.Body.Name == method.Name && c.Paths.Contains(call.Scope))?.Body);
    }
}
