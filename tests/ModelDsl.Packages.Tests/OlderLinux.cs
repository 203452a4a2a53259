using System.Text;

namespace ModelDsl.Packages.Tests;

/// <summary>What the tests of the copy for older Linux systems look at.</summary>
internal static class OlderLinux
{
    /// <summary>Whether this is a Linux whose libstdc++, the one of this process, lacks a symbol version.</summary>
    public static bool LacksVersion(string version)
    {
        if (!OperatingSystem.IsLinux()) return false;
        var library = File.ReadLines("/proc/self/maps").First(line => line.Contains("/libstdc++.so", StringComparison.Ordinal));
        return File.ReadAllBytes(library[library.IndexOf('/', StringComparison.Ordinal)..]).AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + "\0")) < 0;
    }

    /// <summary>The number of bytes in which two files of one length differ.</summary>
    public static int Differences(string one, string other)
    {
        var (first, second) = (File.ReadAllBytes(one), File.ReadAllBytes(other));
        Assert.Equal(first.Length, second.Length);
        return first.Zip(second).Count(pair => pair.First != pair.Second);
    }
}
