namespace ModelDsl.Cli.Output;

/// <summary>Commands as a person can paste them into a shell.</summary>
internal static class CommandText
{
    /// <summary>A command of this program with its arguments, in quotes where the shell needs them.</summary>
    /// <param name="arguments">The arguments; null for those that are not there.</param>
    public static string Of(params IEnumerable<string?> arguments) => string.Join(' ', ["modeldsl", .. arguments.OfType<string>().Select(Quote)]);

    /// <summary>An option and its value; nothing where there is no value.</summary>
    public static IEnumerable<string> Option(string name, string? value) => value is null ? [] : [name, value];

    private static string Quote(string argument)
    {
        if (argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:=,@%+".Contains(c, StringComparison.Ordinal) || (c == '\\' && OperatingSystem.IsWindows()))) return argument;
        // What is between single quotes is nothing to a POSIX shell; Windows knows double ones, and allows none in names.
        return OperatingSystem.IsWindows() ? $"\"{argument}\"" : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
