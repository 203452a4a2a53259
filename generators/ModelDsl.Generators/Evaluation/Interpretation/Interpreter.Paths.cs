using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Places in the state_dict that are taken: who chose them, and what would have been free.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Where a taken place was chosen.</summary>
    /// <param name="Problem">The broken rule, with what would mend it.</param>
    /// <param name="Site">The call that chose it: the outermost one that is not also on the way to the layer that was there before.</param>
    /// <param name="Frame">Whose call it is.</param>
    /// <param name="Part">The part of the path to change; null where the path is meant and a size is wrong.</param>
    /// <param name="Marks">Where the size was written that makes layers differ which are to share their weights.</param>
    private sealed record TakenPlace(SpecException Problem, SyntaxNode Site, Frame Frame, SyntaxNode? Part, IReadOnlyList<Origin> Marks);

    // Places that were reported as taken: what lies inside follows from it.
    private readonly List<string> _taken = [];

    private bool IsToldAlready(SpecException problem, CallSite call) =>
        problem.Id == SpecErrors.StateConflict && call.Arguments.Select(a => a.Data).OfType<Scope>().FirstOrDefault()?.Path is { } path && _taken.Exists(t => IsWithin(path, t));

    private TakenPlace? PlaceOf(SpecException problem, CallSite call)
    {
        if (problem.Id != SpecErrors.StateConflict || problem.Earlier is not [var earlier, ..] || earlier.Id >= _madeBy.Count) return null;
        var made = new CallPath(call.Syntax, call.Frame.Path);
        if (call.Arguments.Select(a => a.Data).OfType<Scope>().FirstOrDefault()?.Path is not { } path || Divergence.Of(_madeBy[earlier.Id], made) is not var (one, other)) return null;
        var isRepeated = one.Call == other.Call;
        foreach (var chosen in made.Outwards().Reverse().SkipWhile(c => c != other))
        {
            // A place that a variable holds is meant to be used again: it is the sizes that differ.
            if (IsHeld(chosen.Call)) return null;
            if (!sources.IsCurrent(chosen.Call.SyntaxTree) || PathChoice.Of(chosen.Call, isRepeated, sources.ModelOf(chosen.Call.SyntaxTree)) is not { } choice) continue;
            var frame = call.Frame;
            var place = path;
            for (; frame.Path != chosen.Outer && frame.Caller is { } caller; frame = caller)
            {
                if (frame.Arguments.Select(a => a.Data).OfType<Scope>().FirstOrDefault() is { } scope) place = scope.Path;
            }
            var operands = TensorsOf(call).ToList();
            var isMeant = !isRepeated && IsAlike(one.Call, other.Call) && !operands.Exists(o => o.Node == earlier || Usefulness.DependsOn(o.Node, earlier));
            if (isMeant && Differing(operands, earlier) is { Count: > 0 } sizes)
                return new(Because(problem, sizes, []), chosen.Call, frame, null, [.. sizes.SelectMany(s => s.Value.Provenance?.Marks ?? []).OfType<Origin>()]);
            _taken.Add(place);
            var isNumber = isRepeated || choice.Part is IdentifierNameSyntax;
            if (isNumber) reporter.Suggest(Place.Of(choice.Part), choice.Numbers(isRepeated));
            if (!isNumber && NeighbouringPaths.Find(choice, path, IsFreePlace) is var (part, name)) return new(Because(problem, [], [name]), chosen.Call, frame, part, []);
            var texts = isNumber ? [] : WrittenConstant.At(new Origin(choice.Part.SyntaxTree, choice.Part.Span))?.Value is string text ? NamesFor(text, path) : problem.BetterTexts;
            return new(Because(problem, [], texts), chosen.Call, frame, choice.Part, []);
        }
        return null;
    }

    private bool IsHeld(SyntaxNode call) => call is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax scope }, ..] }
        && sources.IsCurrent(call.SyntaxTree) && sources.ModelOf(call.SyntaxTree).GetSymbolInfo(scope).Symbol is ILocalSymbol { Type: INamedTypeSymbol { Name: nameof(Scope) } };

    /// <summary>Whether two calls say the same but for the tensors: they are to share weights, as two images that one encoder looks at.</summary>
    private bool IsAlike(SyntaxNode one, SyntaxNode other)
    {
        if (one is not InvocationExpressionSyntax a || other is not InvocationExpressionSyntax b || !sources.IsCurrent(one.SyntaxTree) || !sources.IsCurrent(other.SyntaxTree)) return false;
        var method = sources.ModelOf(b.SyntaxTree).GetSymbolInfo(b).Symbol as IMethodSymbol;
        if (method is null || TypeNames.IsVocabulary(method) || !SyntaxFactory.AreEquivalent(a.Expression, b.Expression) || a.ArgumentList.Arguments.Count != b.ArgumentList.Arguments.Count) return false;
        var model = sources.ModelOf(b.SyntaxTree);
        return a.ArgumentList.Arguments.Zip(b.ArgumentList.Arguments, (x, y) => (x, y))
            .All(p => SyntaxFactory.AreEquivalent(p.x, p.y) || model.GetTypeInfo(p.y.Expression).Type is INamedTypeSymbol { Name: nameof(Sym) });
    }

    /// <summary>Names that are free in place of one in a path.</summary>
    private IReadOnlyList<string> NamesFor(string name, string path)
    {
        var parts = path.Split('.');
        var index = Array.LastIndexOf(parts, name);
        var before = string.Concat(parts.Take(Math.Max(index, 0)).Select(p => p + "."));
        return [.. new[] { FreeNames.After(name, IsFree), FreeNames.Beside(name, IsFree) }.Distinct()];

        bool IsFree(string other) => IsFreePlace(before + other);
    }

    private bool IsFreePlace(string path) => !graph.StatePaths.Any(p => p == path || p.StartsWith(path + ".", StringComparison.Ordinal));

    /// <summary>The sizes in which what a layer works on differs from what the layer worked on that was there before, with the size there.</summary>
    private static List<WrongNumber> Differing(IReadOnlyList<Sym> operands, Node earlier)
    {
        if (operands is not [var now, ..] || earlier.Inputs is not [var before, ..] || now.Rank != before.Rank) return [];
        return [.. now.Shape.Zip(before.Shape, (a, b) => (Now: a, Before: b)).Where(d => d.Now != d.Before && d.Before.IsConstant && d.Now.Provenance is not null).Select(d => new WrongNumber(d.Now, [d.Before.Value]))];
    }

    private static SpecException Because(SpecException problem, IReadOnlyList<WrongNumber> wrong, IReadOnlyList<string> texts) =>
        new(problem.Id, problem.Message, [.. problem.Parameters]) { Earlier = problem.Earlier, Wrong = wrong, BetterTexts = texts };
}
