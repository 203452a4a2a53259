using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>
/// Lets a process on Linux keep the memory of tensors that are freed for the next ones. The C library gives large blocks
/// back to the system at once, and the next forward pays for every page of them again: half of the time of a batch of 8.
/// </summary>
/// <remarks>
/// Set when this assembly is loaded. The process then holds on to the most memory that it ever used at once. The switch
/// <c>ModelDsl.KeepNativeMemory</c> (<c>&lt;RuntimeHostConfigurationOption Include="ModelDsl.KeepNativeMemory" Value="false"/&gt;</c>
/// in a project), or the environment variable <c>MODELDSL_KEEP_NATIVE_MEMORY=0</c>, leaves the C library as it is; so does one
/// of its own variables (<c>MALLOC_…</c>, <c>GLIBC_TUNABLES</c>), where the user has decided already.
/// </remarks>
public static partial class KeptMemory
{
    private const string Switch = "ModelDsl.KeepNativeMemory";
    private const string Variable = "MODELDSL_KEEP_NATIVE_MEMORY";

    // Numbers of malloc.h.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;

    /// <summary>Whether freed memory is kept: false where it is switched off, and on other systems.</summary>
    public static bool IsKept { get; private set; }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "It has to come before libtorch's first tensors, whoever makes them.")]
    internal static void Initialize()
    {
        if (!OperatingSystem.IsLinux() || IsDecided()) return;
        try
        {
            IsKept = SetOption(MmapMax, 0) == 1 && SetOption(TrimThreshold, int.MaxValue) == 1 && SetOption(TopPad, 64 << 20) == 1;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library (musl), which has no such options.
        }
    }

    private static bool IsDecided() =>
        (AppContext.TryGetSwitch(Switch, out var isOn) && !isOn)
        || Environment.GetEnvironmentVariable(Variable) is "0" or "false"
        || Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES");

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
