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
const long MostParameters = 100_000_000;
if (args is [ModelSweep.WorkerArgument, var ownThreads])
{
    set_num_threads(int.Parse(ownThreads, CultureInfo.InvariantCulture));
    Work(JsonSerializer.Deserialize(Console.In.ReadLine()!, SweepJson.Default.Question)!);
    return 0;
}

var models = new Option<string>("--models") { Description = "Names with commas between; all with up to 100 million parameters where not given." };
var batches = Numbers.Option("--batch", "How many images.", [1, 2, 3, 8, 32]);
var threads = Numbers.Option("--threads", "How many threads compute.", [1, 2, 4]);
var results = new Option<FileInfo?>("--results") { Description = "A file that every result is written to at once, a line of JSON each; a sweep that is started again with it continues." };
var json = new Option<bool>("--json") { Description = "Every result as JSON on standard output." };
var command = new RootCommand("Compares whole models, forward and in a training step, with float64, each case in its own process.") { models, batches, threads, results, json };
command.SetAction(parsed => Run(parsed.GetValue(models), parsed.GetValue(batches)!, parsed.GetValue(threads)!, parsed.GetValue(results), parsed.GetValue(json)));
var call = command.Parse(args);
if (call.Errors is [var error, ..])
{
    Console.Error.WriteLine($"sweep: {error.Message}");
    return 2;
}
return call.Invoke();

static int Run(string? names, int[] batches, int[] threads, FileInfo? file, bool json)
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

    var known = Known(file);
    var results = new List<SweepResult>();
    var folder = Directory.CreateTempSubdirectory("modeldsl-sweep-");
    try
    {
        var table = json ? Console.Error : Console.Out;
        table.WriteLine($"{"model",-24}{"batch",6}{"threads",8}  {"images",-14}{"computed",-10}{"error",10}  where");
        foreach (var model in wanted)
            foreach (var result in new ModelSweep(model, folder.FullName, known).Run([.. batches.Order()], threads, Console.Error.WriteLine))
            {
                results.Add(result);
                var one = result.Case;
                if (file is not null && known.TryAdd(one, result)) File.AppendAllText(file.FullName, JsonSerializer.Serialize(result, SweepJson.Default.SweepResult) + "\n");
                table.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{one.Model,-24}{one.Batch,6}{one.Threads,8}  {(one.Layout == MemoryLayout.Contiguous ? "contiguous" : "channels last"),-14}{one.Part.ToString().ToLowerInvariant(),-10}{result.Error ?? double.NaN,10:0.0e+0}  {result.Death ?? result.Refusal ?? result.Where}{(result.ErrorOfATie is { } tie ? $" (a tie: {tie:0.0e+0} with seed 1)" : "")}{(result.Nudge is { } nudge ? $" (a bit in the weights: {nudge:0.0e+0})" : "")}{(result.IsRight ? "" : "  RED")}"));
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

// The results that a sweep has written down so far: a line each, of which the last one may be torn.
static Dictionary<SweepCase, SweepResult> Known(FileInfo? file)
{
    var known = new Dictionary<SweepCase, SweepResult>();
    if (file is not { Exists: true }) return known;
    foreach (var line in File.ReadLines(file.FullName).Where(l => l.EndsWith('}')))
        if (JsonSerializer.Deserialize(line, SweepJson.Default.SweepResult) is { } result) known[result.Case] = result;
    return known;
}

// What a worker does.
static void Work(Question question)
{
    var one = question.Case;
    var (worst, refusal) = ((Error: 0.0, Where: ""), (string?)null);
    try
    {
        var tensors = Compute(question.Role == Role.Expects ? float64 : float32, question.Role == Role.Nudges);
        if (question.Role == Role.Expects) Joined(tensors).save(question.Expected);
        else worst = Computation.Worst(tensors, question.Role == Role.Nudges ? Joined(Compute(float32, false)).to_type(float64) : TorchSharp.torch.Tensor.load(question.Expected), one.Part);
    }
    catch (TooFewValuesException e)
    {
        // A batch norm of one value has no gradient: one image of a network that pools to 1x1.
        refusal = e.Message;
    }
    using var process = Process.GetCurrentProcess();
    Console.WriteLine(JsonSerializer.Serialize(new Answer(worst.Error, worst.Where, process.PeakWorkingSet64, refusal), SweepJson.Default.Answer));

    List<NamedTensor> Compute(ScalarType type, bool nudges) => Computation.Compute(Models.Find(one.Model)!, one, question.Seed, type, nudges);

    static TorchSharp.torch.Tensor Joined(List<NamedTensor> tensors) => cat([.. tensors.Select(t => t.Value.flatten())]);
}
