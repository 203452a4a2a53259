using System.IO.Compression;

namespace ModelDsl.Packages.Tests;

/// <summary>
/// Packages over the package TorchSharp, also where that is not to be had: packages of its name, without content, stand
/// for it while the dependencies are written.
/// </summary>
[Collection(Packed.Name)]
public sealed class BackendTests(Feed feed)
{
    [Theory]
    [InlineData("TorchSharp-cpu")]
    [InlineData("TorchSharp-cuda-linux")]
    public async Task A_package_depends_on_TorchSharp_and_leaves_the_device_to_the_application(string backend)
    {
        var folder = feed.NewFolder();
        WritePackage(folder, "TorchSharp", "");
        WritePackage(folder, backend, "<dependency id=\"TorchSharp\" version=\"0.105.1\" />");
        string[] properties =
        [
            $"-p:Configuration={Repository.Configuration}", $"-p:TorchBackend={backend}", "-p:TorchSharpPath=",
            // Nothing of this reaches the repository's own folders, or NuGet's.
            "-p:UseArtifactsOutput=true", $"-p:ArtifactsPath={folder}", $"-p:PackageOutputPath={folder}",
            $"-p:RestoreAdditionalProjectSources={folder}", $"-p:RestorePackagesPath={folder}/unpacked", $"-p:RestoreFallbackFolders={Repository.NuGetFolder}",
        ];
        _ = (await Processes.Dotnet(Repository.Root, ["msbuild", "models/ModelDsl.Models/ModelDsl.Models.csproj", "-t:Restore", "-v:q", .. properties])).Lines;
        // Dependencies do not need a compilation.
        string[] empty = ["-t:Pack", "-p:NoBuild=true", "-p:IncludeBuildOutput=false", "-p:IncludeSymbols=false", "-p:NoPackageAnalysis=true", "-v:q", .. properties];
        foreach (var project in (string[])["src/ModelDsl.Runtime/ModelDsl.Runtime", "models/ModelDsl.Models/ModelDsl.Models"])
            _ = (await Processes.Dotnet(Repository.Root, ["msbuild", $"{project}.csproj", .. empty])).Lines;

        var vocabulary = $"net10.0: ModelDsl {Repository.Version} +generator";
        using var runtime = new Package(Path.Combine(folder, $"ModelDsl.Runtime.{Repository.Version}.nupkg"));
        using var models = new Package(Path.Combine(folder, $"ModelDsl.Models.{Repository.Version}.nupkg"));
        Assert.Equal([vocabulary, "net10.0: TorchSharp 0.105.1"], runtime.Dependencies);
        Assert.Equal([$"net10.0: ModelDsl.Runtime {Repository.Version} +generator", vocabulary, "net10.0: TorchSharp 0.105.1"], models.Dependencies);

        var standIn = await Processes.Dotnet(Repository.Root, ["msbuild", "src/TorchSharp.Libtorch/TorchSharp.Libtorch.csproj", "-getProperty:IsPackable", .. properties]);
        Assert.Equal(["false"], standIn.Lines);
    }

    private static void WritePackage(string folder, string id, string dependencies)
    {
        using var archive = ZipFile.Open(Path.Combine(folder, $"{id}.0.105.1.nupkg"), ZipArchiveMode.Create);
        using var nuspec = new StreamWriter(archive.CreateEntry($"{id}.nuspec").Open());
        nuspec.Write($"""
            <package><metadata>
              <id>{id}</id><version>0.105.1</version><authors>tests</authors><description>No content.</description>
              <dependencies><group targetFramework="net6.0">{dependencies}</group></dependencies>
            </metadata></package>
            """);
    }
}
