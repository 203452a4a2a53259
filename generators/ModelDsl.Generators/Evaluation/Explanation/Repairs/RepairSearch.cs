using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Looks for the smallest change of the source that mends a mistake: where it lies is where the mistake was made. What
/// may be wrong are the calls that the failing one is built on, with their arguments and the statements around them.
/// </summary>
internal sealed class RepairSearch(Sources sources, Func<Place, bool> isInModel, Trials trials, IReadOnlyList<CallPath> madeBy)
{
    private const int MostTrials = 160;
    private const int MostAlternatives = 3;

    // Changes that are so much less likely than the best one are not alternatives.
    private const double Margin = 1.5;

    // One that mends all of several mistakes may be less likely by so much.
    private const double MarginOfAll = 4;

    // Where only what the network is made for would mend it, something less likely is better.
    private const double MarginOfResort = 12;

    // What a step of distance from the failing call adds to the cost of a change.
    private const double DistanceCost = 0.2;

    private const double SettingCost = 11.5;
    private const double SettingOfNumbers = 6;
    private const double NamedSize = 3;
    private const double OfModel = 2;
    private const double OfManyUses = 2;
    private const int ManyUses = 3;
    private const int MostCount = 8;
    private const double MostCost = 24;

    private int _trials;

    /// <summary>Whether a rule is one that a number breaks, whatever the code around it.</summary>
    public static bool IsOfNumbers(string? rule) => rule is SpecErrors.NotPositive or SpecErrors.DoesNotDivide or SpecErrors.NoSuchAxis;

    /// <summary>The changes that mend a mistake, the likeliest first; empty where none does.</summary>
    /// <param name="finding">The mistake.</param>
    /// <param name="all">All mistakes of the model.</param>
    /// <param name="left">What the best change leaves to complain about.</param>
    public IReadOnlyList<Repair> Find(Finding finding, IReadOnlyList<Finding> all, out IReadOnlyList<Finding> left)
    {
        var found = new List<(Repair Repair, IReadOnlyList<Finding> Left)>();
        foreach (var repair in Candidates(finding))
        {
            if (_trials >= MostTrials) break;
            if (found.Count > 0 && (repair.Cost > found[0].Repair.Cost + (found.All(f => f.Repair.IsLastResort) ? MarginOfResort : found[0].Left.Count == 0 ? Margin : MarginOfAll) || (found[0].Left.Count == 0 && found.Count == MostAlternatives))) break;
            _trials++;
            if (trials.With(repair.Change, f => !Explainer.IsSame(f, finding) && all.Any(other => Explainer.IsSame(f, other))) is not { } rest || rest.Count >= all.Count) continue;
            if (repair.Repeated is { } repeated && trials.Skips(repeated, repair.Change, madeBy)) continue;
            // What fails has to be right afterwards, not left out.
            if (finding.Call?.Call is { } failing && !repair.Change.Where.Touches(failing) && trials.Skips(failing, repair.Change, madeBy)) continue;
            if (rest.Count == 0 && !trials.IsMeant(repair.Change)) continue;
            if (!isInModel(repair.Mark) && !trials.SuitsOthers(repair.Change)) continue;
            // A change that mends everything is better than one that mends a part.
            if (found.Count > 0 && rest.Count < found[0].Left.Count) found.Clear();
            if (found.Count == 0 || rest.Count == found[0].Left.Count) found.Add((repair, rest));
        }
        left = found.Count > 0 ? found[0].Left : [];
        return [.. found.Select(f => f.Repair).OrderBy(r => r.IsLastResort)];
    }

