using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Completes messages: where the numbers come from, and which values would do. A value is only named when the whole
/// specification has been evaluated with it and the mistake was gone.
/// </summary>
/// <param name="sources">The sources that the specification lies in.</param>
/// <param name="isInModel">Whether something is written in the model itself.</param>
/// <param name="trials">Evaluates the specification once more with something changed.</param>
/// <param name="madeBy">The call that made each node of the graph.</param>
internal sealed class Explainer(Sources sources, Func<Place, bool> isInModel, Trials trials, IReadOnlyList<CallPath> madeBy)
{
    // An evaluation costs milliseconds, and somebody is typing.
    private const int MostTrials = 160;
    private const int TrialsForOne = 12;
    private const int TrialsInBlocks = 80;
    private const int MostNumbers = 2;
    private const int MostValues = 3;

    /// <summary>Mistakes that the correction of another one in a block removes: they follow from it.</summary>
    private readonly List<Finding> _explained = [];

    private int _trials;

    /// <summary>What the last trial that helped left over.</summary>
    private IReadOnlyList<Finding> _left = [];

    /// <summary>The completed diagnostics.</summary>
    public IReadOnlyList<DiagnosticInfo> Explain(IReadOnlyList<Finding> findings)
    {
        var infos = new List<DiagnosticInfo>();
        foreach (var finding in findings)
        {
            if (!_explained.Contains(finding)) infos.Add(Explain(finding, findings));
        }
        return infos;
    }

