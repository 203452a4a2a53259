using System.Diagnostics;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>Times contestants in turns, so that a machine whose speed drifts treats all alike.</summary>
internal static class Contest
{
    private const int WarmUpRounds = 3;
    private const int LeastRounds = 5;
    private const int LeastStarts = 2;
    private const int MostStarts = 5;

    /// <summary>Milliseconds of each run, for each contestant in order.</summary>
    /// <param name="contestants">Who takes part.</param>
    /// <param name="seconds">How long to continue.</param>
    /// <param name="warm">Called between warming up and timing.</param>
    /// <param name="progress">Told which share is done.</param>
    /// <param name="cancellation">Stops the contest.</param>
    public static IReadOnlyList<IReadOnlyList<double>> Run(
        IReadOnlyList<IContestant> contestants, double seconds, Action warm, Action<double> progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        List<double>[] times = [.. contestants.Select(_ => new List<double>())];
        for (var round = 0; round < WarmUpRounds; round++) Round(round);
        foreach (var list in times) list.Clear();
        warm();
        clock.Restart();
        while (times[0].Count < LeastRounds || clock.Elapsed.TotalSeconds < seconds)
        {
            Round(times[0].Count);
            progress(Math.Min(clock.Elapsed.TotalSeconds / seconds, 1));
        }
        return times;

        // Who goes first changes too.
        void Round(int number)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var who = (i + number) % contestants.Count;
                var start = clock.Elapsed;
                contestants[who].Run();
                times[who].Add((clock.Elapsed - start).TotalMilliseconds);
            }
        }
    }

    /// <summary>The fewest milliseconds that each contestant takes to start, in order; null for one that is not started.</summary>
    /// <param name="contestants">Who takes part.</param>
    /// <param name="seconds">How long to continue at most; two rounds are made in any case.</param>
    /// <param name="progress">Told which share is done.</param>
    /// <param name="cancellation">Stops the contest.</param>
    public static IReadOnlyList<double?> Starts(IReadOnlyList<IContestant> contestants, double seconds, Action<double> progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var least = new double?[contestants.Count];
        for (var round = 0; round < MostStarts && (round < LeastStarts || clock.Elapsed.TotalSeconds < seconds); round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (contestants[i].Start is not { } prepare) continue;
                var start = clock.Elapsed;
                prepare();
                least[i] = Math.Min(least[i] ?? double.PositiveInfinity, (clock.Elapsed - start).TotalMilliseconds);
                progress((round + (i + 1.0) / contestants.Count) / MostStarts);
            }
        }
        return least;
    }

    /// <summary>The statistics of a contestant's times.</summary>
    public static Timing Of(IReadOnlyList<double> times)
    {
        var sorted = times.Order().ToList();
        return new(sorted[0], Percentile(sorted, 0.5), Percentile(sorted, 0.1), Percentile(sorted, 0.9));
    }

    /// <summary>The median over rounds of one contestant's time by another's.</summary>
    public static double Ratio(IReadOnlyList<double> own, IReadOnlyList<double> other) => Percentile([.. own.Zip(other, (a, b) => a / b).Order()], 0.5);

    /// <summary>Interpolates between the two nearest of sorted values.</summary>
    private static double Percentile(List<double> sorted, double share)
    {
        var position = share * (sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}

/// <summary>Milliseconds of a batch.</summary>
/// <param name="Least">The fastest run.</param>
/// <param name="Median">Half of the runs took less.</param>
/// <param name="Percentile10">A tenth took less.</param>
/// <param name="Percentile90">A tenth took more.</param>
internal sealed record Timing(double Least, double Median, double Percentile10, double Percentile90);
