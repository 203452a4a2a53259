using System.Text;

namespace ModelDsl.Packages.Tests;

/// <summary>The task that copies a library so that it loads on a system whose libstdc++ lacks a version that no code needs.</summary>
public sealed class LoadOnOlderLinuxTests : IDisposable
{
    private const string Marker = "GLIBCXX_3.4.32";

    private static readonly string Natives =
        Path.Combine(Repository.NuGetFolder, "torchsharp", Repository.TorchSharpVersion, "runtimes");

    private static readonly string Library = Path.Combine(Natives, "linux-x64", "native", "libLibTorchSharp.so");

    private readonly ScratchFolder folder = new();

    private string Result => Path.Combine(folder.Path, "result.so");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Only_the_flag_of_the_missing_version_changes()
    {
        _ = (await Run(Library, anySystem: true)).Lines;
        Assert.Equal(1, OlderLinux.Differences(Library, Result));

        // What is optional already is not made so again.
        var optional = Path.Combine(folder.Path, "optional.so");
        File.Move(Result, optional);
        _ = (await Run(optional, anySystem: true)).Lines;
        Assert.False(File.Exists(Result));
    }

    [Fact]
    public async Task This_system_decides_where_nothing_else_is_said()
    {
        _ = (await Run(Library, anySystem: false)).Lines;
        Assert.Equal(OlderLinux.LacksVersion(Marker), File.Exists(Result));
    }

    [Fact]
    public async Task Where_every_version_is_there_no_copy_is_made_and_an_old_one_goes()
    {
        File.WriteAllText(Result, "of a build before");
        _ = (await Run(Renamed(Marker, "GLIBCXX_3.4.11"), anySystem: false)).Lines;
        Assert.False(File.Exists(Result));
    }

    [Fact]
    public async Task A_version_that_code_needs_stays_and_the_build_says_so()
    {
        var run = await Run(Renamed("GLIBCXX_3.4.21", "GLIBCXX_3.4.99"), anySystem: false);
        Assert.Contains("needs GLIBCXX_3.4.99 of libstdc++.so.6, which this system lacks: it will not load here.", string.Join('\n', run.Lines), StringComparison.Ordinal);
        Assert.False(File.Exists(Result));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no library")]
    [InlineData("MZ of Windows, and so many bytes that a header would fit into it, were it one: 0123456789")]
    public async Task Files_of_other_systems_are_left_alone(string content)
    {
        var other = Path.Combine(folder.Path, "other.so");
        File.WriteAllText(other, content);
        _ = (await Run(other, anySystem: true)).Lines;
        Assert.False(File.Exists(Result));
    }

    /// <summary>TorchSharp's library with another name, of the same length, for a version that it asks for.</summary>
    private string Renamed(string version, string now)
    {
        var bytes = File.ReadAllBytes(Library);
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + "\0"));
        Assert.True(at >= 0, $"{Library} does not name {version}");
        Encoding.ASCII.GetBytes(now).CopyTo(bytes, at);
        var copy = Path.Combine(folder.Path, "renamed.so");
        File.WriteAllBytes(copy, bytes);
        return copy;
    }

    private Task<Outcome> Run(string library, bool anySystem)
    {
        var project = Path.Combine(folder.Path, "task.proj");
        File.WriteAllText(project, $"""
            <Project>
              <Import Project="{Repository.Path("src/ModelDsl.Runtime/buildTransitive/ModelDsl.Runtime.targets")}" />
              <Target Name="Run">
                <LoadOnOlderLinux Library="{library}" Result="{Result}" AnySystem="{anySystem}" />
              </Target>
            </Project>
            """);
        return Processes.Dotnet(folder.Path, "msbuild", project, "-t:Run", "-v:m", "-nologo");
    }
}
