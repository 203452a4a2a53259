using System;
using System.Collections.Generic;
using System.Globalization;

namespace ModelDsl;

/// <summary>
/// How a size may follow a hyper-parameter h: k·h, k·h², k/h, k/h², k·h − 1 (as the offsets 2·window − 1) or its square.
/// From the size in the model and the one in the file the form tells h in the file.
/// </summary>
internal static class SizeForm
{
    private const double Tolerance = 1e-6;

    /// <summary>The powers in which a hyper-parameter occurs in sizes: channels, areas of windows, what is divided by it.</summary>
    private static readonly int[] s_powers = [1, 2, -1, -2];

    /// <summary>The values that a hyper-parameter may have where a size is <paramref name="there"/> instead of <paramref name="here"/>.</summary>
    public static IEnumerable<double> Solve(double value, double here, long there)
    {
        if (value <= 0 || here <= 0 || there <= 0) yield break;
        foreach (var power in s_powers)
        {
            if (Neat(value * Math.Pow(there / here, 1.0 / power)) is { } neat) yield return neat;
        }
        if (Neat(value * (there + 1) / (here + 1)) is { } offset) yield return offset;
        if (Neat(value * (Math.Sqrt(there) + 1) / (Math.Sqrt(here) + 1)) is { } square) yield return square;
    }

    /// <summary>The sizes that a size may become when a hyper-parameter changes.</summary>
    public static IEnumerable<double> Apply(double value, double changed, double here)
    {
        var ratio = changed / value;
        foreach (var power in s_powers) yield return here * Math.Pow(ratio, power);
        yield return (here + 1) * ratio - 1;
        yield return Square((Math.Sqrt(here) + 1) * ratio - 1);
    }

    /// <summary>The sizes that a size may become that is a sum of the hyper-parameter or its square and something else: tokens beside those of a window.</summary>
    public static IEnumerable<double> ApplyToSum(double value, double changed, double here) =>
        [here + changed - value, here + Square(changed) - Square(value)];

    /// <summary>Whether a computed size is the one in a file; products with a ratio are rounded down.</summary>
    public static bool IsSame(double computed, double size) => Math.Abs(computed - size) <= Tolerance * size || Math.Floor(computed + Tolerance) == size;

    /// <summary>A number as its author writes it.</summary>
    public static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The value of a hyper-parameter that is a number, else null.</summary>
    public static double? Number(string text) =>
        double.TryParse(text.Replace("_", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double Square(double x) => x * x;

    /// <summary>Hyper-parameters are whole numbers, or ratios with few digits.</summary>
    private static double? Neat(double value)
    {
        if (Math.Abs(value - Math.Round(value)) < Tolerance * value) return Math.Round(value);
        var digits = Math.Round(value, 2);
        return value is > 0 and < 64 && Math.Abs(value - digits) < Tolerance ? digits : null;
    }
}
