using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>
/// Finds the parameters of a class: names for the sizes in which its bodies differ. A size that the block's method was
/// passed has the argument's name; one that follows from others in all bodies becomes an expression of them; any other
/// gets its own name.
/// </summary>
/// <param name="axes">The axes of each body's inputs.</param>
/// <param name="keywords">Words of the target's language that are no names; a pattern may have them.</param>
internal sealed class Parameters(IReadOnlyList<IReadOnlyList<Dim>> axes, ICollection<string>? keywords = null)
{
    // With fewer bodies nearly every size is the sum of two others.
    private const int FewestForSums = 3;

    private static readonly int[] s_factors = [2, 3, 4, 6, 8];

    private readonly List<Operand> _operands = [];
    private readonly bool _openAxesDiffer = axes.Any(body => body.Where((axis, i) => !axis.IsConstant && !axis.DependsOnBatch && axis != axes[0][i]).Any());
    private readonly NameSet _names = new("initialization");
    private readonly List<(string Name, Dim[] Values)> _hints = [];
    private readonly List<Parameter> _parameters = [];

    /// <summary>Those that were needed, in the order in which they were offered or met.</summary>
    public IReadOnlyList<Parameter> All => [.. _parameters.OrderBy(p => _operands.FindIndex(o => o.Parameter == p.Name))];

    /// <summary>Offers a name for what differs between bodies: it is taken before others where a size has these values.</summary>
    /// <returns>The name that it was offered under; null where none is needed.</returns>
    public string? Offer(string name, Dim[] values)
    {
        if (AllEqual(values) || Exactly(values) is not null) return null;
        _operands.Add(new Operand(values) { Parameter = NewName(name) });
        return _operands[_operands.Count - 1].Parameter;
    }

    /// <summary>Tells what sizes of these values are, for one that its place says nothing of.</summary>
    public void Hint(string name, Dim[] values)
    {
        if (!IsVague(name) && !AllEqual(values)) _hints.Add((name, values));
    }

    /// <summary>A name that no other parameter has, for a number that is not a size.</summary>
    public string NewName(string wish) => _names.Take(wish[0] == '@' ? wish.Substring(1) + "Size" : keywords?.Contains(wish) == true ? wish + "Size" : wish);

    /// <summary>The size that stands for these values, one for each body.</summary>
    public Dim Of(string name, Dim[] values)
    {
        if (Find(values) is { } found) return found;
        var better = IsVague(name) ? _hints.Find(h => h.Values.AsSpan().SequenceEqual(values)).Name : null;
        _operands.Add(new Operand(values) { Parameter = NewName(better ?? name) });
        return Find(values)!;
    }

    /// <summary>Whether a name says nothing: the first axis of a table has that of a batch.</summary>
    private static bool IsVague(string name) => name is AxisWords.Unknown or "batch";

    /// <summary>The same where no new parameter is needed for it; else null.</summary>
    public Dim? Find(Dim[] values)
    {
        if (AllEqual(values) && !IsOfOtherAxes(values)) return values[0];
        if (Exactly(values) is { } known) return Use(known);
        if ((ByAxes(values) ?? Derived(values)) is not { } derived) return null;
        _operands.Add(new Operand(values) { Expression = derived });
        return derived;
    }

    /// <summary>The size that is known for which a rule holds in each body; null for none.</summary>
    public Dim? Where(Func<Dim, int, bool> rule) => _operands.Find(o => Enumerable.Range(0, o.Values.Length).All(i => rule(o.Values[i], i))) is { } operand ? Use(operand) : null;

    /// <summary>Whether a size that is the same in all bodies is read from axes that are not, so that it must be worked out from them.</summary>
    private bool IsOfOtherAxes(Dim[] values) =>
        !values[0].IsConstant && _openAxesDiffer && FormOf(values) is { } form && !form.Axes.All(axis => AllEqual(Axis(axis)));

    /// <summary>The kind in which the axes of the inputs tell a size that is fixed only at run time; null where they do not, or in several kinds.</summary>
    private AxisForm? FormOf(Dim[] values)
    {
        if (Array.Exists(values, v => v.IsConstant)) return null;
        var first = AxisForm.Of(values[0], axes[0]);
        return first is not null && Enumerable.Range(1, values.Length - 1).All(i => AxisForm.Of(values[i], axes[i])?.Kind == first.Kind) ? first : null;
    }

    /// <summary>What stands for an axis: all that differ are offered first.</summary>
    private Dim Told(int axis) => AllEqual(Axis(axis)) ? axes[0][axis] : Use(Exactly(Axis(axis))!);

    private Dim[] Axis(int axis) => [.. axes.Select(a => a[axis])];

    private Dim? ByAxes(Dim[] values)
    {
        if (FormOf(values) is not { } form) return null;
        var numbers = values.Select((v, i) => AxisForm.Of(v, axes[i])!.Numbers).ToList();
        return form.With(Told, [.. form.Numbers.Select((number, k) => Of(number.Name, [.. numbers.Select(n => (Dim)n[k].Value)]))]);
    }

    private Operand? Exactly(Dim[] values)
    {
        foreach (var operand in _operands) if (operand.Values.AsSpan().SequenceEqual(values)) return operand;
        return null;
    }

    /// <summary>A multiple, quotient, product or sum of what is known that is equal in all bodies; the simplest first.</summary>
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
        if (parameter is null) _parameters.Add(parameter = new Parameter(operand.Parameter!, operand.Values, Array.TrueForAll(operand.Values, v => v.IsConstant)));
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

    /// <summary>A size that others may be expressed in: a parameter, or an expression of some.</summary>
    private sealed record Operand(Dim[] Values)
    {
        public string? Parameter { get; init; }

        public Dim? Expression { get; init; }
    }
}

/// <summary>A size in which the bodies of a class differ.</summary>
/// <param name="name">Its name.</param>
/// <param name="values">Its value in each body.</param>
/// <param name="isConstant">Whether it is known when the module is made, in all bodies.</param>
internal sealed class Parameter(string name, Dim[] values, bool isConstant)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value in each body.</summary>
    public Dim[] Values { get; } = values;

    /// <summary>What stands for it in the class.</summary>
    public Dim Symbol { get; } = Dim.Symbol(name, reference: (int)Math.Max(1, Math.Min(int.MaxValue, values[0].AtReference())));

    /// <summary>Whether it is known when the module is made, in all bodies.</summary>
    public bool IsConstant { get; } = isConstant;
}
