using System;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>Sizes as expressions of a programming language.</summary>
internal static class SizeText
{
    /// <summary>The expression of a size.</summary>
    /// <param name="size">The size.</param>
    /// <param name="atom">The expression of an atom.</param>
    public static string Of(Dim size, Func<Atom, string> atom)
    {
        if (size.IsConstant) return Dim.Text(size.Value);
        var text = "";
        // What is subtracted comes last.
        foreach (var term in size.Terms.OrderBy(t => t.Coefficient < 0))
        {
            var product = Product(term, atom);
            text += text.Length == 0 ? product : product[0] == '-' ? " - " + product.Substring(1) : " + " + product;
        }
        return text;
    }

    /// <summary>The expression that computes an atom; a symbol has none, it is bound.</summary>
    public static string OfAtom(Atom atom, Func<Atom, string> inner, SizeLanguage language) => atom switch
    {
        QuotientAtom q => $"{inner(q.Dividend)} {language.Division} {Dim.Text(q.Divisor)}",
        FloorAtom f when f.Dividend.Minimum() >= 0 && (f.Divisor.IsConstant || f.Divisor.SingleAtom is SymbolAtom) => $"{Parenthesised(f.Dividend, inner)} {language.Division} {Of(f.Divisor, inner)}",
        FloorAtom f => language.FloorDivide(Of(f.Dividend, inner), Of(f.Divisor, inner)),
        RatioAtom r => $"{Parenthesised(r.Dividend, inner)} {language.Division} {(r.Divisor.IsConstant || r.Divisor.SingleAtom is SymbolAtom ? Of(r.Divisor, inner) : $"({Of(r.Divisor, inner)})")}",
        SquareRootAtom r => language.SquareRoot(Of(r.Square, inner)),
        IndicatorAtom i => language.Indicator(Of(i.Left, inner), Of(i.Right, inner)),
        _ => throw new InvalidOperationException($"no expression is known for {atom}"),
    };

    private static string Parenthesised(Dim size, Func<Atom, string> inner) =>
        size.Terms.Count == 1 ? Of(size, inner) : $"({Of(size, inner)})";

    private static string Product(Term term, Func<Atom, string> atom)
    {
        var factors = term.Factors.Select(atom).ToList();
        if (factors.Count == 0 || term.Coefficient is not (1 or -1)) factors.Add(Dim.Text(term.Coefficient));
        var text = string.Join(" * ", factors);
        return term.Coefficient == -1 && term.Factors.Count > 0 ? "-" + text : text;
    }
}
