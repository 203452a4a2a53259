namespace ModelDsl;

/// <summary>Checks that several operations share. Where they return a value, it is the one to continue with.</summary>
internal static class Checks
{
    public static Dim Positive(Dim value, string name)
    {
        if (!value.IsConstant || value.Value >= 1) return value;
        Problem.Report(new SpecException(SpecErrors.NotPositive, $"{name} is {value}; it must be at least 1", name) { Provenance = value.Provenance, Wrong = [new(value, Nearest.Positive)] });
        return ((Dim)1).Assumed(value.Provenance);
    }

    public static Extent Positive(Extent value, string name) => value.Select(size => Positive(size, name));

    public static Extent NotNegative(Extent value, string name) => value.Select(size => NotNegative(size, name));

    /// <summary>Sizes of weights.</summary>
    public static Extent Constant(Extent value, string name) => value.Select(size => Constant(size, name));

    /// <summary>Attributes that are fixed when code is generated.</summary>
    /// <exception cref="SpecException">One is fixed only at run time.</exception>
    public static Extent Fixed(Extent value) => value.Select(Fixed);

    public static Dim NotNegative(Dim value, string name)
    {
        if (value.AtReference() >= 0) return value;
        var here = value.IsConstant ? "" : $", so {Dim.Text(value.AtReference())} at the reference size";
        Problem.Report(new SpecException(SpecErrors.NotPositive, $"{name} is {value}{here}; it cannot be negative", name) { Provenance = value.Provenance, Wrong = [new(value, [0])] });
        return ((Dim)0).Assumed(value.Provenance);
    }

    public static double NotNegative(double value, string name) => Number(value, name, value >= 0, "it cannot be negative");

    /// <summary>A share, ends included.</summary>
    public static double Share(double value, string name) => Number(value, name, value is >= 0 and <= 1, "it is from 0 to 1");

    public static double Number(double value, string name) => Number(value, name, !double.IsNaN(value), "it has to be a number");

    public static double Rate(double value, string name) => Number(value, name, RateOp.IsRate(value), "a rate is at least 0 and less than 1");

    private static double Number(double value, string name, bool isRight, string rule)
    {
        if (isRight) return value;
        Problem.Report(new SpecException(SpecErrors.NotPositive, $"{name} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; {rule}", name));
        return 0;
    }

    public static void Rank(Sym x, int rank, string operation, string layout)
    {
        if (x.Rank != rank)
            throw new SpecException(SpecErrors.WrongRank, $"{operation} takes {layout}, not {x.Shape}", "x");
    }

    /// <summary>A size of weights.</summary>
    public static Dim Constant(Dim value, string name)
    {
        if (value.IsConstant) return Positive(value, name);
        Problem.Report(new SpecException(SpecErrors.NotConstant, $"{name} is {value}, fixed only at run time; weights need a constant size", name) { Provenance = value.Provenance });
        return ((Dim)1).Assumed(value.Provenance);
    }

    /// <summary>An attribute that is fixed when code is generated.</summary>
    /// <exception cref="SpecException">It is fixed only at run time.</exception>
    public static Dim Fixed(Dim value)
    {
        _ = value.Value;
        return value;
    }

    public static void Divides(Dim divisor, Dim value, string what, string name)
    {
        if (!Dim.DividesEvenly(divisor, value)) Problem.Report(Nearest.DoesNotDivide(divisor, value, what, name));
    }

    /// <summary>The numbers of rows are those of a table, as far as they are known.</summary>
    public static void Rows(Sym index, Dim count, string name)
    {
        if ((index.Range ?? Tables.Range(index)) is not var (least, most) || (least.AtReference() >= 0 && most.AtReference() < count.AtReference())) return;
        Problem.Report(new SpecException(SpecErrors.WrongSize, $"the numbers {least} to {most} are not all rows of a table of {count}, which are 0 to {count - 1}", name)
        {
            Provenance = Provenance.Join(count.Provenance, Provenance.Join(most.Provenance, least.Provenance)),
            Wrong = [new(count, Nearest.Exactly(most + 1)), new(most, Nearest.Exactly(count - 1))],
        });
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