    private DiagnosticInfo Explain(Finding finding, IReadOnlyList<Finding> all)
    {
        if (finding.Problem is not { } problem)
        {
            if (Rewriting.Of(finding.Diagnostic) is { } rewritten) return finding.Diagnostic with { Fixes = [rewritten] };
            return finding.Diagnostic.Descriptor == DiagnosticDescriptors.Arithmetic && Repaired(finding, all) is { } mended ? mended : finding.Diagnostic;
        }
        if (problem.IsOpen) return finding.Diagnostic;
        var additions = new List<string>();
        var fixes = new List<Replacement>();
        var where = finding.Diagnostic.Where;
        var isModels = where is { } place && isInModel(place);
        if (problem.MissingName is { } name && Rewriting.WithName(finding.Diagnostic, name) is { } named) fixes.Add(named);
        if (fixes.Count == 0) AddTexts(where);
        // What a model says in numbers to a family that works with others is wrong in these numbers.
        if (fixes.Count == 0 && isModels && (RepairSearch.IsOfNumbers(problem.Id) || problem.Id is SpecErrors.KernelTooLarge or SpecErrors.FamilyRule) && finding.Call is { } site && !isInModel(Place.Of(site.Call))) AddNumbers(Candidates(finding, problem).Where(c => isInModel(c.Written.Where)));
        if (fixes.Count == 0 && problem.Id is not (SpecErrors.StateConflict or SpecErrors.NotConstant) && finding.Call is { } call && sources.IsCurrent(call.Call.SyntaxTree) && Repaired(finding, all) is { } repaired) return repaired;
        if (fixes.Count == 0 && isModels) AddNumbers(Candidates(finding, problem).Where(c => isInModel(c.Written.Where)));
        // Where no number of the model helps, the family is to blame.
        if (fixes.Count == 0 && finding.Argument is { } argument && sources.IsCurrent(argument.SyntaxTree)) AddTexts(Place.Of(argument));
        if (fixes.Count == 0) AddRepair();
        // The number to blame is one whose change helps.
        var info = finding.Diagnostic with { Where = where, Fixes = fixes.ToValueList() };
        additions.InsertRange(0, finding.Operands.Count == 2 ? Journey.Of(finding, madeBy) : Derivations(problem, where));
        return additions.Count == 0 ? info : info with { Arguments = [.. info.Arguments.Take(info.Arguments.Count - 1), string.Join("; ", additions.Prepend(info.Arguments[info.Arguments.Count - 1]))] };

        void AddTexts(Place? at)
        {
            var texts = Texts(at, problem).SelectMany(written => problem.BetterTexts.Select(text => (Written: written, Text: text)));
            // Of two patterns that contradict each other, one of a block that turns axes round is likelier wrong than a later one that keeps their order.
            if (problem.Id == SpecErrors.AxisTakenForAnother && !texts.Any(BlockRepair.IsTurning))
                texts = BlockRepair.Exchanges(PatternsOf(finding.Rearrangements).Where(p => !isInModel(p.Where) && !IsWithin(p.Where, at))).Where(BlockRepair.IsTurning).Concat(texts);
            foreach (var (written, text) in texts)
            {
                if (!Helps(new Substitution(written.Where, text), finding, all)) continue;
                AddText(written, text);
                if (problem.Id == SpecErrors.BadPattern) additions.Add($"perhaps \"{text}\"");
                return;
            }
        }

        void AddNumbers(IEnumerable<(WrittenConstant Written, IEnumerable<long> Values)> candidates)
        {
            var done = new HashSet<Place>();
            foreach (var (written, values) in candidates)
            {
                if (done.Count == MostNumbers) break;
                if (!sources.IsCurrent(written.Syntax.SyntaxTree) || !done.Add(written.Where)) continue;
                var right = Helpful(written, values);
                if (right.Count == 0 && fixes.Count == 0) right = Helpful(written, Around(written.Number!.Value));
                if (right.Count > 0) AddFixes(written, right);
            }
        }

        List<long> Helpful(WrittenConstant written, IEnumerable<long> values) =>
            [.. values.Where(c => c != written.Number).Distinct().Take(TrialsForOne).Where(c => Helps(new Substitution(written.Where, c), finding, all)).Take(MostValues)];

        void AddFixes(WrittenConstant written, IReadOnlyList<long> right)
        {
            var name = written.Name ?? ParameterOf(written) ?? written.Description;
            additions.Add($"{name}: {string.Join(", ", right.OrderBy(v => v).Select(Dim.Text))}");
            if (fixes.Count == 0) where = written.Where;
            fixes.AddRange(right.Select(v => new Replacement(written.Where, written.TextOf(v), $"Change {name} to {Dim.Text(v)}")));
        }

        // One of several mistakes may be the cause of all; a change that removes them all is the one to make.
        void AddRepair()
        {
            var numbers = Candidates(finding, problem).Where(c => sources.IsCurrent(c.Written.Syntax.SyntaxTree) && !isInModel(c.Written.Where)).ToList();
            var patterns = PatternsOf(finding.Rearrangements).Where(p => !isInModel(p.Where));
            (WrittenConstant Written, object Value, IReadOnlyList<Finding> Left)? best = null;
            foreach (var (written, value) in BlockRepair.Changes(numbers, patterns, onlyUsual: isModels).Take(TrialsInBlocks))
            {
                if (Helps(new Substitution(written.Where, value), finding, all) && (best is null || _left.Count < best.Value.Left.Count)) best = (written, value, _left);
                if (best is { Left.Count: 0 }) break;
            }
            if (best is not { } repair)
            {
                if (!isModels && finding.Argument is { } wrong && sources.IsCurrent(wrong.SyntaxTree)) where = Place.Of(wrong);
                return;
            }
            if (repair.Value is long number) AddFixes(repair.Written, [number, .. Helpful(repair.Written, numbers.First(c => c.Written.Where == repair.Written.Where).Values).Where(v => v != number).Take(MostValues - 1)]);
            else AddText(repair.Written, (string)repair.Value);
            _explained.AddRange(all.Where(f => f != finding && !repair.Left.Any(l => IsSame(l, f))));
        }

        void AddText(WrittenConstant written, string text)
        {
            if (!IsWithin(written.Where, where)) where = written.Where;
            fixes.Add(new Replacement(written.Where, SymbolDisplay.FormatLiteral(text, quote: true), $"Change to \"{text}\""));
        }
    }

