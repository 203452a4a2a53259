using System.Diagnostics;
using System.Globalization;
using ModelDsl.Training;
using Spectre.Console;

namespace ModelDsl.Cli.Output;

/// <summary>Shows a training: to a person a bar that moves, to a pipe a line now and then; to both a line for each epoch.</summary>
internal static class TrainingView
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(30);

    /// <summary>Runs a training and shows it.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <returns>Whether it is over.</returns>
    public static bool Run(Trainer trainer, Terminal terminal, CancellationToken cancellation)
    {
        if (!terminal.Interactive) return trainer.Run(new Lines(terminal, trainer.Options.Epochs), cancellation);
        var console = terminal.CreateConsole();
        var finished = false;
        Terminal.CreateBar(console).Start(context => finished = trainer.Run(new Bar(console, context.AddTask("starting"), trainer.Options.Epochs), cancellation));
        return finished;
    }

    private static string Describe(StepReport r, int epochs) => string.Create(
        CultureInfo.InvariantCulture, $"epoch {r.Epoch}/{epochs}, step {r.Step}/{r.Steps}, loss {r.Loss:F3}, accuracy {100 * r.Accuracy:F1} %");

    private static string Describe(EpochRecord r, int epochs) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {r.Epoch}/{epochs}: loss {r.TrainLoss:F3}, accuracy {100 * r.TrainAccuracy:F1} %; test: loss {r.TestLoss:F3}, {string.Join(", ", r.Measures.Select(m => $"{m.Name} {Numbers.Share(m.Value)}"))}; {r.Seconds:F0} s");

    private sealed class Bar(IAnsiConsole console, ProgressTask task, int epochs) : ITrainingObserver
    {
        public void OnStep(StepReport report)
        {
            task.Description = Describe(report, epochs);
            task.Value = report.Share * task.MaxValue;
        }

        public void OnEpoch(EpochRecord record) => console.WriteLine(Describe(record, epochs));
    }

    private sealed class Lines(Terminal terminal, int epochs) : ITrainingObserver
    {
        private readonly Stopwatch sinceLine = Stopwatch.StartNew();

        public void OnStep(StepReport report)
        {
            if (sinceLine.Elapsed >= LineEvery) Write(Describe(report, epochs));
        }

        public void OnEpoch(EpochRecord record) => Write(Describe(record, epochs));

        private void Write(string line)
        {
            terminal.WriteLine(line);
            terminal.Out.Flush();
            sinceLine.Restart();
        }
    }
}
