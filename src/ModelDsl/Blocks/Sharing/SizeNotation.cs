using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>Sizes as text that a program reads back: <c>+ 1 * 4 channels</c> is 1 + 4·channels, <c>/ channels heads</c> a quotient without remainder, <c>| height 2</c> one rounded down.</summary>
internal static class SizeNotation
{
    /// <summary>The text of a size made of constants, symbols and quotients without remainder.</summary>
    public static string Write(Dim size)
    {
        if (size.IsConstant) return Dim.Text(size.Value);
        return Fold('+', size.Terms.Select(term =>
        {
            var factors = term.Factors.Select(Write);
            return Fold('*', term.Coefficient == 1 && term.Factors.Count > 0 ? factors : factors.Prepend(Dim.Text(term.Coefficient)));
        }));
    }

    /// <summary>The size that a text stands for; null where a part of it is unknown.</summary>
    /// <param name="text">What <see cref="Write(Dim)"/> wrote.</param>
    /// <param name="symbol">The size of a name.</param>
    /// <param name="ratio">The quotient of two sizes without remainder.</param>
    /// <param name="floor">The quotient of two sizes rounded down.</param>
    public static Dim? Read(string text, Func<string, Dim?> symbol, Func<Dim, Dim, Dim?> ratio, Func<Dim, Dim, Dim?> floor)
    {
        var words = new Queue<string>(text.Split(' '));
        var size = Next();
        return words.Count == 0 ? size : null;

        Dim? Next()
        {
            if (words.Count == 0) return null;
            var word = words.Dequeue();
            if (word is "+" or "*" or "/" or "|")
            {
                var (left, right) = (Next(), Next());
                if (left is null || right is null) return null;
                return word == "+" ? left + right : word == "*" ? left * right : word == "/" ? ratio(left, right) : floor(left, right);
            }
            return long.TryParse(word, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : symbol(word);
        }
    }

    private static string Write(Atom atom) => atom switch
    {
        SymbolAtom symbol => symbol.Name,
        RatioAtom ratio => $"/ {Write(ratio.Dividend)} {Write(ratio.Divisor)}",
        FloorAtom floor => $"| {Write(floor.Dividend)} {Write(floor.Divisor)}",
        _ => throw new InvalidOperationException($"{atom} is not an expression of parameters"),
    };

    private static string Fold(char operation, IEnumerable<string> parts) => parts.Reverse().Aggregate((behind, part) => $"{operation} {part} {behind}");
}
