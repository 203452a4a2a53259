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
