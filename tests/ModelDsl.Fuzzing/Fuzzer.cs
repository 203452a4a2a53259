using System.Diagnostics;
using ModelDsl.Runtime;

namespace ModelDsl.Fuzzing;

/// <summary>What a run of the fuzzer came to.</summary>
/// <param name="Runs">Files tried.</param>
/// <param name="Read">Those that were read to the last value.</param>
/// <param name="Refused">Those that were refused with the one error that files may cause.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failures">What else happened, each with the run's number, which makes it happen again.</param>
internal sealed record FuzzResult(long Runs, long Read, long Refused, double Seconds, IReadOnlyList<string> Failures)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Runs} runs in {Seconds:f1} s ({Runs / Math.Max(Seconds, 1e-9):f0} runs/s): {Read} read, {Refused} refused, {Failures.Count} failures");
}

/// <summary>Feeds damaged files to the readers. Run n of a seed is always the same file, whatever ran before it.</summary>
internal static class Fuzzer
{
    /// <summary>How the names of images end; all others are weight files.</summary>
    public static readonly IReadOnlyList<string> ImageEndings = [".jpg", ".png", ".webp", ".gif", ".bmp"];

    private const long MostAllocated = 96L << 20;
    private const int MostFailures = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs until the number of runs or the time is reached.</summary>
    /// <param name="seeds">The files to damage: a name, for its ending, and the content.</param>
    /// <param name="seed">Chooses the damage.</param>
    /// <param name="first">The number of the first run.</param>
    /// <param name="runs">How many runs.</param>
    /// <param name="limit">How long at most.</param>
    public static FuzzResult Run(IReadOnlyList<(string Name, byte[] Content)> seeds, int seed, long first, long runs, TimeSpan limit)
    {
        var contents = seeds.Select(s => s.Content).ToList();
        var failures = new List<string>();
        long done = 0, read = 0, refused = 0;
        var watch = Stopwatch.StartNew();
        for (var run = first; run < first + runs && watch.Elapsed < limit && failures.Count < MostFailures; run++, done++)
        {
            var (name, original) = seeds[(int)(run % seeds.Count)];
            var mutator = new Mutator(HashCode(seed, run));
            // Every other time an archive's records are damaged and it is put together anew: its checksums would end the run early.
            var records = run / seeds.Count % 2 == 0 ? [] : ZipText.Records(original, name);
            var content = records.Count == 0 ? mutator.Change(original, contents) : ZipText.Write(mutator.ChangeOne(records));
            var started = watch.Elapsed;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(name, content);
                read++;
            }
            catch (Exception e) when (RefusedFile(e) is { } file)
            {
                refused++;
                if (e.Message.Any(char.IsControl) || file != name) failures.Add($"run {run} ({name}): a message that is not one line: {e.Message}");
            }
            catch (Exception e)
            {
                failures.Add($"run {run} ({name}): {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > MostAllocated) failures.Add($"run {run} ({name}): {allocated} bytes allocated for a file of {content.Length}");
            if (watch.Elapsed - started > Patience) failures.Add($"run {run} ({name}): took {(watch.Elapsed - started).TotalSeconds} s");
        }
        return new FuzzResult(done, read, refused, watch.Elapsed.TotalSeconds, failures);
    }

    /// <summary>The file that an error refuses; null for an error that no file may cause.</summary>
    private static string? RefusedFile(Exception exception) => exception switch { WeightsException e => e.File, ImageException e => e.File, _ => null };

    private static void Read(string name, byte[] content)
    {
        if (ImageEndings.Contains(Path.GetExtension(name)))
        {
            _ = ImageFile.Decode(content, name);
            return;
        }
        using var file = WeightFile.Open(new MemoryBytes(content), name);
        foreach (var entry in file.Entries)
        {
            if (entry.Type.ToScalarType() is null) continue;
            using var value = file.Read(entry.Name);
        }
    }

    // The runtime's own hashes differ from process to process.
    private static int HashCode(int seed, long run) => unchecked((int)((((ulong)seed * 0x9E3779B97F4A7C15UL) ^ (ulong)run) * 0xBF58476D1CE4E5B9UL >> 32));
}