    private IEnumerable<Repair> Candidates(Finding finding)
    {
        var calls = new CallRepairs(sources, finding);
        var methods = new HashSet<SyntaxNode>();
        return Slice.Of(finding, madeBy, sources)
            .SelectMany(site => At(site.Call, site.Call == finding.Call?.Call).Select(r => r with { Cost = r.Cost + site.Distance * DistanceCost }))
            .Concat(Settings(finding)).Concat(SymbolRepairs.For(finding, madeBy, sources))
            .GroupBy(r => (r.Change.Where, r.Change.Text)).Select(same => same.OrderBy(r => r.Cost).First())
            .Where(r => r.Cost < MostCost && (!IsNoNumber(finding) || r.Mark == finding.Diagnostic.Where)).OrderBy(r => r.Cost);

        IEnumerable<Repair> At(SyntaxNode call, bool isFailing)
        {
            var model = sources.ModelOf(call.SyntaxTree);
            var visible = new Visible(model, call);
            var repairs = StatementRepairs.Around(call, model);
            // The nearest call comes first: what is dropped in its method is as near.
            if (Visible.MethodAround(call) is { } method && methods.Add(method)) repairs = repairs.Concat(StatementRepairs.DroppedIn(method, model));
            if (isFailing) repairs = repairs.Concat(OperandRepairs.For(call, finding.Operands));
            return repairs.Concat(call switch
            {
                InvocationExpressionSyntax invocation => calls.For(invocation, isFailing, visible, e => Wanted(finding, e)).Concat(PatternRepairs.IsRearrangement(invocation)
                    ? PatternRepairs.For(invocation, visible, isFailing && finding.Problem?.Id == SpecErrors.BadPattern ? finding.Operands.FirstOrDefault()?.Output.Rank : null) : []),
                BinaryExpressionSyntax binary => BinaryRepairs.For(binary, visible),
                ElementAccessExpressionSyntax { ArgumentList.Arguments: [var index] } when isFailing => IndexRepairs(index.Expression, visible),
                _ => [],
            });
        }
    }

    /// <summary>Another index where one is outside its list.</summary>
    private static IEnumerable<Repair> IndexRepairs(ExpressionSyntax index, Visible visible)
    {
        // What is counted from the end is counted by no loop.
        var loops = index is PrefixUnaryExpressionSyntax ? [] : index.Ancestors().OfType<ForStatementSyntax>().SelectMany(f => f.Declaration?.Variables.Select(v => v.Identifier.ValueText) ?? []).ToList();
        var others = visible.Numbers.Where(loops.Contains).Select(n => (Old: index, New: n, Cost: 14.0));
        foreach (var (old, text, cost) in NumberRepairs.Elements(index).Concat(others).Where(o => o.New != index.ToString()))
            yield return new Repair(new Replacement(Place.Of(old), text, $"Change {old} to {text}"), Place.Of(old), cost);
    }

