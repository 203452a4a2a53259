using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>One product of a <see cref="Dim"/>: a coefficient and the atoms it is multiplied with.</summary>
internal sealed record Term(long Coefficient, AtomList Factors)
{
    public Term Times(Term other) => new Term(checked(Coefficient * other.Coefficient), Factors.Concat(other.Factors)).Reduced();

    /// <summary>The sum with a term of the same bases.</summary>
    public Term Plus(Term other)
    {
        if (Factors.Equals(other.Factors)) return new Term(checked(Coefficient + other.Coefficient), Factors).Reduced();
        var (mine, others) = (Divisor, other.Divisor);
        var common = GreatestCommonDivisor(mine, others);
        return Of(checked(Coefficient * (others / common) + other.Coefficient * (mine / common)), checked(mine / common * others), Bases)!;
    }

    /// <summary>The atoms without what they are divided by: of (H/2)·W they are H and W.</summary>
    public AtomList Bases => HasQuotients ? new(Factors.Select(a => a is QuotientAtom quotient ? quotient.Dividend : a)) : Factors;

    /// <summary>What the product of the atoms without their divisors is divided by.</summary>
    public long Divisor => Factors.OfType<QuotientAtom>().Aggregate(1L, (product, quotient) => checked(product * quotient.Divisor));

    private bool HasQuotients
    {
        get
        {
            for (var i = 0; i < Factors.Count; i++) if (Factors[i] is QuotientAtom) return true;
            return false;
        }
    }

    /// <summary>The same product in its one form, without a factor that stands above and below: 2·(H/2) is H.</summary>
    public Term Reduced() => HasQuotients ? Of(Coefficient, Divisor, Bases)! : this;

    /// <summary>A fraction as a term; null where it is not known to be whole for every value of its symbols.</summary>
    public static Term? Of(long coefficient, long divisor, AtomList bases)
    {
        var common = GreatestCommonDivisor(Math.Abs(coefficient), divisor);
        (coefficient, divisor) = (coefficient / common, divisor / common);
        if (divisor == 1) return new Term(coefficient, bases);
        // A square stays one: (H/2)² rather than (H/4)·H.
        var root = bases.Count > 1 && bases.All(a => a.Equals(bases[0])) ? Root(divisor, bases.Count) : null;
        var atoms = new Atom[bases.Count];
        for (var i = 0; i < atoms.Length; i++)
        {
            var share = root is { } equal && bases[i].MultipleOf % equal == 0 ? equal : GreatestCommonDivisor(divisor, bases[i].MultipleOf);
            atoms[i] = share == 1 ? bases[i] : new QuotientAtom(bases[i], share);
            divisor /= share;
        }
        return divisor == 1 ? new Term(coefficient, new AtomList(atoms)) : null;
    }

    /// <summary>The value where each of its atoms has its smallest.</summary>
    public long Least
    {
        get
        {
            var product = Coefficient;
            for (var i = 0; i < Factors.Count; i++) product *= Factors[i].Minimum;
            return product;
        }
    }

    /// <summary>This term divided by a constant where that is exact for every value of the symbols, else null.</summary>
    /// <remarks>A symbol that is known to be a multiple of 32 divides by 8; what is left is written <c>H/8</c>.</remarks>
    public Term? DividedBy(long divisor)
    {
        if (divisor == 0) return null;
        if (Coefficient % divisor == 0) return this with { Coefficient = Coefficient / divisor };
        var sign = Math.Sign(divisor);
        return Of(sign * Coefficient, checked(Divisor * (sign * divisor)), Bases);
    }

    /// <summary>This term divided by another where that is exact, else null.</summary>
    public Term? DividedBy(Term divisor)
    {
        var bases = Bases;
        foreach (var atom in divisor.Bases)
        {
            if (bases.Without(atom) is not { } rest) return null;
            bases = rest;
        }
        if (divisor.Coefficient == 0) return null;
        var sign = Math.Sign(divisor.Coefficient);
        return Of(checked(sign * Coefficient * divisor.Divisor), checked(Divisor * (sign * divisor.Coefficient)), bases);
    }

