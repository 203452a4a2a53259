using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// The size of one axis: a constant, a symbol, or an expression of them in canonical form, so that two sizes
/// are equal exactly when they are equal for every value of their symbols (as far as the form can tell).
/// </summary>
/// <remarks>
/// The canonical form is a polynomial with integer coefficients over atoms; an atom is a symbol, or a floor
/// division, square root or comparison that does not come out even. Every size is at least zero.
/// </remarks>
public sealed class Dim : IEquatable<Dim>
{
    private const int MostTerms = 1024;

    // A few numbers make up nearly all sizes.
    private static readonly Dim?[] s_constants = new Dim?[2048];

    private readonly Term[] _terms;
    private string? _text;
    private long? _atReference;

    private Dim(Term[] terms, Provenance? provenance)
    {
        _terms = terms;
        Provenance = provenance;
    }

    /// <summary>The number of images in a batch, printed <c>N</c>; fixed only at run time.</summary>
    public static Dim Batch { get; } = Symbol("N");

    /// <summary>Where the numbers behind this size were written. Takes no part in equality.</summary>
    public Provenance? Provenance { get; }

    /// <summary>Whether the size is known before run time.</summary>
    public bool IsConstant => _terms.Length == 0 || (_terms.Length == 1 && _terms[0].Factors.Count == 0);

    internal IReadOnlyList<Term> Terms => _terms;

    /// <summary>The symbols in it, each as often as it occurs.</summary>
    internal IEnumerable<SymbolAtom> Symbols => _terms.SelectMany(t => t.Factors).SelectMany(a => a.Symbols);

    /// <summary>Whether it varies with the number of images.</summary>
    internal bool DependsOnBatch => !IsConstant && Symbols.Contains(Batch.SingleAtom);

    /// <summary>The atom that this size is, where it is one and nothing else.</summary>
    internal Atom? SingleAtom => _terms.Length == 1 && _terms[0].Coefficient == 1 && _terms[0].Factors.Count == 1 ? _terms[0].Factors[0] : null;

    /// <summary>The summand without symbols.</summary>
    internal long ConstantPart => _terms.FirstOrDefault(t => t.Factors.Count == 0)?.Coefficient ?? 0;

    /// <summary>A size that is fixed only at run time.</summary>
    /// <param name="name">How it is printed, for instance <c>H</c>.</param>
    /// <param name="multipleOf">A number that divides every value it takes.</param>
    /// <param name="minimum">The smallest value it takes.</param>
    /// <param name="reference">The value for which costs are stated and tables are saved; the smallest where absent.</param>
    /// <exception cref="SpecException">
    /// <paramref name="multipleOf"/> or <paramref name="minimum"/> is not positive, or <paramref name="reference"/> is no value of the symbol.
    /// </exception>
    public static Dim Symbol(string name, int multipleOf = 1, int minimum = 1, int? reference = null)
    {
        if (multipleOf < 1) throw SpecException.Shape(SpecErrors.NotPositive, $"multipleOf is {Text(multipleOf)}; it must be at least 1", nameof(multipleOf));
        if (minimum < 1) throw SpecException.Shape(SpecErrors.NotPositive, $"minimum is {Text(minimum)}; it must be at least 1", nameof(minimum));
        if (reference is { } value && (value < minimum || value % multipleOf != 0))
            throw SpecException.Shape(SpecErrors.WrongSize, $"reference is {Text(value)}; {name} is at least {Text(minimum)} and a multiple of {Text(multipleOf)}", nameof(reference));
        var least = (minimum + multipleOf - 1) / multipleOf * multipleOf;
        return FromAtom(new SymbolAtom(name, multipleOf, minimum, reference ?? least), null);
    }

    /// <summary>A constant size.</summary>
    public static implicit operator Dim(int value) => Of(value);

    /// <summary>A constant size.</summary>
    public static implicit operator Dim(long value) => Of(value);

    /// <summary>The value of a constant size.</summary>
    /// <exception cref="SpecException">The size is fixed only at run time, or does not fit.</exception>
    public static explicit operator int(Dim dim) => checked((int)dim.Value);

