using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Other orders of the names in a rearrangement's pattern, and sizes that it lacks.</summary>
internal static class PatternRepairs
{
    // Sooner than a second rearrangement behind the one that is written.
    private const double OfFactor = 8.9;

    private const double Order = 12, LeftOrder = 15, Size = 10, Lacking = 9;
    private const int MostNames = 5;

    /// <summary>The changes of a rearrangement.</summary>
    /// <param name="call">The call.</param>
    /// <param name="visible">What can be written at its place.</param>
    /// <param name="rank">How many axes the tensor has, where the pattern is what is wrong; else null.</param>
    public static IEnumerable<Repair> For(InvocationExpressionSyntax call, Visible visible, int? rank)
    {
        if (Written(call) is not var (literal, left, right)) yield break;
        foreach (var (side, moves) in Orders(right, left)) yield return Change(literal, left + "->" + side, Order + moves * 0.2);
        foreach (var (side, moves) in Orders(left, right)) yield return Change(literal, side + "->" + right, LeftOrder + moves * 0.2);
        if (rank is not { } axes) yield break;
        foreach (var text in Completed(left, right, axes)) yield return Change(literal, text, Lacking);
        var given = call.ArgumentList.Arguments.Skip(1).Select(a => (a.Expression as TupleExpressionSyntax)?.Arguments).Where(t => t is { Count: 2 }).ToList();
        var sized = given.Select(t => (t!.Value[0].Expression as LiteralExpressionSyntax)?.Token.ValueText).ToList();
        var missing = PatternWords.Names(left).Concat(PatternWords.Names(right)).Where(n => !sized.Contains(n)).Distinct();
        var sizes = given.Select(t => t!.Value[1].Expression.ToString()).Concat(visible.Numbers).Distinct().ToList();
        foreach (var name in missing)
        {
            foreach (var size in sizes)
            {
                yield return new Repair(
                    new Replacement(new Place(call.SyntaxTree, new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0)), $", (\"{name}\", {size})", $"Add (\"{name}\", {size})"),
                    Place.Of(literal), Size + (string.Equals(size, name, StringComparison.OrdinalIgnoreCase) || size.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0 : 1) + (name is "h" or "w" ? 0 : 0.5));
            }
        }
    }

    /// <summary>The rearrangement that a factor of a product is, with its last two axes the other way round; null where the factor is something else.</summary>
    /// <param name="factor">The call that makes the factor.</param>
    public static Repair? Turned(InvocationExpressionSyntax factor)
    {
        if (!IsRearrangement(factor) || Written(factor) is not var (literal, left, right)) return null;
        var axes = Regex.Matches(right, @"\([^)]*\)|\S+").Cast<Match>().Select(m => m.Value).ToList();
        if (axes.Count < 2) return null;
        return Change(literal, $"{left}-> {string.Join(" ", [.. axes.Take(axes.Count - 2), axes[axes.Count - 1], axes[axes.Count - 2]])}", OfFactor);
    }

    /// <summary>Whether a call is one of Rearrange.</summary>
    public static bool IsRearrangement(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: nameof(Vocabulary.Rearrange) };

    /// <summary>The pattern that a call has as its first argument, and its two sides.</summary>
    private static (LiteralExpressionSyntax Literal, string Left, string Right)? Written(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments is not [{ Expression: LiteralExpressionSyntax { Token.Value: string pattern } literal }, ..]) return null;
        var arrow = pattern.IndexOf("->", StringComparison.Ordinal);
        return arrow < 0 ? null : (literal, pattern.Substring(0, arrow), pattern.Substring(arrow + 2));
    }

    private static Repair Change(LiteralExpressionSyntax literal, string text, double cost) => new(
        new Replacement(Place.Of(literal), SymbolDisplay.FormatLiteral(text, quote: true), $"Change to \"{text}\""), Place.Of(literal), cost);

    /// <summary>The pattern with an axis that one side lacks.</summary>
    private static IEnumerable<string> Completed(string left, string right, int rank)
    {
        var (names, others) = (PatternWords.Names(left).ToList(), PatternWords.Names(right).ToList());
        if (names.Count > 0 && !left.Contains('(') && PatternWords.Of(left).Count(PatternWords.IsAxis) == rank - 1 && s_usualNames.FirstOrDefault(n => !names.Contains(n) && !others.Contains(n)) is { } added)
        {
            var last = names[names.Count - 1];
            yield return $"{After(left, last, added)}->{After(right, last, added)}";
        }
        foreach (var lost in names.Except(others))
        {
            var before = names.IndexOf(lost) - 1;
            if (before >= 0 && others.Contains(names[before])) yield return $"{left}->{After(right, names[before], lost)}";
        }
    }

    private static readonly string[] s_usualNames = ["w", "h", "c", "n", "d"];

    /// <summary>A side with a name behind another one.</summary>
    private static string After(string side, string name, string added) => string.Concat(PatternWords.Of(side).Select(w => w == name ? $"{w} {added}" : w));

    /// <summary>The side with its names in other orders, and how much that is a change.</summary>
    private static IEnumerable<(string Side, int Moves)> Orders(string side, string otherSide)
    {
        var words = PatternWords.Of(side).ToList();
        var places = Enumerable.Range(0, words.Count).Where(i => PatternWords.IsAxis(words[i])).ToList();
        if (places.Count < 2 || places.Count > MostNames) yield break;
        var names = places.Select(p => words[p]).ToList();
        var other = PatternWords.Of(otherSide).ToList();
        foreach (var order in Permutations(names))
        {
            var moves = order.Zip(names, (a, b) => a != b).Count(moved => moved);
            // Of a long pattern two names at most are exchanged.
            if (moves == 0 || (names.Count == MostNames && moves > 2)) continue;
            // Two names changed places sooner than four, and the images hardly.
            moves = 3 * (moves - 2) + (order[0] != names[0] && names[0] == other.FirstOrDefault(PatternWords.IsAxis) ? 8 : 0);
            // Patterns seldom turn more than they have to; where a one stands is not a turn.
            moves += 4 * Math.Max(0, PatternWords.Turns(order.Where(IsNamed), other) - PatternWords.Turns(names.Where(IsNamed), other));
            var changed = words.ToList();
            for (var i = 0; i < places.Count; i++) changed[places[i]] = order[i];
            yield return (string.Concat(changed), moves);
        }
    }

    private static bool IsNamed(string axis) => axis != "1";

    private static IEnumerable<IReadOnlyList<string>> Permutations(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return [[]];
        return names.SelectMany((first, i) => Permutations([.. names.Take(i), .. names.Skip(i + 1)]).Select(rest => (IReadOnlyList<string>)[first, .. rest]));
    }
}
