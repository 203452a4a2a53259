namespace ModelDsl.Packages.Tests;

/// <summary>A project of a stranger: the sources of `samples/FromPackages` in a folder outside of this repository.</summary>
internal sealed class Consumer(string folder)
{
    private readonly string[] torch =
    [
        $"-p:TorchLibrary={Repository.TorchLibrary}", $"-p:TorchLibraryVersion={Repository.TorchLibraryVersion}",
        // The machine's own folder has them unpacked already, and they are large.
        $"-p:RestoreFallbackFolders={Repository.NuGetFolder}",
        "-p:CreateHardLinksForCopyLocalIfPossible=true", "-p:CreateHardLinksForPublishFilesIfPossible=true",
    ];

    public string Folder => folder;

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    /// <summary>Replaces a text of a source file and says at which line and column, from 1, the new one stands.</summary>
    public string Edit(string name, string old, string now)
    {
        var file = Path.Combine(folder, name);
        var text = File.ReadAllText(file);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{name} does not contain {old}");
        File.WriteAllText(file, text.Replace(old, now, StringComparison.Ordinal));
        var before = text[..at].Split('\n');
        return FormattableString.Invariant($"{before.Length},{before[^1].Length + 1}");
    }

    public Task<Outcome> Build(params string[] args) =>
        Processes.Dotnet(folder, ["build", "FromPackages.csproj", "-c", Repository.Configuration, "-warnaserror", "-v", "q", .. torch, .. args]);

    public Task<Outcome> Publish(string target, params string[] args) =>
        Processes.Dotnet(folder, ["publish", "FromPackages.csproj", "-c", Repository.Configuration, "-warnaserror", "-v", "q", "-o", target, .. torch, .. args]);

    public Task<Outcome> Restore() => Processes.Dotnet(folder, ["restore", "FromPackages.csproj", "-v", "q", .. torch]);

    /// <summary>Runs targets of the restored project.</summary>
    public Task<Outcome> MSBuild(params string[] args) => Processes.Dotnet(folder, ["msbuild", "FromPackages.csproj", .. torch, .. args]);

    /// <summary>What the built program prints.</summary>
    public async Task<string[]> Run() => (await Processes.Dotnet(folder, $"bin/{Repository.Configuration}/net10.0/FromPackages.dll")).Lines;
}