    /// <summary>The value of a constant size.</summary>
    /// <exception cref="SpecException">The size is fixed only at run time.</exception>
    public long Value => IsConstant
        ? (_terms.Length == 0 ? 0 : _terms[0].Coefficient)
        : throw SpecException.Shape(SpecErrors.NotConstant, $"{this} is fixed only at run time; a constant is needed here");

    /// <summary>This size in place of one that a broken rule left open.</summary>
    internal Dim Assumed(Provenance? history) => From(Provenance.Assumed(history));

    /// <summary>The same size with a record of where it comes from.</summary>
    public Dim From(Provenance? provenance) => new(_terms, provenance) { _text = _text, _atReference = _atReference };

    /// <summary>The sum.</summary>
    public static Dim operator +(Dim a, Dim b) => a.IsConstant && b.IsConstant
        ? Of(checked(a.Value + b.Value), Provenance.Join(a.Provenance, b.Provenance))
        : new(Collect([.. a._terms, .. b._terms]), Provenance.Join(a.Provenance, b.Provenance));

    /// <summary>The difference.</summary>
    public static Dim operator -(Dim a, Dim b) => a.IsConstant && b.IsConstant
        ? Of(checked(a.Value - b.Value), Provenance.Join(a.Provenance, b.Provenance))
        : a + new Dim([.. b._terms.Select(t => t with { Coefficient = -t.Coefficient })], b.Provenance);

    /// <summary>The product.</summary>
    public static Dim operator *(Dim a, Dim b)
    {
        var provenance = Provenance.Join(a.Provenance, b.Provenance);
        if (a.IsConstant) return b.IsConstant ? Of(checked(a.Value * b.Value), provenance) : b.Times(a.Value, provenance);
        return b.IsConstant ? a.Times(b.Value, provenance) : new(Collect(Products(a._terms, b._terms)), provenance);
    }

    /// <summary>The quotient rounded down; exact where every term divides.</summary>
    public static Dim operator /(Dim a, Dim b) => FloorDivide(a, b);

    /// <summary>The remainder of the floor division.</summary>
    public static Dim operator %(Dim a, Dim b) => DividesEvenly(b, a)
        ? new Dim([], Provenance.Join(a.Provenance, b.Provenance))
        : a - FloorDivide(a, b) * b;

    /// <summary>The quotient rounded up.</summary>
    public static Dim CeilDivide(Dim a, Dim b) => DividesEvenly(b, a) ? ExactQuotient(a, b)! : FloorDivide(a + b - 1, b);

    /// <summary>The square root rounded down.</summary>
    /// <param name="square">A size.</param>
    public static Dim SquareRoot(Dim square)
    {
        if (square.IsConstant) return Of(SquareRootAtom.Of(square.Value), square.Provenance);
        if (square._terms.Length == 1 && square._terms[0].SquareRoot is { } root) return new Dim([root], square.Provenance);
        return FromAtom(new SquareRootAtom(square), square.Provenance);
    }

    /// <summary>One where both sizes are equal, else zero: a size that switches parts of a model on and off.</summary>
    /// <param name="left">A size.</param>
    /// <param name="right">Another.</param>
    public static Dim Indicator(Dim left, Dim right)
    {
        var difference = left - right;
        var provenance = difference.Provenance;
        if (difference.IsConstant) return Of(difference.Value == 0 ? 1 : 0, provenance);
        if (difference.Minimum() > 0 || (right - left).Minimum() > 0) return Of(0, provenance);
        return FromAtom(new IndicatorAtom(left, right), provenance);
    }

    /// <summary>Whether <paramref name="divisor"/> divides <paramref name="value"/> for every value of the symbols, as far as the form can tell.</summary>
    public static bool DividesEvenly(Dim divisor, Dim value) => ExactQuotient(value, divisor) is not null;

    /// <summary>Whether both are the same expression and stem from the same numbers.</summary>
    internal bool IsSameAs(Dim other) => ReferenceEquals(this, other) || (Equals(other) && Provenance.AreSame(Provenance, other.Provenance));

    /// <inheritdoc cref="op_Equality"/>
    public bool Equals(Dim? other) => other is not null && ValueList.AreEqual(_terms, other._terms);

