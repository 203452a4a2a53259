using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelDsl.Benchmarks.Shared;
using ModelDsl.ConvolutionProbe;
using ModelDsl.Runtime.Diagnostics;
using Probe = ModelDsl.Runtime.Diagnostics.ConvolutionProbe;

// Which convolutions does this machine's libtorch compute wrongly, or die of? See benchmarks/README.md.
if (Probe.WorkIfAsked(args)) return 0;

var threads = Numbers.Option("--threads", "How many threads compute.", [1, 2, 4]);
var batches = Numbers.Option("--batch", "How many images.", [1, 2, 3, 8]);
var kind = new Option<string>("--kind") { Description = "Only kinds whose name contains this, for instance \"depthwise 3×3\".", DefaultValueFactory = _ => "" };
var few = new Option<bool>("--few") { Description = "A few shapes in a few seconds, those of 'modeldsl doctor'." };
var json = new Option<bool>("--json") { Description = "Every result as JSON on standard output." };
var command = new RootCommand("Compares convolutions in float32, forward and backward, with float64, each where a crash does no harm.") { threads, batches, kind, few, json };
command.SetAction(parsed => Run(parsed.GetValue(threads)!, parsed.GetValue(batches)!, parsed.GetValue(kind)!, parsed.GetValue(few), parsed.GetValue(json)));
var call = command.Parse(args);
if (call.Errors is [var error, ..])
{
    Console.Error.WriteLine($"convolution probe: {error.Message}");
    return 2;
}
return call.Invoke();

static int Run(int[] threads, int[] batches, string kind, bool few, bool json)
{
    IReadOnlyList<ConvolutionShape> shapes = few
        ? [.. Probe.Few.Where(Wanted)]
        : [.. from shape in Shapes.All where Wanted(shape) from batch in batches select shape with { Batch = batch }];
    if (shapes.Count == 0)
    {
        Console.Error.WriteLine($"convolution probe: no kind contains '{kind}'; they are {string.Join("; ", Shapes.All.Select(s => s.Kind).Distinct())}");
        return 2;
    }
    List<ConvolutionCase> cases = [.. Probe.Cases(shapes, threads, mixed: !few)];
    if (Processor.HidesCaches) Console.Error.WriteLine("This AMD processor hides its caches: oneDNN before 3.8 takes each for one byte.");
    var results = new List<ConvolutionResult>();
    var sinceProgress = Stopwatch.StartNew();
    foreach (var result in Probe.Run(cases))
    {
        results.Add(result);
        if (!result.IsRight && !json) Console.WriteLine($"{Threads(result.Case.Threads)}, {result.Case.Layout}: {result.Case.Shape}: {result.Fault}");
        if (sinceProgress.Elapsed.TotalSeconds < 5) continue;
        Console.Error.WriteLine($"{results.Count} of {cases.Count}");
        sinceProgress.Restart();
    }
    // The output is not a web page: × and → may stay what they are.
    if (json) Console.WriteLine(JsonSerializer.Serialize(results, new JsonSerializerOptions(ResultJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    else WriteTable(results);
    return results.All(r => r.IsRight) ? 0 : 1;

    bool Wanted(ConvolutionShape shape) => shape.Kind.Contains(kind, StringComparison.OrdinalIgnoreCase);
}

// A line for each kind, a column for each way to compute it.
static void WriteTable(List<ConvolutionResult> results)
{
    List<(string Layout, int Threads)> columns = [.. results.Select(r => (r.Case.Layout, r.Case.Threads)).Distinct()];
    Console.WriteLine();
    Console.WriteLine("wrong or dead / tried, each column: layout, threads");
    for (var i = 0; i < columns.Count; i++) Console.WriteLine($"  {(char)('A' + i)}  {columns[i].Layout}, {Threads(columns[i].Threads)}");
    Console.WriteLine($"{"",-28}{string.Concat(columns.Select((_, i) => $"{(char)('A' + i),8}"))}");
    foreach (var kind in results.GroupBy(r => r.Case.Shape.Kind))
    {
        var cells = columns.Select(column => kind.Where(r => (r.Case.Layout, r.Case.Threads) == column).ToList());
        Console.WriteLine($"{kind.Key,-28}{string.Concat(cells.Select(c => $"{(c.All(r => r.IsRight) ? "right" : $"{c.Count(r => !r.IsRight)}/{c.Count}"),8}"))}");
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Count} cases, {results.Count(r => !r.IsRight)} wrong or dead"));
}

static string Threads(int count) => count == 1 ? "1 thread" : string.Create(CultureInfo.InvariantCulture, $"{count} threads");

/// <summary>Results for scripts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<ConvolutionResult>))]
internal sealed partial class ResultJson : JsonSerializerContext;
