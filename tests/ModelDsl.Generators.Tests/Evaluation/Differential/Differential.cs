using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Runs random programs twice: by the evaluator, and by .NET. Many are compiled into one assembly.</summary>
internal static class Differential
{
    private const int ProgramsOfAssembly = 500;

    /// <summary>What came of it.</summary>
    /// <param name="Programs">How many ran.</param>
    /// <param name="Thrown">How many of them ended in an exception, which has to be a message of the evaluator.</param>
    /// <param name="Differences">The programs for which the two are not of one mind, with both results.</param>
    public sealed record Report(int Programs, int Thrown, IReadOnlyList<string> Differences);

    public static Report Run(int seed, int count)
    {
        var (programs, thrown, differences) = (0, 0, new List<string>());
        for (var first = 0; programs < count; first += ProgramsOfAssembly)
        {
            var texts = Enumerable.Range(first, Math.Min(ProgramsOfAssembly, count - programs)).Select(i => new RandomProgram(unchecked((seed * 1_000_003) + i)).Write()).ToArray();
            var outcomes = RunAll(texts);
            programs += outcomes.Count;
            thrown += outcomes.Count(o => o.Real is null);
            differences.AddRange(outcomes.Where(o => o.Difference is not null).Select(o => o.Difference!));
        }
        return new Report(programs, thrown, differences);
    }

    private static List<Outcome> RunAll(string[] texts)
    {
        var compilation = Spec.Compile([ProgramTypes.Text, .. texts.Select(Source)]);
        // What may be null changes no value, and finding it out takes half of the time.
        compilation = compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        if (!result.Success)
        {
            // A constant that overflows is the compiler's to refuse, and random programs hold some.
            var wrong = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Location.SourceTree!).ToHashSet();
            if (wrong.Count > texts.Length / 20) throw new InvalidOperationException($"{wrong.Count} programs do not compile: {result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}");
            compilation = compilation.RemoveSyntaxTrees(wrong);
            stream.SetLength(0);
            compilation.Emit(stream);
        }
        var kept = Enumerable.Range(0, texts.Length).Where(i => compilation.SyntaxTrees.Any(t => t.FilePath == $"File{i + 1}.cs")).ToList();
        var real = Execute(stream, kept);
        return [.. kept.AsParallel().AsOrdered().Select(i => Compare(compilation, i, texts[i], real[i]))];
    }

    private static string Source(string text, int number) => $$"""
        [Model("m")]
        public partial class M{{number}}
        {
            static Sym Define(Scope s) => s.Input("x", Dim.Batch, 1).Tap(Run());

            public static string Run()
            {
        {{text}}
            }
        }
        """;

    private static Dictionary<int, string?> Execute(MemoryStream stream, List<int> numbers)
    {
        stream.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        context.Resolving += (_, name) => name.Name == "ModelDsl" ? context.LoadFromAssemblyPath(References.VocabularyPath) : null;
        var assembly = context.LoadFromStream(stream);
        var results = numbers.ToDictionary(i => i, i => Invoke(assembly, i));
        context.Unload();
        return results;
    }

    private static string? Invoke(Assembly assembly, int number)
    {
        try
        {
            return (string)assembly.GetType($"M{number}")!.GetMethod("Run")!.Invoke(null, null)!;
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    private static Outcome Compare(Compilation compilation, int number, string text, string? real)
    {
        var evaluation = Spec.Evaluate(compilation, $"M{number}");
        var evaluated = evaluation.Diagnostics.Count == 0 ? evaluation.Graph.Taps.Single().Name : null;
        var message = string.Join(" | ", evaluation.Diagnostics.Select(Spec.Describe));
        // What throws in .NET is a message here, and not one on a construct that is not known. The evaluation continues behind it.
        var isSame = real is null ? evaluation.Diagnostics.Count > 0 && evaluation.Diagnostics.All(d => d.Descriptor.Id == "MDSL2004") : evaluated == real;
        return new Outcome(real, isSame ? null : $"{text}\n.NET:      {real ?? "an exception"}\nevaluator: {evaluated ?? message}");
    }

    private sealed record Outcome(string? Real, string? Difference);
}
