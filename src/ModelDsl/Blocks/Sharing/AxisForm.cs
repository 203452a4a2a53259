using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>
/// A size that is fixed only at run time, told by the axes of a body's inputs: a sum of products of them, and of their
/// quotients by constants. Two sizes of one kind differ in numbers only: 7⌈height/7⌉ − height and 14⌈height/14⌉ − height.
/// </summary>
internal sealed class AxisForm
{
    private readonly IReadOnlyList<(bool IsNegative, long Coefficient, IReadOnlyList<Factor> Factors)> _terms;

    private AxisForm(IEnumerable<(bool IsNegative, long Coefficient, IReadOnlyList<Factor> Factors)> terms)
    {
        // The order must not depend on numbers.
        _terms = [.. terms.OrderBy(t => KindOf(t.IsNegative, t.Factors), StringComparer.Ordinal)];
        Kind = string.Concat(_terms.Select(t => KindOf(t.IsNegative, t.Factors)));
    }

    /// <summary>What is left without the numbers.</summary>
    public string Kind { get; }

    /// <summary>The axes that tell it.</summary>
    public IEnumerable<int> Axes => _terms.SelectMany(t => t.Factors).Select(f => f.Axis);

    /// <summary>Its numbers, in the order of the kind: of each term the divisors, then its coefficient.</summary>
    public IReadOnlyList<(string Name, long Value)> Numbers =>
        [.. _terms.SelectMany(t => t.Factors.Where(f => f.Rounding != Rounding.None).Select(f => (f.Rounding == Rounding.Up ? "tile" : "step", f.Divisor)).Append(("size", t.Coefficient)))];

    /// <summary>The form of a size; null for one that the axes do not tell.</summary>
    /// <param name="size">The size.</param>
    /// <param name="axes">The axes.</param>
    public static AxisForm? Of(Dim size, IReadOnlyList<Dim> axes)
    {
        var terms = size.Terms.Select(t => (t.Coefficient < 0, Math.Abs(t.Coefficient), Factors: FactorsOf(t, axes))).ToList();
        return terms.TrueForAll(t => t.Factors is not null) ? new AxisForm(terms.Select(t => (t.Item1, t.Item2, t.Factors!))) : null;
    }

    /// <summary>The same with other axes and numbers.</summary>
    /// <param name="axis">The axis of a position.</param>
    /// <param name="numbers">The numbers, in the order of <see cref="Numbers"/>.</param>
    public Dim With(Func<int, Dim> axis, IEnumerable<Dim> numbers)
    {
        var next = new Queue<Dim>(numbers);
        Dim sum = 0;
        foreach (var (isNegative, _, factors) in _terms)
        {
            Dim product = 1;
            foreach (var factor in factors)
            {
                product *= factor.Rounding switch
                {
                    Rounding.None => axis(factor.Axis),
                    Rounding.Exact => Dim.Of(new RatioAtom(axis(factor.Axis), next.Dequeue())),
                    Rounding.Down => Quotient(axis(factor.Axis), next.Dequeue(), 0),
                    Rounding.Up => Quotient(axis(factor.Axis), next.Peek(), next.Dequeue() - 1),
                };
            }
            product *= next.Dequeue();
            sum = isNegative ? sum - product : sum + product;
        }
        return sum;
    }

    private static Dim Quotient(Dim dividend, Dim divisor, Dim more) => Dim.Of(new FloorAtom(dividend + more, divisor));

    private static IReadOnlyList<Factor>? FactorsOf(Term term, IReadOnlyList<Dim> axes)
    {
        var factors = term.Factors.Select(atom => FactorOf(atom, axes)).ToList();
        return factors.Contains(null) ? null : [.. factors.OfType<Factor>().OrderBy(KindOf, StringComparer.Ordinal)];
    }

    private static Factor? FactorOf(Atom atom, IReadOnlyList<Dim> axes)
    {
        var size = Dim.Of(atom);
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes[i] == size) return new Factor(i, Rounding.None, 1);
        }
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes[i].IsConstant || axes[i].DependsOnBatch) continue;
            if (Dim.DividesEvenly(size, axes[i]) && axes[i] / size is { IsConstant: true } exact) return new Factor(i, Rounding.Exact, exact.Value);
            if (atom is not FloorAtom { Divisor.IsConstant: true } quotient) continue;
            var finer = axes[i].SingleAtom is FloorAtom { Divisor.IsConstant: true } floor ? floor.Divisor.Value : 1;
            var step = quotient.Divisor.Value / finer;
            if (step < 2) continue;
            if (Dim.CeilDivide(axes[i], step) == size) return new Factor(i, Rounding.Up, step);
            if (axes[i] / step == size) return new Factor(i, Rounding.Down, step);
        }
        return null;
    }

    private static string KindOf(bool isNegative, IEnumerable<Factor> factors) => (isNegative ? "-" : "+") + string.Concat(factors.Select(KindOf));

    private static string KindOf(Factor factor) => $"{factor.Rounding}{Dim.Text(factor.Axis)} ";

    private enum Rounding
    {
        /// <summary>The axis itself.</summary>
        None,

        /// <summary>A quotient that is known to be exact.</summary>
        Exact,

        /// <summary>A quotient rounded down.</summary>
        Down,

        /// <summary>A quotient rounded up.</summary>
        Up,
    }

    private sealed record Factor(int Axis, Rounding Rounding, long Divisor);
}
