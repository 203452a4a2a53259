using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators;

// What the generator costs on the sources of models/: the first run in a process ("cold", with Roslyn itself already
// in use, as in a compiler server or an editor), and after an edit of each kind. Beside the time of day the time of all
// cores together, which other work on the machine changes less.
//   dotnet run -c Release --project benchmarks/ModelDsl.Generators.Benchmarks [-- RUNS]
var runs = 9;
if (args.Length > 1 || (args.Length == 1 && (!int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out runs) || runs is < 1 or > 1000)))
{
    Console.Error.WriteLine($"benchmark: '{string.Join(' ', args)}' is not a number of runs from 1 to 1000");
    return 2;
}
var options = new CSharpParseOptions(LanguageVersion.Preview);
var folder = Path.Combine(AppContext.BaseDirectory, "models");
var trees = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    .Select(path => Parse(File.ReadAllText(path), path))
    .Append(Parse("global using System; global using System.Collections.Generic; global using System.Linq; global using ModelDsl;", "Usings.cs"))
    .Append(Parse("class Unrelated { int Answer() => 0; }", "Unrelated.cs"));
var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
    .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll");
Compilation project = CSharpCompilation.Create(
    "ModelDsl.Models", trees,
    framework.Append(Path.Combine(AppContext.BaseDirectory, "vocabulary", "ModelDsl.dll")).Select(path => MetadataReference.CreateFromFile(path)),
    new CSharpCompilationOptions(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
        // As in their project file: Roslyn's search for suppressions takes longer than the generator with an unrelated edit.
        specificDiagnosticOptions: new[] { "MDSL5101", "MDSL5102", "MDSL5103" }.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));
_ = project.GetDiagnostics();

GeneratorDriver driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: options);
Report("cold", [Run()]);
// As after a change of references or branches: nothing is remembered, but the generator has run before.
Report("all anew", [.. Enumerable.Range(0, 3).Select(_ => Anew())]);
// The first keystrokes after a start are compiled in haste; an editor's process has seen hundreds.
_ = Edits("Unrelated.cs", "=> 0", i => $"=> {i}", 200);
Report("unrelated edit", Edits("Unrelated.cs", "=> 0", i => $"=> {i}", Math.Max(runs, 50)));
Report("block edit", Edits("ConvStage.cs", "padding: 1)\n", i => $"padding: 1{new string(' ', i)})\n", runs));
Report("variant edit", Edits("FasterVit.cs", "StemDim = 64", i => $"StemDim = {64 + (8 * i)}", runs));
return 0;

// A new compilation each time, as after a keystroke.
List<Cost> Edits(string file, string old, Func<int, string> text, int count)
{
    var original = project.SyntaxTrees.Single(t => Path.GetFileName(t.FilePath) == file);
    var source = original.GetText().ToString();
    if (!source.Contains(old, StringComparison.Ordinal)) throw new InvalidOperationException($"{file} has no \"{old}\" to edit");
    var tree = original;
    var times = new List<Cost>();
    for (var i = 1; i <= count; i++)
    {
        var edited = Parse(source.Replace(old, text(i), StringComparison.Ordinal), original.FilePath);
        project = project.ReplaceSyntaxTree(tree, edited);
        tree = edited;
        times.Add(Run());
    }
    project = project.ReplaceSyntaxTree(tree, original);
    _ = Run();
    return times;
}

// Every file parsed again and a driver that has seen none of them.
Cost Anew()
{
    var fresh = project.RemoveAllSyntaxTrees().AddSyntaxTrees(project.SyntaxTrees.Select(tree => Parse(tree.ToString(), tree.FilePath)));
    _ = fresh.GetDiagnostics();
    project = fresh;
    driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: options);
    return Run();
}

Cost Run()
{
    var (watch, processor, bytes) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
    driver = driver.RunGenerators(project);
    var result = driver.GetRunResult();
    if (result.Diagnostics.FirstOrDefault(d => d.Severity >= DiagnosticSeverity.Warning) is { } problem) throw new InvalidOperationException(problem.ToString());
    return new Cost(watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds, (GC.GetTotalAllocatedBytes() - bytes) / 1e6);
}

SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, options, path);

static void Report(string name, List<Cost> costs)
{
    var times = costs.Select(c => c.Elapsed).Order().ToList();
    var processor = costs.Select(c => c.Processor).Order().ElementAt(costs.Count / 2);
    var allocated = costs.Select(c => c.Allocated).Order().ElementAt(costs.Count / 2);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-15} median {times[times.Count / 2],8:F1} ms   (least {times[0]:F1}, most {times[^1]:F1}, {times.Count} runs; all cores {processor:F1} ms; {allocated:F1} MB allocated)"));
}

/// <summary>What one run costs: milliseconds from start to end and of all cores together, megabytes allocated.</summary>
internal sealed record Cost(double Elapsed, double Processor, double Allocated);
