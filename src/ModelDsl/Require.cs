using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Rules that a family states for its hyper-parameters; the generator reports a broken one on the argument that breaks it.</summary>
public static class Require
{
    /// <summary>The divisor divides the value.</summary>
    /// <param name="divisor">For instance a window.</param>
    /// <param name="value">For instance the height of a map.</param>
    /// <param name="what">The rule in words, for instance <c>window 7 does not tile the 16×16 map of stage 3</c>.</param>
    /// <exception cref="SpecException">It does not.</exception>
    public static void Divides(Dim divisor, Dim value, string what)
    {
        if (divisor.IsConstant && divisor.Value <= 0)
            throw new SpecException(SpecErrors.NotPositive, $"{what}: {divisor} is not positive") { Provenance = divisor.Provenance };
        if (!Dim.DividesEvenly(divisor, value))
        {
            throw new SpecException(SpecErrors.DoesNotDivide, what + Checks.Divisors(divisor, value))
            {
                Provenance = Provenance.Join(divisor.Provenance, value.Provenance),
            };
        }
    }

    /// <summary>The condition holds.</summary>
    /// <param name="condition">What must be true.</param>
    /// <param name="what">What is wrong where it does not, and what would be right.</param>
    /// <param name="because">The numbers that decide it; the message lands on the first of them that the model's author wrote.</param>
    /// <exception cref="SpecException">It does not.</exception>
    public static void That(bool condition, string what, params Dim[] because)
    {
        if (condition) return;
        Provenance? provenance = null;
        foreach (var dim in because) provenance = Provenance.Join(provenance, dim.Provenance);
        throw new SpecException(SpecErrors.FamilyRule, what, "condition") { Provenance = provenance };
    }
}

/// <summary>Checks that several operations share.</summary>
internal static class Checks
{
    public static void Positive(Dim value, string name)
    {
        if (value.IsConstant && value.Value < 1)
            throw new SpecException(SpecErrors.NotPositive, $"{name} is {value}; it must be at least 1", name) { Provenance = value.Provenance };
    }

    public static void NotNegative(Dim value, string name)
    {
        if (value.IsConstant && value.Value < 0)
            throw new SpecException(SpecErrors.NotPositive, $"{name} is {value}; it cannot be negative", name) { Provenance = value.Provenance };
    }

    public static void Rate(double value, string name)
    {
        if (value is not (>= 0 and < 1))
            throw new SpecException(SpecErrors.NotPositive, $"{name} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; a rate is at least 0 and less than 1", name);
    }

    public static void Rank(Sym x, int rank, string operation, string layout)
    {
        if (x.Rank != rank)
            throw new SpecException(SpecErrors.WrongRank, $"{operation} takes {layout}, not {x.Shape}", "x");
    }

    public static long Constant(Dim value, string name)
    {
        if (!value.IsConstant)
            throw new SpecException(SpecErrors.NotConstant, $"{name} is {value}, fixed only at run time; weights need a constant size", name) { Provenance = value.Provenance };
        Positive(value, name);
        return value.Value;
    }

    public static void Divides(Dim divisor, Dim value, string what, string name)
    {
        Positive(divisor, name);
        if (!Dim.DividesEvenly(divisor, value))
        {
            throw new SpecException(SpecErrors.DoesNotDivide, what + Divisors(divisor, value), name)
            {
                Provenance = Provenance.Join(divisor.Provenance, value.Provenance),
            };
        }
    }

    public static int Axis(Sym x, int axis, string name = "axis")
    {
        var positive = axis < 0 ? axis + x.Rank : axis;
        return positive >= 0 && positive < x.Rank
            ? positive
            : throw new SpecException(SpecErrors.NoSuchAxis, $"axis {Dim.Text(axis)} does not exist in {x.Shape}; axes are {Dim.Text(-x.Rank)} to {Dim.Text(x.Rank - 1)}", name);
    }

    /// <summary>As in <c>; 16 mod 7 = 2, divisors of 16: 1, 2, 4, 8, 16</c>.</summary>
    public static string Divisors(Dim divisor, Dim value)
    {
        if (!divisor.IsConstant || !value.IsConstant || divisor.Value <= 0) return $"; {value} is not known to be a multiple of {divisor}";
        var divisors = new List<string>();
        for (long d = 1; d <= value.Value && d <= 4096 && divisors.Count < 12; d++)
        {
            if (value.Value % d == 0) divisors.Add(Dim.Text(d));
        }
        return $"; {value} mod {divisor} = {Dim.Text(value.Value % divisor.Value)}, divisors of {value}: {string.Join(", ", divisors)}";
    }
}
