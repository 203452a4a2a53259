using System;
using System.Globalization;

namespace ModelDsl;

/// <summary>Finds names that nothing has yet.</summary>
internal static class FreeNames
{
    private const int MostDigits = 9;

    /// <summary>The next free name: <c>norm2</c> behind <c>norm1</c>, <c>head_2</c> behind <c>head</c>.</summary>
    /// <param name="name">The name that is taken.</param>
    /// <param name="isFree">Whether nothing has a name.</param>
    public static string After(string name, Func<string, bool> isFree)
    {
        var digits = name.Length;
        while (digits > 0 && name[digits - 1] is >= '0' and <= '9') digits--;
        return digits < name.Length && name.Length - digits < MostDigits
            ? Counted(name.Substring(0, digits), int.Parse(name.Substring(digits), CultureInfo.InvariantCulture) + 1, isFree)
            : Beside(name, isFree);
    }

    /// <summary>The name with the first number behind it that makes it free: <c>conv1_2</c> beside <c>conv1</c>.</summary>
    public static string Beside(string name, Func<string, bool> isFree) => Counted(name + "_", 2, isFree);

    private static string Counted(string stem, int number, Func<string, bool> isFree)
    {
        while (!isFree(stem + Dim.Text(number))) number++;
        return stem + Dim.Text(number);
    }
}