    /// <summary>Whether both are the same expression.</summary>
    public static bool operator ==(Dim? a, Dim? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Whether the expressions differ.</summary>
    public static bool operator !=(Dim? a, Dim? b) => !(a == b);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dim dim && Equals(dim);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueList.HashOf(_terms);

    /// <summary>The expression as people write it: <c>224</c>, <c>N</c>, <c>4N</c>, <c>N·H + 1</c>, <c>⌊(H + 3)/4⌋</c>.</summary>
    public override string ToString() => _text ??= Write();

    private string Write()
    {
        if (_terms.Length == 0) return "0";
        var text = "";
        // What is subtracted comes last.
        foreach (var term in _terms.OrderBy(t => t.Coefficient < 0))
        {
            if (text.Length == 0) text = term.ToString();
            else if (term.Coefficient < 0) text += " - " + (term with { Coefficient = -term.Coefficient });
            else text += " + " + term;
        }
        return text;
    }

    /// <summary>The size for given values of its symbols.</summary>
    /// <param name="valueOf">The value of a symbol by name.</param>
    public long Evaluate(Func<string, long> valueOf) => _terms.Sum(term => term.Evaluate(valueOf));

    /// <summary>The size where each symbol has its reference value, <see cref="Batch"/> being one image.</summary>
    public long AtReference() => _atReference ??= IsConstant ? Value : At(symbol => symbol.Reference);

    /// <summary>The size for given values of its symbols.</summary>
    /// <param name="valueOf">The value of a symbol.</param>
    internal long At(Func<SymbolAtom, long> valueOf) => Evaluate(name => valueOf(Symbols.First(s => s.Name == name)));

    internal static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The least value over all values of the symbols, or null where it is not bounded below in a way the form can tell.</summary>
    internal long? Minimum()
    {
        if (IsConstant) return Value;
        long sum = 0;
        if (Array.TrueForAll(_terms, t => t.Coefficient > 0))
        {
            foreach (var term in _terms) sum += term.Least;
            return sum;
        }
        var open = _terms.ToList();
        foreach (var negative in _terms.Where(t => t.Coefficient < 0 && t.Factors.Count > 0))
        {
            if (negative.Factors.Aggregate((long?)1, (product, atom) => product * atom.Maximum) is { } most) sum += negative.Coefficient * most;
            else if (open.FirstOrDefault(t => LeastDifference(t, negative) is not null) is { } rounded)
            {
                sum += LeastDifference(rounded, negative)!.Value;
                open.Remove(rounded);
            }
            else return null;
            open.Remove(negative);
        }
        return sum + open.Sum(t => t.Least);
    }

    /// <summary>A bound of k·r·⌊(X + c)/(d·r)⌋ − k·⌊(X + b)/d⌋ from below: what rounding to a coarser multiple loses at most.</summary>
    private static long? LeastDifference(Term coarse, Term fine)
    {
        if (coarse.Factors.Count != 1 || fine.Factors.Count != 1) return null;
        var (k, x, d, b) = fine.Factors[0] is FloorAtom { Divisor.IsConstant: true } f
            ? (-fine.Coefficient, f.Dividend, f.Divisor.Value, f.Dividend.ConstantPart)
            : (-fine.Coefficient, FromAtom(fine.Factors[0], null), 1, 0);
        if (coarse.Factors[0] is not FloorAtom { Divisor.IsConstant: true } rounded) return null;
        var (e, c) = (rounded.Divisor.Value, rounded.Dividend.ConstantPart);
        if (e % d != 0 || coarse.Coefficient != k * (e / d) || x - b != rounded.Dividend - c) return null;
        return k * -FloorDivide(-(c - e + 1 - b), d);
    }

    private static Dim Of(long value, Provenance? provenance = null)
    {
        var known = value >= 0 && value < s_constants.Length ? s_constants[value] ??= Constant(value) : Constant(value);
        return provenance is null ? known : known.From(provenance);
    }

    private static Dim Constant(long value) => new(value == 0 ? [] : [new Term(value, AtomList.Empty)], null);

    /// <summary>An atom alone, as a size.</summary>
    internal static Dim Of(Atom atom) => FromAtom(atom, null);

    private static Dim FromAtom(Atom atom, Provenance? provenance) => new([new Term(1, new AtomList([atom]))], provenance);

    private static Dim FloorDivide(Dim a, Dim b)
    {
        if (b.IsConstant && b.Value == 0) throw SpecException.Shape(SpecErrors.NotPositive, $"{a} is divided by 0", "b");
        if (ExactQuotient(a, b) is { } exact) return exact;
        var provenance = Provenance.Join(a.Provenance, b.Provenance);
        if (a.IsConstant && b.IsConstant) return Of(FloorDivide(a.Value, b.Value), provenance);
        if (b.IsConstant)
        {
            // The part of the sum that divides moves out of the floor, and of the constant what makes whole ones:
            // ⌊(4H + 7)/4⌋ = H + 1 + ⌊3/4⌋ = H + 1.
            var whole = FloorDivide(a.ConstantPart, b.Value);
            var even = new Dim([.. a._terms.Where(t => t.Factors.Count > 0 && t.DividedBy(b.Value) is not null)], null);
            var rest = a - even - whole * b.Value;
            var outside = ExactQuotient(even, b)! + whole;
            if (rest.IsConstant) return outside.From(provenance);
            // ⌊(⌊x/c⌋ + r)/d⌋ = ⌊(x + r·c)/(c·d)⌋
            if ((rest - rest.ConstantPart).SingleAtom is FloorAtom { Divisor.IsConstant: true } inner && inner.Divisor.Value <= int.MaxValue / b.Value)
                return (outside + FloorDivide(inner.Dividend + rest.ConstantPart * inner.Divisor.Value, inner.Divisor * b)).From(provenance);
            return (outside + FromAtom(new FloorAtom(rest, b), null)).From(provenance);
        }
        return FromAtom(new FloorAtom(a, b), provenance);
    }

    internal static long FloorDivide(long a, long b) => a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);