    /// <summary>
    /// Other values for the numbers behind a mistake. A rule of shapes is seldom broken by a number of a configuration, and
    /// never by one far from the right one; a rule of numbers by any.
    /// </summary>
    private IEnumerable<Repair> Settings(Finding finding)
    {
        if (finding.Problem is not { } problem) yield break;
        var isOfNumbers = IsOfNumbers(problem.Id);
        var ranked = problem.Wrong.SelectMany((w, rank) => Origins.In(w.Value.Provenance).Select(mark => (Mark: mark, Rank: rank)))
            .Concat(finding.Marks.Select(mark => (Mark: mark, Rank: problem.Wrong.Count))).OrderBy(m => m.Mark.Place == finding.Diagnostic.Where ? 0 : 1 + m.Rank);
        var isOfFamily = finding.Call is { } failing && !isInModel(Place.Of(failing.Call));
        var place = 0;
        var seen = new HashSet<Origin>();
        foreach (var (mark, _) in ranked.Where(m => sources.IsCurrent(m.Mark.Tree) && seen.Add(m.Mark)))
        {
            if (WrittenConstant.At(mark) is not { Number: { } number } written || written.Syntax is not ExpressionSyntax literal) continue;
            // A family works with other numbers: what the model says to it is what is wrong.
            var isModels = isOfFamily && isInModel(mark.Place);
            if (!isModels && !isOfNumbers && (written.Name is null || literal.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax } })) continue;
            var name = written.Name ?? literal.ToString();
            var cost = (isOfNumbers ? SettingOfNumbers + Math.Min(place++, 3) : SettingCost) + (literal.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax } ? NamedSize : 0) - (isModels ? OfModel : 0)
                + (!isModels && !isOfNumbers && UsesOf(written) >= ManyUses ? OfManyUses : 0);
            if (problem.Parameters is ["rate"] && number is > 0 and < 10)
                yield return new Repair(new Replacement(written.Where, $"0.{Dim.Text(number)}", $"Change {name} to 0.{Dim.Text(number)}"), written.Where, cost);
            var isLastResort = !isOfNumbers && IsSizeOfInput(written);
            // A small number is a count, which is easily off by one.
            var near = isModels ? (long[])[number - 1, number + 1, number - 2, number + 2, number / 2, number * 2, 1, 2, 3] : isOfNumbers && number is > 0 and <= MostCount ? [number + 1, number - 1] : [];
            foreach (var value in near.Where(v => v > 0 && v != number)) yield return To(value, 0.5 + 0.5 * Away(value, number));
            foreach (var value in Wanted(finding, literal).Where(v => v > 0 && v != number).Take(6)) yield return To(value, (isOfNumbers || isModels ? 0.5 : 1) * Away(value, number));

            Repair To(long value, double away) => new(new Replacement(written.Where, written.TextOf(value), $"Change {name} to {Dim.Text(value)}"), written.Where, cost + away) { IsLastResort = isLastResort };
        }
    }

    /// <summary>Whether a constant is the size of an input.</summary>
    private static bool IsSizeOfInput(WrittenConstant written) => written.Name is { } name && written.Syntax.SyntaxTree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Vocabulary.Input) } && call.ArgumentList.Arguments.Any(a => a.Expression is IdentifierNameSyntax { Identifier.ValueText: var read } && read == name));

    /// <summary>How often a name is read in its file: a number that much is built on is seldom the one that is wrong.</summary>
    private static int UsesOf(WrittenConstant written) => written.Name is { } name
        ? written.Syntax.SyntaxTree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Count(i => i.Identifier.ValueText == name)
        : 0;

    /// <summary>Whether the message lies on a number below one where there has to be one: there is no doubt about what is wrong.</summary>
    private static bool IsNoNumber(Finding finding) => finding.Problem?.Id == SpecErrors.NotPositive && finding.Diagnostic.Where is { } where
        && WrittenConstant.At(new Origin(where.Tree, where.Span)) is { Number: <= 0 };

    private static double Away(long value, long number) => number <= 0 ? 1 : 2 * Math.Abs(Math.Log((double)value / number, 2));

    /// <summary>The values for a literal with which the broken rule would hold if everything else stayed.</summary>
    private static IEnumerable<long> Wanted(Finding finding, ExpressionSyntax literal)
    {
        if (finding.Problem is not { } problem) return [];
        var mark = new Origin(literal.SyntaxTree, literal.Span);
        if (WrittenConstant.At(mark) is not { Number: { } number })
            return literal is BinaryExpressionSyntax { Left: LiteralExpressionSyntax { Token.Value: int a }, Right: LiteralExpressionSyntax { Token.Value: int b } } ? Instead(problem, a * b) : [];
        var behind = problem.Wrong.Where(w => w.Value.Provenance?.Marks.Contains(mark) == true).SelectMany(w => Explainer.Scaled(w, number));
        // A number that is passed as it is has no history; one that is computed from it has that of the argument.
        if (finding.Marks.Contains(mark)) behind = behind.Concat(Instead(problem, number)).Concat(problem.Wrong.Where(w => w.Value.Provenance is null).SelectMany(w => Explainer.Scaled(w, number)));
        return behind.Distinct();
    }

    private static IEnumerable<long> Instead(SpecException problem, long number) => problem.Wrong.Where(w => w.Value.IsConstant && w.Value.Value == number).SelectMany(w => w.Better);
}