    /// <summary>The diagnostic at the place of the smallest change that mends it; null where none does.</summary>
    private DiagnosticInfo? Repaired(Finding finding, IReadOnlyList<Finding> all)
    {
        var repairs = new RepairSearch(sources, isInModel, trials, madeBy).Find(finding, all, out var left);
        if (repairs.Count == 0) return null;
        _explained.AddRange(all.Where(f => f != finding && !left.Any(l => IsSame(l, f))));
        var info = finding.Diagnostic;
        var title = repairs[0].Change.Title;
        return info with
        {
            Where = repairs[0].Mark,
            MendsAll = !isInModel(repairs[0].Mark),
            Fixes = repairs.Select(r => r.Change).ToValueList(),
            Arguments = [.. info.Arguments.Take(info.Arguments.Count - 1), string.Join("; ", (string[])[info.Arguments[info.Arguments.Count - 1], .. Journey.Of(finding, madeBy), $"to fix it, {char.ToLowerInvariant(title[0])}{title.Substring(1)}"])],
        };
    }

    /// <summary>Where the numbers that break the rule come from.</summary>
    private static IEnumerable<string> Derivations(SpecException problem, Place? where)
    {
        var done = new HashSet<Place>();
        foreach (var wrong in problem.Wrong)
        {
            if (Decisive(wrong.Value.Provenance, where) is not { } written || !done.Add(written.Where)) continue;
            if (Derivation(wrong.Value, written) is { } derivation) yield return derivation;
        }
    }

    /// <summary>The numbers to change, the one under the message first, each with the values to try.</summary>
    private IEnumerable<(WrittenConstant Written, IEnumerable<long> Values)> Candidates(Finding finding, SpecException problem)
    {
        var ranked = problem.Wrong
            .SelectMany(wrong => Origins.In(wrong.Value.Provenance).Select(mark => (Wrong: wrong, Mark: mark)))
            .OrderBy(p => IsPrimary(p.Mark, finding) ? 0 : 1);
        foreach (var (wrong, mark) in ranked)
        {
            if (WrittenConstant.At(mark) is { Number: { } number } written) yield return (written, Scaled(wrong, number));
        }
        foreach (var mark in finding.Marks.OrderBy(m => IsPrimary(m, finding) ? 0 : 1))
        {
            if (WrittenConstant.At(mark) is not { Number: { } number } written) continue;
            yield return (written, problem.Wrong.Where(w => w.Value.IsConstant && w.Value.Value == number).SelectMany(w => w.Better));
        }
    }

    /// <summary>What a constant would have to be for a number that is computed from it to take better values, the nearest first.</summary>
    public static IEnumerable<long> Scaled(WrongNumber wrong, long number)
    {
        if (!wrong.Value.IsConstant || wrong.Value.Value <= 0 || number == 0) return wrong.Better;
        var value = wrong.Value.Value;
        var halvings = Halvings();
        return wrong.Better.Select(better => halvings > 1 ? better * halvings : Proportional(better)).OrderBy(v => Math.Abs(v - number))
            .Concat(wrong.Better.SelectMany(better => (long[])[number + better - value, number - better + value, better > 0 && number * value % better == 0 ? number * value / better : number]));

        // Strides of two halve a size and round: 250 became 16, and 224 becomes the 14 that is wanted.
        long Halvings()
        {
            if (number <= value || number % value == 0) return 1;
            var power = 1L << (int)Math.Round(Math.Log((double)number / value, 2));
            return Math.Abs(power * value - number) < power ? power : 1;
        }

        long Proportional(long better) => number % value == 0 ? better * (number / value) : value % number == 0 && better % (value / number) == 0 ? better / (value / number) : (better * number + value / 2) / value;
    }

    private static IEnumerable<long> Around(long number) => [number + 1, number - 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, number / 2, number * 2, number + 2, number - 2, 16];

