using System.Globalization;

namespace ModelDsl.Blocks;

/// <summary>Numbers that are not sizes as text: <c>0.5</c>, a parameter <c>@scale</c>, one that follows from a size <c>@scale=4</c> or from its inverse root <c>@scale^/ channels heads</c>.</summary>
internal static class NumberNotation
{
    /// <summary>Stands for a size that is fixed only at run time and the same expression in all bodies.</summary>
    public const string Open = "?";

    /// <summary>Stands for a name that was offered in vain.</summary>
    public const string Nothing = "-";

    /// <summary>The text of a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="derived">What it follows from; null where it is handed over or the same for all.</param>
    public static string Write(RateValue number, DerivedNumber? derived) =>
        number.Parameter is null ? Write(number.Constant)
        : derived is null ? "@" + number.Parameter
        : $"@{number.Parameter}{(derived.IsInverseRoot ? '^' : '=')}{SizeNotation.Write(derived.Size)}";

    /// <summary>The text of a constant.</summary>
    public static string Write(double constant) => constant.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The constant of a text; null where it is something else.</summary>
    public static double? Constant(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The name in a text, and what follows from a size with the kind of that: <c>^</c> or <c>=</c>.</summary>
    public static (string Name, char Kind, string Size) Named(string text)
    {
        var end = text.IndexOfAny(['^', '=']);
        return end < 0 ? (text.Substring(1), '@', "") : (text.Substring(1, end - 1), text[end], text.Substring(end + 1));
    }
}
