using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Changes to try in the source of a block: near numbers in place of those that a mistake comes from, and patterns with
/// two names exchanged.
/// </summary>
internal static class BlockRepair
{
    private const int MostExchanges = 36;

    /// <summary>
    /// The changes, the likeliest first: exchanged names, numbers that differ from those of the same name beside them,
    /// small changes of numbers.
    /// </summary>
    /// <param name="numbers">The written numbers, each with values that the broken rule asks for.</param>
    /// <param name="patterns">The patterns, the nearest to the mistake first.</param>
    /// <param name="onlyUsual">Whether only numbers are tried that stand beside others of the same name: a number of the model may be to blame as well.</param>
    public static IEnumerable<(WrittenConstant Written, object Value)> Changes(
        IReadOnlyList<(WrittenConstant Written, IEnumerable<long> Values)> numbers, IEnumerable<WrittenConstant> patterns, bool onlyUsual) =>
        Exchanges(patterns).Take(MostExchanges).Select(e => (e.Written, (object)e.Text))
            .Concat(Numbers(numbers, onlyUsual).Select(n => (n.Written, (object)n.Value)));

    private static IEnumerable<(WrittenConstant Written, long Value)> Numbers(IReadOnlyList<(WrittenConstant Written, IEnumerable<long> Values)> constants, bool onlyUsual)
    {
        var changes = new List<(WrittenConstant Written, long Value, bool IsUsual)>();
        foreach (var (written, values) in constants)
        {
            var number = written.Number!.Value;
            var usual = Siblings(written).ToList();
            changes.AddRange(usual.Concat(values.Take(4)).Concat([number - 1, number + 1, number / 2, 1, 2, 3]).Where(v => v >= 0 && v != number).Distinct().Select(v => (written, v, usual.Contains(v))));
        }
        return changes.Distinct().Where(c => c.IsUsual || !onlyUsual).OrderBy(c => c.IsUsual ? 0 : 1).ThenBy(c => Math.Abs(c.Value - c.Written.Number!.Value)).Select(c => (c.Written, c.Value));
    }

    /// <summary>The numbers of the same name in the same class.</summary>
    private static IEnumerable<long> Siblings(WrittenConstant written) => written.Name is { } name && written.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        ? type.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(l => l != written.Syntax)
            .Select(l => WrittenConstant.At(new Origin(l.SyntaxTree, l.Span))).OfType<WrittenConstant>()
            .Where(w => w.Number is not null && w.Name == name).Select(w => w.Number!.Value).Distinct()
        : [];

    /// <summary>Patterns with two neighbouring names of one side exchanged: first those in which fewer axes change their order then.</summary>
    /// <param name="patterns">The patterns as they are written.</param>
    public static IEnumerable<(WrittenConstant Written, string Text)> Exchanges(IEnumerable<WrittenConstant> patterns) => patterns
        // Of a pattern that is put together from texts, none has both sides.
        .Where(p => ((string)p.Value).Contains("->"))
        .SelectMany(p => Exchanged((string)p.Value).Select(text => (Written: p, Text: text)))
        .OrderBy(c => Gain((string)c.Written.Value, c.Text));

    /// <summary>Whether fewer axes change their order after an exchange than before.</summary>
    public static bool IsTurning((WrittenConstant Written, string Text) exchange) => Gain((string)exchange.Written.Value, exchange.Text) < 0;

    private static int Gain(string before, string after) => Turns(after) - Turns(before);

    private static IEnumerable<string> Exchanged(string pattern)
    {
        var arrow = pattern.IndexOf("->", StringComparison.Ordinal);
        foreach (var (start, end) in new[] { (0, arrow), (arrow + 2, pattern.Length) })
        {
            var names = PatternWords.Names(pattern.Substring(start, end - start)).ToList();
            foreach (var (a, b) in names.Zip(names.Skip(1), (a, b) => (a, b)))
            {
                var side = string.Concat(PatternWords.Of(pattern.Substring(start, end - start)).Select(w => w == a ? b : w == b ? a : w));
                yield return pattern.Substring(0, start) + side + pattern.Substring(end);
            }
        }
    }

    private static int Turns(string pattern)
    {
        var arrow = pattern.IndexOf("->", StringComparison.Ordinal);
        // A part of a pattern that is put together from texts has one side only.
        return arrow < 0 ? 0 : PatternWords.Turns(PatternWords.Names(pattern.Substring(0, arrow)), [.. PatternWords.Names(pattern.Substring(arrow + 2))]);
    }
}
