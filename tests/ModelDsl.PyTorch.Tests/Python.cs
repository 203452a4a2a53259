using System.Diagnostics;

namespace ModelDsl.PyTorch.Tests;

/// <summary>A Python with PyTorch, where this machine has one.</summary>
internal static class Python
{
    private static readonly Lazy<(string? Path, string Why)> s_found = new(Find);

    /// <summary>Why nothing can be run; null where it can.</summary>
    public static string? Missing => s_found.Value.Path is null ? s_found.Value.Why : null;

    /// <summary>Runs a script to its end; yields what it printed.</summary>
    public static string Run(params IReadOnlyList<string> arguments) => End(Start(new Dictionary<string, string>(), arguments));

    /// <summary>Starts a script.</summary>
    /// <param name="environment">Variables that it gets besides.</param>
    /// <param name="arguments">The script and its arguments.</param>
    public static (Process Process, Task<string> Output, Task<string> Error) Start(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(s_found.Value.Path!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = "2";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        return (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Waits for a script; fails with what it said where it failed.</summary>
    public static string End((Process Process, Task<string> Output, Task<string> Error) run)
    {
        using var process = run.Process;
        if (!process.WaitForExit(TimeSpan.FromMinutes(15)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("python did not end within a quarter of an hour");
        }
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"python ended with {process.ExitCode}: {run.Error.Result}");
        return run.Output.Result;
    }

    private static (string? Path, string Why) Find()
    {
        string[] candidates = Environment.GetEnvironmentVariable("MODELDSL_PYTHON") is { Length: > 0 } named ? [named] : ["/usr/bin/python3", "python3"];
        foreach (var path in candidates)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(path, ["-c", "import torch, numpy, PIL"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                _ = process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return (path, "");
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }
        return (null, $"no Python with torch, numpy and PIL here ({string.Join(", ", candidates)}); MODELDSL_PYTHON names another one");
    }
}

/// <summary>A test that runs Python with PyTorch, and is skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Python.Missing;
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = Python.Missing;
}
