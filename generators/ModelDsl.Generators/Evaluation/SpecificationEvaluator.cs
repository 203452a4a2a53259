using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Evaluates the specification of a model while it is compiled.</summary>
internal static class SpecificationEvaluator
{
    /// <summary>
    /// Runs <c>Define</c> of a model. Whatever goes wrong is a diagnostic; only a cancellation leaves as an exception.
    /// </summary>
    public static Evaluation Evaluate(INamedTypeSymbol model, Compilation compilation, CancellationToken cancellation)
    {
        var sources = new Sources(compilation, cancellation);
        foreach (var declaration in model.DeclaringSyntaxReferences) sources.MarkRead(declaration.SyntaxTree);
        var (evaluation, reporter) = Evaluate(model, sources, new Budget(cancellation), null, cancellation);
        var findings = reporter.Findings;
        if (findings.Count == 0) return evaluation;
        var explained = new Explainer(sources, reporter.IsInModel, new Trials(model, sources, cancellation), evaluation.MadeBy).Explain(findings);
        return evaluation with { Diagnostics = [.. explained.Select(d => d.Fixes.Count > 0 || d.Where is not { } where ? d : d with { Fixes = Helpful(where) })] };

        ValueList<Replacement> Helpful(Place where) => reporter.Suggestions.TryGetValue(where, out var changes)
            ? changes.Where(change => EvaluateRight(model, change.In(compilation, cancellation), cancellation) is not null).ToValueList()
            : ValueList<Replacement>.Empty;
    }

    /// <summary>Runs <c>Define</c> of a model in a project that was changed; null where that is wrong.</summary>
    /// <param name="model">The model as it was.</param>
    /// <param name="changed">The project.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    public static (Evaluation Evaluation, Compilation Compilation)? EvaluateRight(INamedTypeSymbol model, Compilation changed, CancellationToken cancellation)
    {
        if (changed.GetTypeByMetadataName(TypeNames.Metadata(model)) is not { } type) return null;
        try
        {
            var sources = new Sources(changed, cancellation);
            var (evaluation, _) = Evaluate(type, sources, new Budget(cancellation), new Trial(null, _ => false), cancellation);
            return evaluation.Results.Count == 0 || HasErrors(changed, sources, cancellation) ? null : (evaluation, changed);
        }
        catch (TrialFailedException)
        {
            return null;
        }
    }

    /// <summary>Evaluates a model, perhaps to see whether a mistake would be gone, or what its statements yield.</summary>
    public static (Evaluation Evaluation, Reporter Reporter) Evaluate(
        INamedTypeSymbol model, Sources sources, Budget budget, Trial? trial, CancellationToken cancellation, Action<IOperation, Value, Frame>? watch = null)
    {
        var compilation = sources.Compilation;
        var reporter = new Reporter(model, sources, trial);
        var graph = new Graph();
        var blocks = new BlockRecorder();
        var (value, returns) = (Value.Unknown, (ITypeSymbol)model);
        var interpreter = new Interpreter(sources, reporter, budget, graph, blocks, trial?.Substitution, watch);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            if (DeclarationCheck.DefineOf(model) is not { } define)
            {
                foreach (var diagnostic in DeclarationCheck.Check(model, compilation)) reporter.Add(diagnostic);
            }
            else
            {
                returns = define.ReturnType;
                value = interpreter.EvaluateDefine(define);
            }
        }
        catch (OverBudgetException e)
        {
            reporter.ReportModel(DiagnosticDescriptors.OverBudget, e.Message, e.Fix);
        }
        catch (UnknownException)
        {
        }
        catch (Exception e) when (e is not (OperationCanceledException or TrialFailedException))
        {
            // Half-written code has operations of any form; what is wrong with it the compiler says.
            if (!HasErrors(compilation, sources, cancellation)) reporter.ReportModel(DiagnosticDescriptors.Internal, model.Name, e.GetType().Name + ": " + e.Message.Replace('\n', ' ').TrimEnd('.', ' ', '\r'));
        }
        if (value.Data is null && reporter.Findings.Count == 0)
            reporter.ReportModel(DiagnosticDescriptors.Arithmetic, $"'{model.Name}.Define' returns null");
        if (value.Data is Features { Maps.Count: 0 } or ListValue { Items.Count: 0 } && reporter.Findings.Count == 0)
            reporter.ReportModel(DiagnosticDescriptors.Arithmetic, $"'{model.Name}.Define' returns no tensor; return what the model yields, for instance new Features((\"stage1\", x))");
        var (results, form) = ResultReader.Read(value, returns);
        if (results.Count == 0 && reporter.Findings.Count == 0 && !HasErrors(compilation, sources, cancellation))
        {
            sources.MarkWhatDoesNotCompile();
            if (!HasErrors(compilation, sources, cancellation)) reporter.ReportModel(DiagnosticDescriptors.Internal, model.Name, "the evaluation has no result and no reason");
        }
        var evaluation = new Evaluation(graph, results, form, blocks.Blocks, [], sources.TreesRead, interpreter.Names, interpreter.Decisions, interpreter.MadeBy, interpreter.Runs);
        return (evaluation, reporter);
    }

    // What the compiler reports is left out in silence. Asked only when there is neither a result nor a message.
    private static bool HasErrors(Compilation compilation, Sources sources, CancellationToken cancellation)
    {
        foreach (var tree in sources.TreesRead)
        {
            foreach (var diagnostic in compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: cancellation))
            {
                if (diagnostic.Severity == DiagnosticSeverity.Error) return true;
            }
        }
        return false;
    }
}
