using System.Linq;

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
        {
            Problem.Report(new SpecException(SpecErrors.NotPositive, $"{what}: {divisor} is not positive")
            {
                Provenance = divisor.Provenance,
                Wrong = [new(divisor, [.. Nearest.Divisors(value, divisor), .. Nearest.Positive])],
            });
        }
        else if (!Dim.DividesEvenly(divisor, value))
        {
            Problem.Report(Nearest.DoesNotDivide(divisor, value, what));
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
        Problem.Report(new SpecException(SpecErrors.FamilyRule, what, "condition") { Provenance = provenance, Wrong = [.. because.Select(d => new WrongNumber(d, []))] });
    }
}

/// <summary>Checks that several operations share. Where they return a value, it is the one to go on with.</summary>
internal static class Checks
{
    public static Dim Positive(Dim value, string name)
    {
        if (!value.IsConstant || value.Value >= 1) return value;
        Problem.Report(new SpecException(SpecErrors.NotPositive, $"{name} is {value}; it must be at least 1", name) { Provenance = value.Provenance, Wrong = [new(value, Nearest.Positive)] });
        return ((Dim)1).Assumed(value.Provenance);
    }

    public static Dim NotNegative(Dim value, string name)
    {
        if (!value.IsConstant || value.Value >= 0) return value;
        Problem.Report(new SpecException(SpecErrors.NotPositive, $"{name} is {value}; it cannot be negative", name) { Provenance = value.Provenance, Wrong = [new(value, [0])] });
        return ((Dim)0).Assumed(value.Provenance);
    }

    public static double Rate(double value, string name)
    {
        if (RateOp.IsRate(value)) return value;
        Problem.Report(new SpecException(SpecErrors.NotPositive, $"{name} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; a rate is at least 0 and less than 1", name));
        return 0;
    }

    public static void Rank(Sym x, int rank, string operation, string layout)
    {
        if (x.Rank != rank)
            throw new SpecException(SpecErrors.WrongRank, $"{operation} takes {layout}, not {x.Shape}", "x");
    }

    public static long Constant(Dim value, string name)
    {
        if (value.IsConstant) return Positive(value, name).Value;
        Problem.Report(new SpecException(SpecErrors.NotConstant, $"{name} is {value}, fixed only at run time; weights need a constant size", name) { Provenance = value.Provenance });
        return 1;
    }

    public static void Divides(Dim divisor, Dim value, string what, string name)
    {
        if (!Dim.DividesEvenly(divisor, value)) Problem.Report(Nearest.DoesNotDivide(divisor, value, what, name));
    }

    public static int Axis(Sym x, int axis, string name = "axis")
    {
        var positive = axis < 0 ? axis + x.Rank : axis;
        return positive >= 0 && positive < x.Rank
            ? positive
            : throw new SpecException(SpecErrors.NoSuchAxis, $"axis {Dim.Text(axis)} does not exist in {x.Shape}; axes are {Dim.Text(-x.Rank)} to {Dim.Text(x.Rank - 1)}", name)
            {
                Wrong = [new(axis, [axis < 0 ? -x.Rank : x.Rank - 1])],
            };
    }
}
