using System.Text.Json;

namespace ModelDsl.Packages.Tests;

/// <summary>What the property TorchBackend means: programs bring libtorch for a device, libraries leave that to them.</summary>
public sealed class BackendTests
{
    [Theory]
    [InlineData("TorchSharp-cpu", "linux-x64", "libtorch-cpu-linux-x64")]
    [InlineData("TorchSharp-cpu", "win-x64", "libtorch-cpu-win-x64")]
    [InlineData("TorchSharp-cpu", "win-x64;osx-arm64", "libtorch-cpu-win-x64", "libtorch-cpu-osx-arm64")]
    [InlineData("TorchSharp-cuda-linux", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("TorchSharp-cuda-windows", "win-x64", "TorchSharp-cuda-windows")]
    public async Task A_program_brings_libtorch_for_its_device_and_system(string backend, string platforms, params string[] packages)
    {
        Assert.Equal(["TorchSharp", .. packages], await TorchPackages("src/ModelDsl.Cli/ModelDsl.Cli.csproj", backend, platforms));
        Assert.Equal(["TorchSharp"], await TorchPackages("src/ModelDsl.Runtime/ModelDsl.Runtime.csproj", backend, platforms));
    }

    [Fact]
    public async Task By_default_that_is_the_processor_of_this_system() =>
        Assert.Equal(["TorchSharp", Repository.TorchLibrary], await TorchPackages("src/ModelDsl.Cli/ModelDsl.Cli.csproj"));

    [Fact]
    public async Task A_backend_that_there_is_not_is_one_error()
    {
        var build = await Build("TorchSharp-rocm");
        Assert.Equal(1, build.Code);
        var error = Assert.Single(Errors(build));
        Assert.Contains("TorchBackend=TorchSharp-rocm is none of TorchSharp-cpu, TorchSharp-cuda-linux, TorchSharp-cuda-windows.", error);
    }

    [Theory]
    [InlineData("TorchSharp-cuda-linux")]
    [InlineData("TorchSharp-cuda-windows")]
    public async Task A_package_that_the_feed_lacks_is_one_error_with_its_name(string backend)
    {
        using var feed = new ScratchFolder();
        // The feed has everything but that package: what this machine has unpacked, and an empty folder.
        var build = await Build(backend, $"-p:RestoreSources={feed.Path}", $"-p:RestoreFallbackFolders={Repository.NuGetFolder}",
            "-p:UseArtifactsOutput=true", $"-p:ArtifactsPath={feed.Path}/out", $"-p:RestorePackagesPath={feed.Path}/unpacked");
        Assert.Equal(1, build.Code);
        var error = Assert.Single(Errors(build));
        Assert.Contains($"Unable to find package {backend}.", error);
    }

    private static Task<Outcome> Build(string backend, params string[] properties) =>
        Processes.Dotnet(Repository.Root, ["build", "src/ModelDsl.Cli/ModelDsl.Cli.csproj", "-v", "q", "-c", Repository.Configuration, $"-p:TorchBackend={backend}", .. properties]);

    private static IEnumerable<string> Errors(Outcome build) =>
        build.Out.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct();

    /// <summary>The packages that a project references itself.</summary>
    private static async Task<IEnumerable<string>> TorchPackages(string project, string? backend = null, string? platforms = null)
    {
        string[] properties = [.. backend is null ? [] : new[] { $"-p:TorchBackend={backend}" }, .. platforms is null ? [] : new[] { $"-p:TorchPlatforms={platforms.Replace(";", "%3B", StringComparison.Ordinal)}" }];
        var lines = (await Processes.Dotnet(Repository.Root, ["msbuild", project, "-getItem:PackageReference", .. properties])).Lines;
        using var items = JsonDocument.Parse(string.Concat(lines));
        return [.. from item in items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
                   let name = item.GetProperty("Identity").GetString()!
                   where name.Contains("torch", StringComparison.OrdinalIgnoreCase)
                   select name];
    }
}
