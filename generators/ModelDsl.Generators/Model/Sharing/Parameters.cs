using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model.Sharing;

/// <summary>
/// Finds the parameters of a class: names for the sizes in which its bodies differ. A size that the block's method was
/// passed has the argument's name; one that follows from others in all bodies becomes an expression of them; any other
/// gets a name of its own.
/// </summary>
internal sealed class Parameters
{
    // With fewer bodies nearly every size is the sum of two others.
    private const int FewestForSums = 3;

    private static readonly int[] s_factors = [2, 3, 4, 6, 8];

    private readonly List<Operand> _operands = [];
    private readonly NameSet _names = new("initialization");
    private readonly List<Parameter> _parameters = [];

    /// <summary>Those that were needed, in the order in which they were offered or met.</summary>
    public IReadOnlyList<Parameter> All => [.. _parameters.OrderBy(p => _operands.FindIndex(o => o.Parameter == p.Name))];

    /// <summary>Offers a name for what differs between bodies: it is taken before others where a size has these values.</summary>
    public void Offer(string name, Dim[] values)
    {
        if (!AllEqual(values) && Exactly(values) is null) _operands.Add(new Operand(values) { Parameter = NewName(name) });
    }

    /// <summary>A name that no other parameter has, for a number that is no size.</summary>
    public string NewName(string wish) => _names.Take(wish[0] == '@' ? wish.Substring(1) + "Size" : wish);

    /// <summary>The size that stands for these values, one for each body.</summary>
    public Dim Of(string name, Dim[] values)
    {
        if (Find(values) is { } found) return found;
        _operands.Add(new Operand(values) { Parameter = NewName(name) });
        return Find(values)!;
    }

    /// <summary>The same where no new parameter is needed for it; else null.</summary>
    public Dim? Find(Dim[] values)
    {
        if (AllEqual(values)) return values[0];
        if (Exactly(values) is { } known) return Use(known);
        if (Derived(values) is not { } derived) return null;
        _operands.Add(new Operand(values) { Expression = derived });
        return derived;
    }

    /// <summary>The size that is known for which a rule holds in each body; null for none.</summary>
    public Dim? Where(Func<Dim, int, bool> rule) => _operands.Find(o => Enumerable.Range(0, o.Values.Length).All(i => rule(o.Values[i], i))) is { } operand ? Use(operand) : null;

    private Operand? Exactly(Dim[] values)
    {
        foreach (var operand in _operands) if (operand.Values.AsSpan().SequenceEqual(values)) return operand;
        return null;
    }

    /// <summary>A multiple, quotient, product or sum of what is known that comes to the same in all bodies; the simplest first.</summary>
    private Dim? Derived(Dim[] values)
    {
        foreach (var operand in _operands)
        {
            var a = operand.Values;
            foreach (var factor in s_factors)
            {
                if (Are(values, a, (v, x) => v == factor * x)) return factor * Use(operand);
                if (Are(values, a, (v, x) => factor * v == x)) return Dim.Of(new RatioAtom(Use(operand), factor));
            }
            if (Are(values, a, (v, x) => v == 2 * x - 1)) return 2 * Use(operand) - 1;
            if (Are(values, a, (v, x) => v == x + 1)) return Use(operand) + 1;
            if (Are(values, a, (v, x) => v == x - 1)) return Use(operand) - 1;
            if (Are(values, a, (v, x) => v == 1 - x)) return 1 - Use(operand);
        }
        return Combined(values, (v, a, b) => v == a * b, (a, b) => a * b)
            ?? Combined(values, (v, a, b) => v * b == a, (a, b) => Dim.Of(new RatioAtom(a, b)))
            ?? (values.Length < FewestForSums ? null : Combined(values, (v, a, b) => v == a + b, (a, b) => a + b) ?? Combined(values, (v, a, b) => v == a - b, (a, b) => a - b));
    }

    private Dim? Combined(Dim[] values, Func<Dim, Dim, Dim, bool> rule, Func<Dim, Dim, Dim> combine)
    {
        foreach (var first in _operands)
        {
            foreach (var second in _operands)
            {
                if (Are(values, first.Values, second.Values, rule)) return combine(Use(first), Use(second));
            }
        }
        return null;
    }

    private Dim Use(Operand operand)
    {
        if (operand.Expression is { } expression) return expression;
        var parameter = _parameters.Find(p => p.Name == operand.Parameter);
        if (parameter is null) _parameters.Add(parameter = new Parameter(operand.Parameter!, operand.Values));
        return parameter.Symbol;
    }

    private static bool Are(Dim[] values, Dim[] a, Func<Dim, Dim, bool> rule)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!rule(values[i], a[i])) return false;
        }
        return true;
    }

    private static bool Are(Dim[] values, Dim[] a, Dim[] b, Func<Dim, Dim, Dim, bool> rule)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!rule(values[i], a[i], b[i])) return false;
        }
        return true;
    }

    private static bool AllEqual(Dim[] values) => Array.TrueForAll(values, v => v == values[0]);

    /// <summary>A size that others may be told by: a parameter, or an expression of some.</summary>
    private sealed record Operand(Dim[] Values)
    {
        public string? Parameter { get; init; }

        public Dim? Expression { get; init; }
    }
}

/// <summary>A size in which the bodies of a class differ.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">Its value in each body.</param>
internal sealed class Parameter(string name, Dim[] values)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value in each body.</summary>
    public Dim[] Values { get; } = values;

    /// <summary>What stands for it in the class.</summary>
    public Dim Symbol { get; } = Dim.Symbol(name, reference: (int)Math.Max(1, Math.Min(int.MaxValue, values[0].AtReference())));

    /// <summary>Whether it is known when the module is made, in all bodies.</summary>
    public bool IsConstant { get; } = Array.TrueForAll(values, v => v.IsConstant);
}
