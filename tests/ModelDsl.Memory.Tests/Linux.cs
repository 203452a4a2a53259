using System.Globalization;

namespace ModelDsl.Memory.Tests;

/// <summary>What Linux says about this process.</summary>
internal static class Linux
{
    public static long ResidentBytes() => Status("VmRSS:");

    /// <summary>A field of the process's status, in bytes.</summary>
    public static long Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
