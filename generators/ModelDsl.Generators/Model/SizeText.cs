using System;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>Sizes as C# expressions of type long.</summary>
internal static class SizeText
{
    /// <summary>The expression of a size.</summary>
    /// <param name="size">The size.</param>
    /// <param name="symbol">The expression of a symbol, given as a size of its own.</param>
    public static string Of(Dim size, Func<Dim, string> symbol)
    {
        if (size.IsConstant) return Dim.Text(size.Value);
        var text = "";
        foreach (var term in size.Terms)
        {
            var product = Product(term, symbol);
            text += text.Length == 0 ? product : product[0] == '-' ? " - " + product.Substring(1) : " + " + product;
        }
        return text;
    }

    private static string Product(Term term, Func<Dim, string> symbol)
    {
        var factors = Enumerable.Range(0, term.Factors.Count).Select(i => OfAtom(term.Factors[i], symbol)).ToList();
        if (factors.Count == 0 || term.Coefficient is not (1 or -1)) factors.Add(Dim.Text(term.Coefficient));
        var text = string.Join(" * ", factors);
        return term.Coefficient == -1 && term.Factors.Count > 0 ? "-" + text : text;
    }

    private static string OfAtom(Atom atom, Func<Dim, string> symbol) => atom switch
    {
        SymbolAtom s => symbol(Dim.Symbol(s.Name, (int)s.Multiple, (int)s.Least)),
        QuotientAtom q => $"({OfAtom(q.Dividend, symbol)} / {Dim.Text(q.Divisor)})",
        FloorAtom f => $"(({Of(f.Dividend, symbol)}) / ({Of(f.Divisor, symbol)}))",
        _ => throw new InvalidOperationException($"no expression is known for {atom}"),
    };
}
