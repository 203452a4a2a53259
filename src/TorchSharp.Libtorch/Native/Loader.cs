using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds libModelDslTorch.so, and says what to install where it or libtorch is missing.</summary>
internal static partial class Loader
{
    internal static void Prepare()
    {
        // Workers that spin while idle cost several times the run time on small machines: OpenMP's for good, OpenBLAS's
        // for 2^26 cycles after each product, where 2^16 (20 us) do. Both ask libc, which
        // Environment.SetEnvironmentVariable does not reach; 0: the user's own choice wins.
        if (!OperatingSystem.IsWindows())
        {
            setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
            setenv("OPENBLAS_THREAD_TIMEOUT", "16", 0);
        }
        NativeLibrary.SetDllImportResolver(typeof(Loader).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "ModelDslTorch") return 0;
        try
        {
            // A file beside the program wins; .NET itself knows the folders of packages and of the assembly.
            var file = Path.Combine(AppContext.BaseDirectory, "libModelDslTorch.so");
            return File.Exists(file) ? NativeLibrary.Load(file) : NativeLibrary.Load(name, assembly, path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new NotSupportedException(
                "libtorch is not available: install `libtorch-dev libopenblas0-pthread`; in a clone of ModelDsl, run ./modeldsl once or build again " +
                $"(LIBTORCH=/path/to/libtorch names another one; it needs g++). {e.Message}", e);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
