using System.Diagnostics;

namespace ModelDsl.Packages.Tests;

/// <summary>What a process came to.</summary>
internal sealed record Outcome(string Command, int Code, string Out, string Error)
{
    /// <summary>The lines it printed, after it has succeeded.</summary>
    public string[] Lines
    {
        get
        {
            Assert.True(Code == 0, $"{Command}: exit code {Code}\n{Out}\n{Error}");
            return Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}

/// <summary>Processes as a person would start them, from their own shell.</summary>
internal static class Processes
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs `dotnet`, with the packages folder that the project at hand configures.</summary>
    public static Task<Outcome> Dotnet(string folder, params string[] args) => Run(folder, "dotnet", args);

    public static Task<Outcome> Run(string folder, string program, params string[] args) => Run(folder, program, args, new Dictionary<string, string>());

    /// <summary>Runs a program that sees other variables of the environment than this process.</summary>
    public static async Task<Outcome> Run(string folder, string program, IEnumerable<string> args, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test run's own MSBuild left behind, and what would overrule the configuration under test.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k == "NUGET_PACKAGES").ToList())
            start.Environment.Remove(name);
        // Nodes that stay would keep the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return new Outcome($"{program} {string.Join(' ', args)}", process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} did not end within {Patience}");
        }
    }
}
