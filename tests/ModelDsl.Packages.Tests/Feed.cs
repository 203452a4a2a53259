using System.Globalization;

namespace ModelDsl.Packages.Tests;

/// <summary>
/// The packages of the solution, packed once into a folder that is laid out like the repository, so that a copy of
/// `samples/FromPackages` finds them there.
/// </summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldsl-packages-");
    private int consumers;

    /// <summary>The local feed.</summary>
    public string Packages => Path.Combine(folder.FullName, "artifacts", "packages");

    public async Task InitializeAsync()
    {
        var pack = await Processes.Dotnet(Repository.Root, "pack", "ModelDsl.sln", "-c", Repository.Configuration, "--no-build", "-o", Packages, "-warnaserror", "-v", "q");
        _ = pack.Lines;
    }

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    internal Package Open(string id, string extension = "nupkg") => new(Path.Combine(Packages, $"{id}.{Repository.Version}.{extension}"));

    /// <summary>A new folder beside the others.</summary>
    internal string NewFolder() =>
        folder.CreateSubdirectory("samples").CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{++consumers}")).FullName;

    /// <summary>A fresh copy of the sample, with what was never built.</summary>
    internal Consumer NewConsumer()
    {
        var target = NewFolder();
        foreach (var file in Directory.EnumerateFiles(Repository.Path("samples/FromPackages")))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return new Consumer(target);
    }
}

/// <summary>Tests of the packages run one after another: each starts compilers of its own.</summary>
[CollectionDefinition(Name)]
public sealed class Packed : ICollectionFixture<Feed>
{
    public const string Name = "packed";
}