    /// <summary>The term whose square this is, where there is one.</summary>
    public Term? SquareRoot
    {
        get
        {
            var (root, below, bases) = (Coefficient > 0 ? SquareRootAtom.Of(Coefficient) : 0, SquareRootAtom.Of(Divisor), Bases);
            if (root * root != Coefficient || below * below != Divisor) return null;
            var half = AtomList.Empty;
            for (var i = 0; i < bases.Count; i += 2)
            {
                // Equal atoms stand side by side.
                if (i + 1 == bases.Count || !bases[i].Equals(bases[i + 1])) return null;
                half = half.Concat(new AtomList([bases[i]]));
            }
            return Of(root, below, half);
        }
    }

    public long Evaluate(Func<string, long> valueOf) =>
        Factors.Aggregate(Coefficient, (product, atom) => checked(product * atom.Evaluate(valueOf)));

    public override string ToString()
    {
        if (Factors.Count == 0) return Dim.Text(Coefficient);
        var product = Factors.ToString();
        // 4N, but 4·channels.
        var sign = product.Length > 1 && char.IsLetter(product[0]) && char.IsLetter(product[1]) ? "·" : "";
        return Coefficient switch { 1 => product, -1 => "-" + product, _ => Dim.Text(Coefficient) + sign + product };
    }

    /// <summary>The whole number whose power this is; null for none.</summary>
    private static long? Root(long power, int exponent)
    {
        var root = (long)Math.Round(Math.Pow(power, 1.0 / exponent));
        var product = 1L;
        for (var i = 0; i < exponent; i++) product *= root;
        return product == power ? root : null;
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}

/// <summary>The atoms of a term in a fixed order, equal by value.</summary>
internal sealed class AtomList : IEquatable<AtomList>, IEnumerable<Atom>
{
    private const int MostCharacters = 4000;
    private const int MostFactors = 64;

    private readonly Atom[] _atoms;
    private readonly string _text;

    public AtomList(IEnumerable<Atom> atoms)
    {
        _atoms = [.. atoms];
        if (_atoms.Length > MostFactors) throw Dim.TooComplex();
        _text = _atoms.Length == 1 ? _atoms[0].ToString() : Sort(_atoms);
        // Divisions inside divisions grow without end as well; the text is as long as the tree is large.
        if (_text.Length > MostCharacters) throw Dim.TooComplex();
    }

    public static AtomList Empty { get; } = new([]);

    public int Count => _atoms.Length;

    public Atom this[int index] => _atoms[index];

    public AtomList Concat(AtomList other) => other.Count == 0 ? this : Count == 0 ? other : new(_atoms.Concat(other._atoms));

    public AtomList Replace(int index, Atom atom) => new(_atoms.Select((a, i) => i == index ? atom : a));

    public AtomList? Without(Atom atom)
    {
        var index = Array.IndexOf(_atoms, atom);
        return index < 0 ? null : new(_atoms.Where((_, i) => i != index));
    }

    public IEnumerator<Atom> GetEnumerator() => ((IEnumerable<Atom>)_atoms).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(AtomList? other) => ReferenceEquals(this, other) || (other is not null && _text == other._text && ValueList.AreEqual(_atoms, other._atoms));

    public override bool Equals(object? obj) => Equals(obj as AtomList);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    public override string ToString() => _text;

    /// <summary>Puts atoms in the order of their texts, and yields the text of their product.</summary>
    private static string Sort(Atom[] atoms)
    {
        var texts = Array.ConvertAll(atoms, a => a.ToString());
        var inOrder = Enumerable.Range(0, atoms.Length).OrderBy(i => texts[i], StringComparer.Ordinal).Select(i => (Atom: atoms[i], Text: texts[i])).ToList();
        for (var i = 0; i < atoms.Length; i++) atoms[i] = inOrder[i].Atom;
        return string.Join("·", inOrder.GroupBy(a => a.Text).Select(g => g.Key + (g.Count() switch { 1 => "", 2 => "²", 3 => "³", var n => "^" + Dim.Text(n) })));
    }
}
