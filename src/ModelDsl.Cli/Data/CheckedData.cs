using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;
using Spectre.Console;

namespace ModelDsl.Cli.Data;

/// <summary>Reads every image of a data set before it is used, and shows how far that is.</summary>
internal static class CheckedData
{
    private const int Shown = 3;

    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(30);

    /// <summary>The data to train on: every image of it can be read.</summary>
    /// <param name="data">The data.</param>
    /// <param name="model">The model that images become the input of.</param>
    /// <param name="source">What it was asked for as.</param>
    /// <param name="skipDamaged">Whether damaged images are left out; else they are an error.</param>
    /// <param name="workers">Threads that read.</param>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="UserException">An image is damaged.</exception>
    public static TrainingData Of(TrainingData data, ModelDescription model, string source, bool skipDamaged, int workers, Terminal terminal, CancellationToken cancellation)
    {
        var damaged = Check(data, model, workers, terminal, isQuiet: false, cancellation).Damaged;
        if (damaged.Count == 0) return data;
        var names = string.Join("; ", damaged.Take(Shown).Select(d => d.Reason)) + (damaged.Count > Shown ? $"; and {damaged.Count - Shown} more" : "");
        if (!skipDamaged)
            throw new UserException($"{names}: replace or remove {(damaged.Count == 1 ? "it" : "them")}, or give --skip-damaged ({CommandText.Of("data", "check", source)} lists all)");
        terminal.WriteLine($"left out {damaged.Count} damaged {(damaged.Count == 1 ? "image" : "images")}: {names}");
        return data.Without(damaged);
    }

    /// <summary>Reads every image once.</summary>
    public static DataReport Check(TrainingData data, ModelDescription? model, int workers, Terminal terminal, bool isQuiet, CancellationToken cancellation)
    {
        var total = DataCheck.Count(data);
        if (isQuiet || total == 0) return DataCheck.Run(data, workers, model, null, cancellation);
        if (!terminal.Interactive) return DataCheck.Run(data, workers, model, Lines(total, terminal), cancellation);
        DataReport? report = null;
        Terminal.CreateBar(terminal.CreateConsole()).Start(context =>
        {
            var task = context.AddTask("reading the images", maxValue: total);
            report = DataCheck.Run(data, workers, model, seen => task.Value = Math.Max(task.Value, seen), cancellation);
        });
        return report!;
    }

    private static Action<int> Lines(int total, Terminal terminal)
    {
        var next = DateTime.UtcNow + LineEvery;
        var gate = new Lock();
        return seen =>
        {
            if (DateTime.UtcNow < next) return;
            lock (gate)
            {
                if (DateTime.UtcNow < next) return;
                terminal.WriteLine($"{Numbers.Whole(seen)} of {Numbers.Whole(total)} images read");
                terminal.Out.Flush();
                next = DateTime.UtcNow + LineEvery;
            }
        };
    }
}
