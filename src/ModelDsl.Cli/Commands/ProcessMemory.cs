using System.Globalization;

namespace ModelDsl.Cli.Commands;

/// <summary>What the system says about this process's memory.</summary>
internal static class ProcessMemory
{
    /// <summary>The most physical memory the process ever held, in bytes; null where the system does not tell.</summary>
    public static long? PeakResidentBytes()
    {
        const string field = "VmHWM:";
        if (!OperatingSystem.IsLinux()) return null;
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (!line.StartsWith(field, StringComparison.Ordinal)) continue;
            var kilobytes = line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
        }
        return null;
    }
}
