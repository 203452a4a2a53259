using System.Diagnostics;

namespace ModelDsl.Cli.Tests;

/// <summary>The command as a process of its own.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task List_and_summary_do_not_load_libtorch()
    {
        if (!OperatingSystem.IsLinux()) return;
        var model = ModelCatalog.BuiltIn.Models.Select(m => m.Name).First();
        Assert.DoesNotContain("libtorch", await LibrariesOf("list"));
        Assert.DoesNotContain("libtorch", await LibrariesOf("summary", model));
        // That the question can be answered with yes.
        Assert.Contains("libtorch", await LibrariesOf("bench", model, "--seconds", "0.01"));
    }

    [Fact]
    public async Task Ctrl_C_ends_with_130()
    {
        if (!OperatingSystem.IsLinux()) return;
        var model = ModelCatalog.BuiltIn.Models.Select(m => m.Name).First();
        using var process = Start(["bench", model, "--seconds", "1000"]);
        // Once it is measuring, and not only starting: libtorch is mapped.
        while (!process.HasExited && !File.ReadAllText($"/proc/{process.Id}/maps").Contains("libtorch", StringComparison.Ordinal)) await Task.Delay(50);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", error);
        Assert.Equal(130, process.ExitCode);
    }

    /// <summary>Everything that the dynamic linker opened for a call that succeeds.</summary>
    private async Task<string> LibrariesOf(params string[] args)
    {
        using var process = Start(args, ("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", scratch.Path("linker")));
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return File.ReadAllText(scratch.Path($"linker.{process.Id}"));
    }

    private static Process Start(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
