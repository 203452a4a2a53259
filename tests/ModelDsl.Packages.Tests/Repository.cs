using System.Reflection;

namespace ModelDsl.Packages.Tests;

/// <summary>What this test assembly was built from, and how.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("Root");

    public static string Configuration { get; } = Metadata("Configuration");

    public static string Version { get; } = Metadata("Version");

    /// <summary>The package with libtorch for this device and system.</summary>
    public static string TorchLibrary { get; } = Metadata("TorchLibrary");

    /// <summary>The version of that package.</summary>
    public static string TorchLibraryVersion { get; } = Metadata("TorchLibraryVersion");

    /// <summary>The version of TorchSharp.</summary>
    public static string TorchSharpVersion { get; } = Metadata("TorchSharpVersion");

    /// <summary>The version of SkiaSharp.</summary>
    public static string SkiaSharpVersion { get; } = Metadata("SkiaSharpVersion");

    /// <summary>The version of System.IO.Hashing.</summary>
    public static string HashingVersion { get; } = Metadata("HashingVersion");

    /// <summary>The version of ONNX Runtime.</summary>
    public static string OnnxRuntimeVersion { get; } = Metadata("OnnxRuntimeVersion");

    /// <summary>Where NuGet unpacks packages on this machine.</summary>
    public static string NuGetFolder { get; } = Metadata("NuGetFolder");

    /// <summary>Whether the sources are a git clone: then packages name their commit, and Release builds no folder of this machine.</summary>
    public static bool IsClone { get; } = System.IO.Path.Exists(Path(".git"));

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>An assembly as its project built it.</summary>
    public static string Assembly(string project, string name, string framework = "net10.0") =>
        Path($"{project}/bin/{Configuration}/{framework}/{name}.dll");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
