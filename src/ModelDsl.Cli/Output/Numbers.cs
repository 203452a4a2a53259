using System.Globalization;

namespace ModelDsl.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>In millions, two decimals.</summary>
    public static string Millions(long value) => (value / 1e6).ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>In thousand millions, two decimals.</summary>
    public static string Billions(long value) => (value / 1e9).ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Three digits and the letter of thousands, millions, ...: 31.4 M.</summary>
    public static string Short(long value)
    {
        var (scaled, unit) = ((double)value, 0);
        // Where three digits would be 1000, the next letter has them.
        for (; Math.Abs(scaled) >= 999.5; unit++) scaled /= 1000;
        var format = unit == 0 || Math.Abs(scaled) >= 99.95 ? "0" : Math.Abs(scaled) >= 9.995 ? "0.0" : "0.00";
        return $"{scaled.ToString(format, CultureInfo.InvariantCulture)} {" kMGTPE"[unit]}".TrimEnd();
    }

    /// <summary>A number of percent, one decimal.</summary>
    public static string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A part of one in percent, two decimals.</summary>
    public static string Share(double part) => (100 * part).ToString("F2", CultureInfo.InvariantCulture) + " %";

    /// <summary>A small ratio, such as a relative deviation.</summary>
    public static string Ratio(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    public static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
