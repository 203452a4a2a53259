using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelDsl.Cli;

/// <summary>Libraries of the system that this process has loaded.</summary>
internal static partial class SystemLibrary
{
    /// <summary>The newest version that the loaded libstdc++ has, such as <c>GLIBCXX_3.4.30</c>; null where there is none to see.</summary>
    public static string? NewestSymbolOfLibstdcxx()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var line = File.ReadLines("/proc/self/maps").FirstOrDefault(l => l.Contains("/libstdc++.so", StringComparison.Ordinal));
        if (line is null) return null;
        // Versions are plain text in the file.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(line[line.IndexOf('/', StringComparison.Ordinal)..]));
        return SymbolVersion().Matches(text).MaxBy(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))?.Value;
    }

    [GeneratedRegex(@"GLIBCXX_3\.4\.(\d{1,4})")]
    private static partial Regex SymbolVersion();
}
