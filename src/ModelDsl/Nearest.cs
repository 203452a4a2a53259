using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>The values nearest to a wrong one with which a rule would hold.</summary>
internal static class Nearest
{
    private const int Most = 12;

    /// <summary>Usual sizes.</summary>
    public static ValueList<long> Positive { get; } = [1, 2, 4, 8, 16, 32, 64, 224];

    /// <summary>A divisor that does not divide, with the divisors and multiples that would.</summary>
    public static SpecException DoesNotDivide(Dim divisor, Dim value, string what, params string[] parameters) =>
        new(SpecErrors.DoesNotDivide, what + Because(divisor, value), parameters)
        {
            Provenance = IsOdder(value, divisor) ? Provenance.Join(value.Provenance, divisor.Provenance) : Provenance.Join(divisor.Provenance, value.Provenance),
            Wrong = [new(divisor, Divisors(value, divisor)), new(value, Multiples(divisor, value))],
        };

    /// <summary>
    /// Whether the value is to blame rather than the divisor, where nothing else tells: of 8 heads and 65 channels it is
    /// the 65, of 7 heads and 64 channels the 7. Sizes of networks are products of small primes.
    /// </summary>
    private static bool IsOdder(Dim value, Dim divisor) => value.IsConstant && divisor.IsConstant && LargestPrime(value.Value) > LargestPrime(divisor.Value);

    private static long LargestPrime(long number)
    {
        long largest = 1;
        for (long factor = 2; factor * factor <= number; factor++)
        {
            for (; number % factor == 0; number /= factor) largest = factor;
        }
        return Math.Max(number, largest);
    }

    /// <summary>As in <c>; 16 mod 7 = 2, divisors of 16: 1, 2, 4, 8, 16</c>.</summary>
    public static string Because(Dim divisor, Dim value)
    {
        if (!divisor.IsConstant || !value.IsConstant || divisor.Value <= 0) return $"; {value} is not known to be a multiple of {divisor}";
        return $"; {value} mod {divisor} = {Dim.Text(value.Value % divisor.Value)}, divisors of {value}: {string.Join(", ", AllDivisors(value.Value).Take(Most).Select(Dim.Text))}";
    }

    /// <summary>The divisors of a value, the nearest to another number first.</summary>
    public static ValueList<long> Divisors(Dim value, Dim near) => value.IsConstant && near.IsConstant && value.Value > 0
        ? AllDivisors(value.Value).OrderBy(d => Math.Abs(d - near.Value)).Take(Most).ToValueList()
        : ValueList<long>.Empty;

    /// <summary>The positive multiples of a number, the nearest to a value first.</summary>
    public static ValueList<long> Multiples(Dim number, Dim near)
    {
        if (!number.IsConstant || !near.IsConstant || number.Value <= 0) return ValueList<long>.Empty;
        var below = near.Value / number.Value;
        return Enumerable.Range(-3, 8).Select(i => below + i).Where(m => m > 0).Select(m => m * number.Value)
            .OrderBy(m => Math.Abs(m - near.Value)).ToValueList();
    }

    /// <summary>The one value that another number asks for; nothing where it is fixed only at run time.</summary>
    public static ValueList<long> Exactly(Dim wanted) => wanted.IsConstant ? [wanted.Value] : ValueList<long>.Empty;

    /// <summary>The quotient; nothing where the division does not come out even.</summary>
    public static ValueList<long> Quotient(Dim value, Dim divisor) =>
        Dim.DividesEvenly(divisor, value) ? Exactly(value / divisor) : ValueList<long>.Empty;

    private static IEnumerable<long> AllDivisors(long value)
    {
        for (long d = 1; d <= value && d <= 4096; d++)
        {
            if (value % d == 0) yield return d;
        }
    }
}
