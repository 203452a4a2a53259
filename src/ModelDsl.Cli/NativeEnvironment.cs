using System.Runtime.InteropServices;

namespace ModelDsl.Cli;

/// <summary>What .NET does not let a process say to its C library.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>
    /// Lets libtorch's idle threads spin for some ten microseconds and then sleep, unless the caller chose otherwise. Sleeping at
    /// once, two threads lose up to a third of their speed; spinning as long as libgomp does by itself, they take several times as
    /// long where cores are shared. OpenMP reads the C library's environment, which .NET's own copy does not reach.
    /// </summary>
    public static void LetIdleThreadsSleep()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null) return;
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        _ = setenv("GOMP_SPINCOUNT", "1000", overwrite: 0);
    }

    /// <summary>Ends the process at once, without the exit handlers of native libraries.</summary>
    public static void ExitNow(int code)
    {
        if (!OperatingSystem.IsWindows()) _exit(code);
        Environment.Exit(code);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    private static partial void _exit(int code);
}
