using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A factor that is not a number: a symbol, or a function of sizes that does not come out even.</summary>
internal abstract record Atom
{
    /// <summary>A number that divides every value of the atom.</summary>
    public virtual long MultipleOf => 1;

    /// <summary>The smallest value of the atom.</summary>
    public virtual long Minimum => 0;

    /// <summary>The largest value of the atom, where there is one.</summary>
    public virtual long? Maximum => null;

    /// <summary>The symbols in it.</summary>
    public abstract IEnumerable<SymbolAtom> Symbols { get; }

    /// <summary>The atom's value for given values of its symbols.</summary>
    public abstract long Evaluate(Func<string, long> valueOf);

    /// <summary>The atom divided by a constant where that is exact, else null.</summary>
    public virtual Atom? DividedBy(long divisor) =>
        divisor > 0 && MultipleOf % divisor == 0 ? new QuotientAtom(this, divisor) : null;
}

internal sealed record SymbolAtom(string Name, long Multiple, long Least, long Reference) : Atom
{
    public override long MultipleOf => Multiple;
    public override long Minimum => (Least + Multiple - 1) / Multiple * Multiple;
    public override IEnumerable<SymbolAtom> Symbols => [this];
    public override long Evaluate(Func<string, long> valueOf) => valueOf(Name);
    public override string ToString() => Name;
}

/// <summary>An exact quotient of an atom that is known to be a multiple: <c>H/32</c>.</summary>
internal sealed record QuotientAtom(Atom Dividend, long Divisor) : Atom
{
    public override long MultipleOf => Dividend.MultipleOf / Divisor;
    public override long Minimum => Dividend.Minimum / Divisor;
    public override IEnumerable<SymbolAtom> Symbols => Dividend.Symbols;
    public override Atom? DividedBy(long divisor) => Dividend.DividedBy(checked(Divisor * divisor));
    public override long Evaluate(Func<string, long> valueOf) => Dividend.Evaluate(valueOf) / Divisor;
    public override string ToString() => $"({Dividend}/{Dim.Text(Divisor)})";
}

/// <summary>A quotient of two sizes that is known to be exact: <c>channels/heads</c>.</summary>
internal sealed record RatioAtom(Dim Dividend, Dim Divisor) : Atom
{
    public override IEnumerable<SymbolAtom> Symbols => Dividend.Symbols.Concat(Divisor.Symbols);
    public override long Evaluate(Func<string, long> valueOf) => Dividend.Evaluate(valueOf) / Divisor.Evaluate(valueOf);
    public override string ToString() => $"{Dividend}/{Divisor}";
}

/// <summary>A quotient rounded down; printed as one rounded up where that is shorter.</summary>
internal sealed record FloorAtom(Dim Dividend, Dim Divisor) : Atom
{
    public override long Minimum => Dividend.Minimum() is { } least && Divisor.IsConstant ? Math.Max(0, least / Divisor.Value) : 0;
    public override IEnumerable<SymbolAtom> Symbols => Dividend.Symbols.Concat(Divisor.Symbols);
    public override long Evaluate(Func<string, long> valueOf) => Dim.FloorDivide(Dividend.Evaluate(valueOf), Divisor.Evaluate(valueOf));

    public override string ToString()
    {
        var divisor = Divisor.IsConstant || Divisor.SingleAtom is SymbolAtom ? Divisor.ToString() : $"({Divisor})";
        var whole = Dividend + 1 - Divisor;
        // Of a constant divisor, which leaves no constant behind; else one that is part of the dividend.
        if (Divisor.IsConstant ? whole.ConstantPart == 0 : whole.Terms.Count < Dividend.Terms.Count)
        {
            return whole.Terms.Count == 1 ? $"⌈{whole}/{divisor}⌉" : $"⌈({whole})/{divisor}⌉";
        }
        return Dividend.Terms.Count == 1 ? $"⌊{Dividend}/{divisor}⌋" : $"⌊({Dividend})/{divisor}⌋";
    }
}

/// <summary>The square root rounded down.</summary>
internal sealed record SquareRootAtom(Dim Square) : Atom
{
    public override long Minimum => Square.Minimum() is { } least and >= 0 ? Of(least) : 0;
    public override IEnumerable<SymbolAtom> Symbols => Square.Symbols;
    public override long Evaluate(Func<string, long> valueOf) => Of(Square.Evaluate(valueOf));
    public override string ToString() => $"⌊√({Square})⌋";

    /// <summary>The square root of a number rounded down.</summary>
    public static long Of(long square)
    {
        var root = (long)Math.Sqrt(square);
        while (root * root > square) root--;
        while ((root + 1) * (root + 1) <= square) root++;
        return root;
    }
}

/// <summary>One where two sizes are equal, else zero.</summary>
internal sealed record IndicatorAtom(Dim Left, Dim Right) : Atom
{
    public override long? Maximum => 1;
    public override IEnumerable<SymbolAtom> Symbols => Left.Symbols.Concat(Right.Symbols);
    public override long Evaluate(Func<string, long> valueOf) => Left.Evaluate(valueOf) == Right.Evaluate(valueOf) ? 1 : 0;
    public override string ToString() => $"[{Left} = {Right}]";
}
