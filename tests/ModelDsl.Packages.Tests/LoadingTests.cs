using System.Security.Cryptography;

namespace ModelDsl.Packages.Tests;

/// <summary>
/// A published program loads TorchSharp from its own files, wherever its folder lies. (TorchSharp itself would copy what it
/// does not find out of NuGet's folder, to `cpu` beside the program, and hide what is missing.)
/// </summary>
[Collection(Packed.Name)]
public sealed class LoadingTests(Feed feed)
{
    private static readonly string Rid = Repository.TorchLibrary["libtorch-cpu-".Length..];

    /// <summary>The native part of TorchSharp as NuGet unpacked it, for the systems that may be too old for it.</summary>
    private static readonly string Unpacked =
        Path.Combine(Repository.NuGetFolder, "torchsharp", Repository.TorchSharpVersion, "runtimes", "linux-x64", "native", Library);

    private const string Library = "libLibTorchSharp.so";

    public static TheoryData<string, string[]> Ways => new()
    {
        { "FromPackages.dll", [] },
        { "FromPackages", ["-r", Rid, "--self-contained"] },
        { "FromPackages", ["-r", Rid, "--self-contained", "-p:PublishSingleFile=true"] },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Published_and_moved_a_program_needs_nothing_but_its_files(string program, string[] options)
    {
        var before = Hash(Unpacked);
        var consumer = feed.NewConsumer();
        var published = Path.Combine(consumer.Folder, "published");
        _ = (await consumer.Publish(published, options)).Lines;

        using var elsewhere = new ScratchFolder();
        var moved = Path.Combine(elsewhere.Path, "moved here");
        Directory.Move(published, moved);
        Directory.Delete(consumer.Folder, recursive: true);
        var files = Files(moved);
        var home = Directory.CreateDirectory(Path.Combine(elsewhere.Path, "home")).FullName;
        var nothing = new Dictionary<string, string> { ["HOME"] = home, ["USERPROFILE"] = home, ["NUGET_PACKAGES"] = home };
        var path = Path.Combine(moved, program);
        var run = program.EndsWith(".dll", StringComparison.Ordinal)
            ? await Processes.Run(home, "dotnet", [path], nothing)
            : await Processes.Run(home, OperatingSystem.IsWindows() ? path + ".exe" : path, [], nothing);

        Assert.Equal(ConsumerTests.Printed, run.Lines);
        Assert.Equal(files, Files(moved));
        Assert.Equal(before, Hash(Unpacked));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("auto")]
    public async Task Which_native_library_a_program_gets_is_its_own_choice(string olderLinux)
    {
        var consumer = feed.NewConsumer();
        _ = (await consumer.Restore()).Lines;
        var items = await consumer.MSBuild("-t:ResolvePackageAssets", $"-p:ModelDslOlderLinux={olderLinux}", "-getItem:RuntimeTargetsCopyLocalItems");
        var lines = items.Lines.Where(l => l.Contains("\"FullPath\"", StringComparison.Ordinal) && l.Contains(Library, StringComparison.Ordinal));
        var chosen = Assert.Single(lines).Split('"')[3].Replace("\\\\", "\\", StringComparison.Ordinal);

        var isPatched = olderLinux == "true" || (olderLinux == "auto" && OlderLinux.LacksVersion("GLIBCXX_3.4.32"));
        Assert.StartsWith(isPatched ? consumer.Folder : Repository.NuGetFolder, chosen);
        Assert.Equal(isPatched ? 1 : 0, OlderLinux.Differences(Unpacked, chosen));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal).ToList();

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
