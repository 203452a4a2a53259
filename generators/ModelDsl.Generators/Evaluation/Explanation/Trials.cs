using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Evaluates a model again with something changed, to see whether a mistake would be gone.</summary>
/// <param name="model">The model.</param>
/// <param name="sources">Its sources as they are.</param>
/// <param name="cancellation">Ends an evaluation.</param>
internal sealed class Trials(INamedTypeSymbol model, Sources sources, CancellationToken cancellation)
{
    // Of a family with dozens of models the first ones tell.
    private const int MostOthers = 12;

    // Somebody is typing: all trials together take some seconds at most.
    private const int MostSteps = 3 * Budget.MaxSteps;

    private int _steps;
    private ChangedSources? _last;

    private bool IsSpent => _steps > MostSteps;

    /// <summary>What is left to complain about with another constant; null where it meets a mistake that is not accepted.</summary>
    public IReadOnlyList<Finding>? With(Substitution substitution, Func<Finding, bool> accepts) =>
        IsSpent ? null : Evaluate(model, sources, new Trial(substitution, accepts))?.Findings;

    /// <summary>What is left to complain about with another text; null where it meets a mistake that is not accepted, or does not compile.</summary>
    /// <param name="change">The change.</param>
    /// <param name="accepts">Whether a finding, at its place before the change, may remain.</param>
    public IReadOnlyList<Finding>? With(Replacement change, Func<Finding, bool> accepts)
    {
        if (IsSpent) return null;
        var changed = Changed(change);
        if (changed.HasSyntaxErrors || EvaluatedWith(changed, f => accepts(Before(f))) is not { } known || (known.Findings.Count == 0 && known.Results.Count == 0)) return null;
        changed.MadeBy = known.MadeBy;
        return Compiles(changed) ? [.. known.Findings.Select(Before)] : null;

        Finding Before(Finding finding) => finding.Diagnostic.Where is { } where && where.Tree == changed.Tree
            ? finding with { Diagnostic = finding.Diagnostic with { Where = new Place(change.Where.Tree, Earlier(where.Span, change)) } }
            : finding;
    }

    /// <summary>Whether a model that a change makes right has nothing in it that its author hardly means: what a change leaves unused was made for something.</summary>
    public bool IsMeant(Replacement change) =>
        SpecificationEvaluator.EvaluateRight(model, Changed(change).Compilation, cancellation) is var (evaluation, compilation) && !MeaningReview.Of(evaluation, compilation, _ => null).Any();

    /// <summary>Whether statements that made something before a change, which has just been tried, make nothing after it.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="change">A change in front of them.</param>
    /// <param name="before">The calls that made something before.</param>
    public bool Skips(SyntaxNode statements, Replacement change, IReadOnlyList<CallPath> before)
    {
        if (!before.Any(made => made.Outwards().Any(path => IsIn(path.Call.SyntaxTree, path.Call.Span)))) return false;
        var changed = Changed(change);
        return !changed.MadeBy.Any(made => made.Outwards().Any(path => path.Call.SyntaxTree == changed.Tree
            ? IsIn(change.Where.Tree, Earlier(path.Call.Span, change)) : IsIn(path.Call.SyntaxTree, path.Call.Span)));

        bool IsIn(SyntaxTree tree, TextSpan span) => tree == statements.SyntaxTree && statements.Span.Contains(span);
    }

    /// <summary>Whether no other model of the project has a mistake because of a change.</summary>
    public bool SuitsOthers(Replacement change)
    {
        var compilation = Changed(change).Compilation;
        var others = new Sources(compilation, cancellation);
        foreach (var declaration in MarkedTypes.With(nameof(ModelAttribute), compilation, cancellation).Take(MostOthers))
        {
            if (others.ModelOf(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol type || !DeclarationCheck.IsModel(type) || TypeNames.Full(type) == TypeNames.Full(model)) continue;
            if (IsSpent) return false;
            if (Evaluate(type, others, new Trial(null, _ => false)) is not { Findings.Count: 0 }) return false;
        }
        return true;
    }

    private Evaluated? EvaluatedWith(ChangedSources changed, Func<Finding, bool> accepts)
    {
        var trial = new Trial(null, accepts);
        if (OtherBody.Of(changed.Change, changed.Tree, sources.ModelOf(changed.Change.Where.Tree)) is { } body) return Evaluate(model, new Sources(sources.Compilation, cancellation, body), trial);
        return changed.Compilation.Assembly.GetTypeByMetadataName(TypeNames.Metadata(model)) is { } type ? Evaluate(type, new Sources(changed.Compilation, cancellation), trial) : null;
    }

    /// <summary>The sources with a change; those of the last one are kept, which is looked at several times.</summary>
    private ChangedSources Changed(Replacement change) =>
        _last is { } last && ReferenceEquals(last.Change, change) ? last : _last = new ChangedSources(change, change.Written(cancellation), sources.Compilation);

    private Evaluated? Evaluate(INamedTypeSymbol type, Sources from, Trial trial)
    {
        var budget = new Budget(cancellation);
        try
        {
            var (evaluation, reporter) = SpecificationEvaluator.Evaluate(type, from, budget, trial, cancellation);
            return new Evaluated(reporter.Findings, evaluation.Results, evaluation.MadeBy);
        }
        catch (TrialFailedException)
        {
            return null;
        }
        finally
        {
            _steps += budget.Steps;
        }
    }

    /// <summary>Whether the member that was changed compiles.</summary>
    private bool Compiles(ChangedSources changed)
    {
        var written = changed.Tree.GetRoot(cancellation).FindNode(new TextSpan(changed.Change.Where.Span.Start, changed.Change.Text.Length), getInnermostNodeForTie: true);
        var member = written.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not BaseTypeDeclarationSyntax) ?? written;
        return !HasErrors(changed.Compilation.GetSemanticModel(changed.Tree).GetDiagnostics(member.Span, cancellation));
    }

    private static bool HasErrors(IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    private static TextSpan Earlier(TextSpan span, Replacement change)
    {
        var longer = change.Text.Length - change.Where.Span.Length;
        return span.Start >= change.Where.Span.Start + change.Text.Length ? new TextSpan(span.Start - longer, span.Length)
            : span.End > change.Where.Span.Start + change.Text.Length ? TextSpan.FromBounds(span.Start, Math.Max(span.Start, span.End - longer))
            : span;
    }

    /// <summary>The sources with a change.</summary>
    private sealed class ChangedSources(Replacement change, SyntaxTree tree, Compilation before)
    {
        private Compilation? _compilation;

        public Replacement Change => change;

        /// <summary>The calls that made something with it; none before it was tried.</summary>
        public IReadOnlyList<CallPath> MadeBy { get; set; } = [];

        public SyntaxTree Tree => tree;

        /// <summary>Whether it is not C# any more.</summary>
        public bool HasSyntaxErrors => HasErrors(tree.GetDiagnostics());

        public Compilation Compilation => _compilation ??= before.ReplaceSyntaxTree(change.Where.Tree, tree);
    }

    private sealed record Evaluated(IReadOnlyList<Finding> Findings, IReadOnlyList<ResultValue> Results, IReadOnlyList<CallPath> MadeBy);
}
