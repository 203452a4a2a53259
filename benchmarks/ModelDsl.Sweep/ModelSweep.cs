using System.Globalization;
using System.Text.Json;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Diagnostics;

namespace ModelDsl.Sweep;

/// <summary>All cases of one model, each in its own process.</summary>
/// <param name="model">The model.</param>
/// <param name="folder">Where the numbers of float64 lie while they are compared with.</param>
/// <param name="known">Results of an earlier sweep, whose cases are not computed again.</param>
internal sealed class ModelSweep(ModelInfo model, string folder, IReadOnlyDictionary<SweepCase, SweepResult> known)
{
    /// <summary>What tells the program that it is to compute a case.</summary>
    public const string WorkerArgument = "--sweep-worker";

    // In float32 a value beside zero may fall on the other side of a ReLU than in float64, and another one be the largest of a
    // pool: then the gradient is another one, and right. That depends on the numbers; what a wrong kernel computes is wrong
    // with all of them.
    private static readonly int[] s_gradientSeeds = [1, 2, 3];

    private static readonly int[] s_forwardSeeds = [1];

    private double bytesOfAnImage;

    /// <summary>The results, as they come.</summary>
    /// <param name="batches">Images, from few to many.</param>
    /// <param name="threads">The threads that compute.</param>
    /// <param name="tell">Is told what is left out.</param>
    public IEnumerable<SweepResult> Run(int[] batches, int[] threads, Action<string> tell)
    {
        foreach (var part in Enum.GetValues<Part>())
        {
            bytesOfAnImage = 0;
            foreach (var batch in batches)
            {
                var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
                if (bytesOfAnImage * batch > available * 0.8)
                {
                    tell(string.Create(CultureInfo.InvariantCulture,
                        $"{model.Name}, batch {batch}: left out; float64 would need about {bytesOfAnImage * batch / (1 << 30):0} GiB of the {available >> 30} here."));
                    continue;
                }
                using var expected = new Expected(folder);
                foreach (var count in threads)
                    foreach (var layout in Enum.GetValues<MemoryLayout>())
                    {
                        var one = new SweepCase(model.Name, batch, count, layout, part);
                        var result = known.TryGetValue(one, out var earlier) ? earlier : Compute(one, expected);
                        bytesOfAnImage = (double)result.Float64Bytes / batch;
                        yield return result;
                    }
            }
        }
    }

    private static SweepResult Compute(SweepCase one, Expected expected)
    {
        var results = new List<(SweepResult Result, int Seed)>();
        foreach (var seed in one.Part == Part.Gradients ? s_gradientSeeds : s_forwardSeeds)
        {
            var result = Compute(one, seed, expected);
            if (result.IsRight) return results.Count == 0 ? result : result with { ErrorOfATie = results[0].Result.Error };
            if (result.Death is not null) return result;
            results.Add((result, seed));
        }
        // Without a tie nothing but rounding may be to blame.
        var (best, its) = results.MinBy(r => r.Result.Error);
        return best with { Nudge = Ask(new Question(one, its, "", Role.Nudges)).Answer?.Error };
    }

    private static SweepResult Compute(SweepCase one, int seed, Expected expected)
    {
        var (file, right, death) = expected.Of(one, seed);
        if (right is null) return new SweepResult(one, null, null, $"float64: {death}", 0);
        (var answer, death) = Ask(new Question(one, seed, file, Role.Compares));
        if (answer?.Refusal != right.Refusal) death ??= $"float64: {right.Refusal ?? "computes"}; float32: {answer?.Refusal ?? "computes"}";
        return new SweepResult(one, right.Refusal is null ? answer?.Error : null, answer?.Where, death, right.PeakBytes, right.Refusal);
    }

    private static (Answer? Answer, string? Death) Ask(Question question)
    {
        var threads = question.Case.Threads;
        using var worker = new Worker([WorkerArgument, threads.ToString(CultureInfo.InvariantCulture)], threads, TimeSpan.FromHours(1));
        worker.Ask(JsonSerializer.Serialize(question, SweepJson.Default.Question));
        return worker.Answer() is { } line ? (JsonSerializer.Deserialize(line, SweepJson.Default.Answer), null) : (null, worker.Death());
    }

    /// <summary>What float64 yields for one batch, computed when it is first needed.</summary>
    private sealed class Expected(string folder) : IDisposable
    {
        private readonly Dictionary<int, (string File, Answer? Answer, string? Death)> made = [];

        public (string File, Answer? Answer, string? Death) Of(SweepCase one, int seed)
        {
            if (made.TryGetValue(seed, out var known)) return known;
            var file = Path.Combine(folder, $"expected-{seed}");
            var (answer, death) = Ask(new Question(one with { Threads = Environment.ProcessorCount, Layout = MemoryLayout.Contiguous }, seed, file, Role.Expects));
            return made[seed] = (file, answer, death);
        }

        public void Dispose()
        {
            foreach (var (file, _, _) in made.Values) File.Delete(file);
        }
    }
}
