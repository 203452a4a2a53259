using System.Diagnostics;
using System.Globalization;

namespace ModelDsl.Runtime.Diagnostics;

/// <summary>
/// The running program, started once more to do what may end a process. It is asked in lines on its standard input, and
/// answers in lines on its standard output.
/// </summary>
internal sealed class Worker : IDisposable
{
    // The signals of a process that native code brought down. .NET tells them as a shell does: 128 and the signal's number.
    private static readonly Dictionary<int, string> Signals = new()
    {
        [128 + 4] = "SIGILL", [128 + 6] = "SIGABRT", [128 + 7] = "SIGBUS", [128 + 8] = "SIGFPE", [128 + 9] = "SIGKILL", [128 + 11] = "SIGSEGV",
    };

    private readonly Process process;
    private readonly TimeSpan patience;
    private bool hung;
    private string firstError = "";

    /// <summary>Starts it.</summary>
    /// <param name="arguments">What tells it that it is a worker.</param>
    /// <param name="threads">The threads that libtorch may use in it.</param>
    /// <param name="patience">The longest time until a line of an answer; a worker that takes longer is ended.</param>
    public Worker(IEnumerable<string> arguments, int threads, TimeSpan patience)
    {
        this.patience = patience;
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know its own file.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // There may be more threads than cores: those that wait must not take the time of those that work.
            Environment = { ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture), ["OMP_WAIT_POLICY"] = "PASSIVE" },
        };
        // Started as "dotnet program.dll", it is started so again.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.ErrorDataReceived += (_, line) => { if (firstError.Length == 0 && line.Data is { } text) firstError = text.Trim(); };
        process.BeginErrorReadLine();
    }

    /// <summary>Asks a question.</summary>
    public void Ask(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is dead, which the missing answer tells.
        }
    }

    /// <summary>Waits for the next line of its answer; null where it died instead, or took too long.</summary>
    public string? Answer()
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return process.StandardOutput.ReadLineAsync(limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            hung = true;
            process.Kill();
            return null;
        }
    }

    /// <summary>Waits for its end, and says how it came.</summary>
    public string Death()
    {
        process.WaitForExit();
        if (hung) return $"no answer within {patience.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes";
        var code = process.ExitCode;
        if (Signals.TryGetValue(code, out var signal)) return signal;
        var text = code < 0 ? $"exit code 0x{code:X8}" : $"exit code {code.ToString(CultureInfo.InvariantCulture)}";
        return firstError.Length == 0 ? text : $"{text}: {firstError}";
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
