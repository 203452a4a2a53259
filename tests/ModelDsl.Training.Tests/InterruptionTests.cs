using System.Diagnostics;
using System.Text.Json;
using ModelDsl.Cli;
using ModelDsl.Runtime;

namespace ModelDsl.Training.Tests;

/// <summary>The command, ended from outside at random moments.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Interruptions = 20;

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Twenty_interruptions_leave_a_checkpoint_each_time_and_the_curve_as_it_was()
    {
        if (!OperatingSystem.IsLinux()) return;
        Quarters.WriteIdx(scratch, "data", train: 128, test: 16);
        await Finish(Start("whole", isNew: true));
        var folder = scratch.Run("interrupted");
        var random = new Random(20);
        var saved = DateTime.MinValue;
        for (var i = 0; i < Interruptions; i++)
        {
            using var process = Start("interrupted", isNew: i == 0);
            // It goes forward each time, so that every round finds it somewhere else; saves are a fortieth of a second apart.
            while (!process.HasExited && (!File.Exists(folder.Checkpoint) || File.GetLastWriteTimeUtc(folder.Checkpoint) == saved)) await Task.Delay(1);
            // What a reader finds at any moment is what a sudden end at that moment would leave.
            for (var (clock, delay) = (Stopwatch.StartNew(), random.Next(60)); clock.ElapsedMilliseconds <= delay;) ReadAll(folder.Checkpoint);
            var signal = i % 2 == 0 ? "-KILL" : "-INT";
            using (var kill = Process.Start("kill", [signal, $"{process.Id}"])) await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == (signal == "-KILL" ? 137 : 130), $"{process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
            ReadAll(folder.Checkpoint);
            Assert.False(IsFinished("interrupted"), "the training was over before it was interrupted often enough");
            saved = File.GetLastWriteTimeUtc(folder.Checkpoint);
        }
        await Finish(Start("interrupted", isNew: false));
        Assert.Equal(Points("whole"), Points("interrupted"));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private Process Start(string name, bool isNew)
    {
        string[] options = isNew ? ["--epochs", "100", "--batch", "16", "--lr", "0.01", "--ema", "0.99", "--crop-scale", "0.7"] : ["--resume"];
        // A shell that starts tests in the background has them ignore the signal, and their children with them.
        var start = new ProcessStartInfo("env",
        [
            "--default-signal=INT", "dotnet", typeof(CommandLine).Assembly.Location, "train", "tiny_grey", "--assembly", typeof(TinyGrey).Assembly.Location,
            "--data", scratch.Path("data"), "--out", scratch.Path(name), "--save-every", "0.025", "--threads", "1", .. options,
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        // A pipe that nobody reads would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task Finish(Process process)
    {
        using (process)
        {
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(("", 0), (error, process.ExitCode));
        }
    }

    private static void ReadAll(string checkpoint)
    {
        using var file = WeightFile.Open(checkpoint);
        foreach (var entry in file.Entries) file.Read(entry.Name).Dispose();
    }

    private bool IsFinished(string name)
    {
        // The first log follows the first checkpoint.
        if (!File.Exists(scratch.Run(name).Log)) return false;
        using var log = Log(name);
        return log.RootElement.GetProperty("finished").GetBoolean();
    }

    private string Points(string name)
    {
        using var log = Log(name);
        return log.RootElement.GetProperty("points").GetRawText();
    }

    private JsonDocument Log(string name) => JsonDocument.Parse(File.ReadAllText(scratch.Run(name).Log));
}
