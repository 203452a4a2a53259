using System.Diagnostics;
using System.Text.Json;

namespace ModelDsl.Cli.Tests;

/// <summary>The command as its own process.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task List_summary_and_report_do_not_load_libtorch()
    {
        if (!OperatingSystem.IsLinux()) return;
        var model = ModelCatalog.BuiltIn.Models.Select(m => m.Name).First();
        Assert.DoesNotContain("libtorch", await LibrariesOf("list"));
        Assert.DoesNotContain("libtorch", await LibrariesOf("summary", model));
        Assert.DoesNotContain("libtorch", await LibrariesOf("report", model, "-o", scratch.Path("model.html")));
        // That the question can be answered with yes.
        Assert.Contains("libtorch", await LibrariesOf("bench", model, "--seconds", "0.01"));
    }

    [Fact]
    public async Task ONNX_Runtime_runs_without_libtorch()
    {
        if (!OperatingSystem.IsLinux()) return;
        var (image, weights, file) = (Scratch.Fixture("grey.jpg"), scratch.Path("w.safetensors"), scratch.Path("net.onnx"));
        using (var module = FashionMnist.Models.Find("lvt_fashion")!.Create(Runtime.Initialization.Published)) Runtime.Weights.Save(module, weights);
        string[][] calls =
        [
            ["export", "lvt_fashion", file, "--weights", weights], ["run", file, image], ["run", "lvt_fashion", image, "--weights", weights, "--engine", "onnx"],
            ["verify", "lvt_cls", Path.Combine(AppContext.BaseDirectory, "Goldens", "lvt_cls.json"), "--engine", "onnx"],
        ];
        foreach (var call in calls)
        {
            var libraries = await LibrariesOf(call);
            Assert.DoesNotContain("libtorch", libraries);
            Assert.DoesNotContain("LibTorchSharp", libraries);
            if (call != calls[0]) Assert.Contains("libonnxruntime", libraries);
        }
    }

    [Fact]
    public async Task A_full_disk_behind_standard_output_is_one_line()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var process = Start("sh", ["-c", "\"$@\" > /dev/full", "sh", "dotnet", typeof(CommandLine).Assembly.Location, "list"]);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("modeldsl: standard output cannot be written: No space left on device\n", error);
        Assert.Equal(2, process.ExitCode);
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

    [Fact]
    public async Task Doctor_tells_of_the_machine_and_what_it_computes()
    {
        using var process = Start(["doctor", "--json"]);
        var (text, error) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal("", error);
        using var json = JsonDocument.Parse(text);
        var convolutions = json.RootElement.GetProperty("convolutions").EnumerateArray().ToList();
        Assert.NotEmpty(convolutions);
        var faults = convolutions.Count(c => c.GetProperty("fault").GetString() != "");
        // A machine may have faults: then the command says so, by its exit code too.
        Assert.Equal(faults == 0, json.RootElement.GetProperty("healthy").GetBoolean());
        Assert.Equal(faults == 0 ? 0 : 1, process.ExitCode);
        Assert.StartsWith("0.107", json.RootElement.GetProperty("torch").GetProperty("torchSharp").GetString());
        Assert.StartsWith("2.10", json.RootElement.GetProperty("torch").GetProperty("libtorch").GetString());
        if (OperatingSystem.IsLinux()) Assert.StartsWith("GLIBCXX_3.4.", json.RootElement.GetProperty("torch").GetProperty("libstdcxx").GetString());
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

    private static Process Start(string[] args, params (string Name, string Value)[] environment) =>
        Start("dotnet", [typeof(CommandLine).Assembly.Location, .. args], environment);

    private static Process Start(string program, string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
