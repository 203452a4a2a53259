using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModelDsl.Benchmarks.Shared;
using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Diagnostics;
using ModelDsl.Sweep;
using static TorchSharp.torch;

// Does every model compute what float64 says, whatever the batch, the threads and the layout of the images? See benchmarks/README.md.
const string WorkerArgument = "--sweep-worker";
const long MostParameters = 100_000_000;
if (args is [WorkerArgument, var ownThreads])
{
    set_num_threads(int.Parse(ownThreads, CultureInfo.InvariantCulture));
    Work(JsonSerializer.Deserialize(Console.In.ReadLine()!, SweepJson.Default.Question)!);
    return 0;
}

var models = new Option<string>("--models") { Description = "Names with commas between; all with up to 100 million parameters where not given." };
var batches = Numbers.Option("--batch", "How many images.", [1, 2, 3, 8, 32]);
var threads = Numbers.Option("--threads", "How many threads compute.", [1, 2, 4]);
var json = new Option<bool>("--json") { Description = "Every result as JSON on standard output." };
var command = new RootCommand("Compares whole models, forward and in a training step, with float64, each case in its own process.") { models, batches, threads, json };
command.SetAction(parsed => Run(parsed.GetValue(models), parsed.GetValue(batches)!, parsed.GetValue(threads)!, parsed.GetValue(json)));
var call = command.Parse(args);
if (call.Errors is [var error, ..])
{
    Console.Error.WriteLine($"sweep: {error.Message}");
    return 2;
}
return call.Invoke();

static int Run(string? names, int[] batches, int[] threads, bool json)
{
    var wanted = new List<ModelInfo>();
    foreach (var name in names?.Split(',') ?? [.. Models.All.Where(m => m.Parameters <= MostParameters).Select(m => m.Name)])
    {
        if (Models.Find(name) is not { } model)
        {
            Console.Error.WriteLine($"sweep: unknown model '{name}'; they are {string.Join(", ", Models.All.Select(m => m.Name))}");
            return 2;
        }
        wanted.Add(model);
    }

    var results = new List<SweepResult>();
    var folder = Directory.CreateTempSubdirectory("modeldsl-sweep-");
    try
    {
        var table = json ? Console.Error : Console.Out;
        table.WriteLine($"{"model",-24}{"batch",6}{"threads",8}  {"images",-14}{"computed",-10}{"error",10}  where");
        foreach (var model in wanted)
            foreach (var result in Sweep(model, [.. batches.Order()], threads, folder.FullName))
            {
                results.Add(result);
                var one = result.Case;
                table.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{one.Model,-24}{one.Batch,6}{one.Threads,8}  {(one.Layout == MemoryLayout.Contiguous ? "contiguous" : "channels last"),-14}{one.Part.ToString().ToLowerInvariant(),-10}{result.Error ?? double.NaN,10:0.0e+0}  {result.Death ?? result.Where}{(result.IsRight ? "" : "  RED")}"));
            }
        var red = results.Count(r => !r.IsRight);
        table.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Count} cases, {red} red"));
        if (json) Console.WriteLine(JsonSerializer.Serialize(results, SweepJson.Default.ListSweepResult));
        return red == 0 ? 0 : 1;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}

static IEnumerable<SweepResult> Sweep(ModelInfo model, int[] batches, int[] threads, string folder)
{
    foreach (var part in Enum.GetValues<Part>())
    {
        var bytesOfAnImage = 0L;
        foreach (var batch in batches)
        {
            var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            if (bytesOfAnImage * batch > available * 0.8)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{model.Name}, batch {batch}: left out; float64 would need about {bytesOfAnImage * batch >> 30} GiB of the {available >> 30} here."));
                continue;
            }
            var file = Path.Combine(folder, "expected");
            var right = new SweepCase(model.Name, batch, Environment.ProcessorCount, MemoryLayout.Contiguous, part);
            var (answer, death) = Ask(new Question(right, file, Writes: true));
            if (answer is null)
            {
                yield return new SweepResult(right, null, null, $"float64: {death}");
                continue;
            }
            bytesOfAnImage = answer.PeakBytes / batch;
            foreach (var count in threads)
                foreach (var layout in Enum.GetValues<MemoryLayout>())
                {
                    var one = right with { Threads = count, Layout = layout };
                    (answer, death) = Ask(new Question(one, file, Writes: false));
                    yield return new SweepResult(one, answer?.Error, answer?.Where, death);
                }
            File.Delete(file);
        }
    }
}

static (Answer? Answer, string? Death) Ask(Question question)
{
    var threads = question.Case.Threads;
    using var worker = new Worker([WorkerArgument, threads.ToString(CultureInfo.InvariantCulture)], threads, TimeSpan.FromHours(1));
    worker.Ask(JsonSerializer.Serialize(question, SweepJson.Default.Question));
    return worker.Answer() is { } line ? (JsonSerializer.Deserialize(line, SweepJson.Default.Answer), null) : (null, worker.Death());
}

// What a worker does.
static void Work(Question question)
{
    var one = question.Case;
    var tensors = Computation.Compute(Models.Find(one.Model)!, one, question.Writes ? float64 : float32);
    var worst = (Error: 0.0, Where: "");
    if (question.Writes) cat([.. tensors.Select(t => t.Value.flatten())]).save(question.Expected);
    else worst = Computation.Worst(tensors, TorchSharp.torch.Tensor.load(question.Expected), one.Part);
    using var process = Process.GetCurrentProcess();
    Console.WriteLine(JsonSerializer.Serialize(new Answer(worst.Error, worst.Where, process.PeakWorkingSet64), SweepJson.Default.Answer));
}