    /// <summary>As in <c>16 = Resolution 256 (FlowerNet.cs 9,34) / 16</c>; null where the number is the written one and the message lies on it.</summary>
    private static string? Derivation(Dim value, WrittenConstant written)
    {
        if (!value.IsConstant || written.Number is not { } number) return null;
        var (result, text) = (value.Value, value.ToString());
        if (result == number) return null;
        if (number != 0 && result % number == 0) return $"{text} = {Dim.Text(result / number)} · {written.Description}";
        // Maps are halved by strides; another quotient would be chance.
        return result > 0 && number % result == 0 && ((number / result) & ((number / result) - 1)) == 0
            ? $"{text} = {written.Description} / {Dim.Text(number / result)}"
            : $"{text} comes from {written.Description}";
    }

    private static WrittenConstant? Decisive(Provenance? provenance, Place? primary)
    {
        var marks = Origins.In(provenance).ToList();
        if (marks.FirstOrDefault(m => m.Place == primary) is { } mark && WrittenConstant.At(mark) is { Name: not null } named) return named;
        // Factors like the 2 of "twice the channels" explain little; the hyper-parameter is what they are applied to.
        return marks.Select(WrittenConstant.At).OfType<WrittenConstant>().Where(w => w is { Number: not null, Name: not null } && w.Syntax.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax } })
            .OrderByDescending(w => w.Number).FirstOrDefault();
    }

    private string? ParameterOf(WrittenConstant written) => written.Syntax.Parent is ArgumentSyntax argument && sources.IsCurrent(argument.SyntaxTree)
        ? (sources.Compilation.GetSemanticModel(argument.SyntaxTree).GetOperation(argument) as IArgumentOperation)?.Parameter?.Name
        : null;

    private static bool IsPrimary(Origin mark, Finding finding) => finding.Diagnostic.Where == mark.Place;

    /// <summary>The texts that an argument at fault is made of, the last first: in <c>s / "blocks" / i / "conv"</c> that is <c>"conv"</c>.</summary>
    private IEnumerable<WrittenConstant> Texts(Place? at, SpecException problem)
    {
        if (problem.BetterTexts.Count == 0 || at is not { } place || !sources.IsCurrent(place.Tree)) return [];
        return place.Tree.GetRoot().FindNode(place.Span, getInnermostNodeForTie: true).DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>().Reverse()
            .Select(l => WrittenConstant.At(new Origin(l.SyntaxTree, l.Span))).OfType<WrittenConstant>().Where(w => w.Value is string);
    }

    /// <summary>The patterns of rearrangements.</summary>
    private IEnumerable<WrittenConstant> PatternsOf(IEnumerable<SyntaxNode> rearrangements) => rearrangements.OfType<InvocationExpressionSyntax>()
        .SelectMany(call => call.ArgumentList.Arguments.Take(1)).Where(a => sources.IsCurrent(a.SyntaxTree))
        .Select(a => WrittenConstant.At(new Origin(a.SyntaxTree, a.Expression.Span))).OfType<WrittenConstant>()
        .Where(w => w.Value is string text && text.Contains("->"));

    private static bool IsWithin(Place inner, Place? outer) => outer is { } place && place.Tree == inner.Tree && place.Span.Contains(inner.Span);

    /// <summary>Whether a mistake would be gone, and no other would come.</summary>
    private bool Helps(Substitution substitution, Finding finding, IReadOnlyList<Finding> all)
    {
        if (_trials++ >= MostTrials || trials.With(substitution, f => !IsSame(f, finding) && all.Any(other => IsSame(f, other))) is not { } after || after.Count >= all.Count) return false;
        _left = after;
        return true;
    }

    /// <summary>Whether two findings are one mistake.</summary>
    public static bool IsSame(Finding a, Finding b) => a.Diagnostic.Descriptor.Id == b.Diagnostic.Descriptor.Id && a.Diagnostic.Where == b.Diagnostic.Where;
}