    private static Dim? ExactQuotient(Dim a, Dim b)
    {
        var provenance = Provenance.Join(a.Provenance, b.Provenance);
        if (a.IsConstant && b.IsConstant) return b.Value != 0 && a.Value % b.Value == 0 ? Of(a.Value / b.Value, provenance) : null;
        if (b._terms.Length != 1) return a.Equals(b) && b._terms.Length > 0 ? Of(1).From(provenance) : null;
        var quotients = new Term[a._terms.Length];
        for (var i = 0; i < quotients.Length; i++)
        {
            if (a._terms[i].DividedBy(b._terms[0]) is not { } quotient) return null;
            quotients[i] = quotient;
        }
        return new Dim(Collect(quotients), provenance);
    }

    /// <summary>The product with a constant: its terms keep their order.</summary>
    private Dim Times(long factor, Provenance? provenance)
    {
        if (factor is 0 or 1) return factor == 0 ? Of(0, provenance) : From(provenance);
        var terms = new Term[_terms.Length];
        for (var i = 0; i < terms.Length; i++) terms[i] = new Term(checked(_terms[i].Coefficient * factor), _terms[i].Factors).Reduced();
        return new Dim(terms, provenance);
    }

    private static Term[] Products(Term[] a, Term[] b) => (long)a.Length * b.Length <= MostTerms
        ? [.. from x in a from y in b select x.Times(y)]
        : throw TooComplex();

    /// <summary>A product of sums of symbols doubles its terms with each factor, a power its factors; no tensor has such a size.</summary>
    internal static SpecException TooComplex() =>
        new(SpecErrors.TooComplex, "the size has too many terms or factors to compute with; use fewer symbols, or sizes that are constant");

    /// <summary>The terms of a sum in their fixed order, those of the same atoms put together.</summary>
    private static Term[] Collect(Term[] terms)
    {
        // Most sums have one term.
        if (terms.Length == 1 && terms[0].Coefficient != 0) return terms;
        var sums = new List<Term>(terms.Length);
        foreach (var term in terms)
        {
            var like = 0;
            while (like < sums.Count && !sums[like].Bases.Equals(term.Bases)) like++;
            if (like == sums.Count) sums.Add(term);
            else sums[like] = sums[like].Plus(term);
        }
        _ = sums.RemoveAll(t => t.Coefficient == 0);
        return sums.Count < 2 ? [.. sums] : [.. sums.OrderByDescending(t => t.Factors.Count).ThenBy(t => t.Factors.ToString(), StringComparer.Ordinal)];
    }
}
