using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Gives symbols values: a size that was free becomes a number, or another size.</summary>
/// <param name="values">The value of each symbol by name; the others stay free.</param>
internal sealed class Binding(IReadOnlyDictionary<string, Dim> values) : Renumbering
{
    /// <summary>Gives symbols of a model numbers.</summary>
    /// <param name="values">The number of each symbol by name; the others stay free.</param>
    public Binding(IReadOnlyDictionary<string, long> values)
        : this(values.ToDictionary(v => v.Key, v => (Dim)v.Value))
    {
    }

    /// <summary>A size with the values.</summary>
    public Dim Of(Dim size) => size.IsConstant || !size.Symbols.Any(s => values.ContainsKey(s.Name))
        ? size
        : size.Terms.Aggregate((Dim)0, (sum, term) => sum + term.Factors.Aggregate((Dim)term.Coefficient, (product, factor) => product * Of(factor)));

    /// <inheritdoc/>
    public override Dim Size(string name, Dim size) => Of(size);

    /// <inheritdoc/>
    public override Dim Axis(string name, Dim size) => Of(size);

    /// <inheritdoc/>
    public override Dim View(string name, Dim size) => Of(size);

    /// <inheritdoc/>
    public override (double Value, string? Symbol) Number(string name, double value) => (value, null);

    private Dim Of(Atom atom) => atom switch
    {
        SymbolAtom symbol => values.TryGetValue(symbol.Name, out var value) ? value : Dim.Of(symbol),
        QuotientAtom quotient => Of(quotient.Dividend) / quotient.Divisor,
        RatioAtom ratio => Of(ratio.Dividend) / Of(ratio.Divisor),
        FloorAtom floor => Of(floor.Dividend) / Of(floor.Divisor),
        SquareRootAtom root => Dim.SquareRoot(Of(root.Square)),
        IndicatorAtom indicator => Dim.Indicator(Of(indicator.Left), Of(indicator.Right)),
        _ => throw new InvalidOperationException($"no value is known for {atom}"),
    };
}
