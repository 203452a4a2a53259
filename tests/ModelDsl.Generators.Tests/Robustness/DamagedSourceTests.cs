using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.Generators.Tests.Mutations;
using Xunit.Abstractions;

namespace ModelDsl.Generators.Tests.Robustness;

/// <summary>Sources with tokens dropped, doubled and exchanged, and cut off anywhere, as they are while somebody types: the generator neither fails nor hangs.</summary>
public sealed class DamagedSourceTests(ITestOutputHelper output)
{
    // Some thousand in every run; MODELDSL_DAMAGED=20000 for more.
    private static readonly int s_count = int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_DAMAGED"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 2000;

    [Fact]
    public void No_damage_makes_the_generator_fail_or_hang()
    {
        var sources = Entry.All.Values.SelectMany(e => new[] { e.Right, Marked.Parse(e.Wrong).Text })
            .Concat(OperationSeeds.All.Select(s => s.Original).Select(m => m.Model + m.Family)).Where(s => s.Length > 0).ToArray();
        var random = new Random(20230606);
        var slowest = (Time: TimeSpan.Zero, Text: "");
        var compilation = Spec.Compile();
        var process = Process.GetCurrentProcess();
        for (var i = 0; i < s_count; i++)
        {
            var text = Damage(sources[i % sources.Length], random);
            process.Refresh();
            var before = process.TotalProcessorTime;
            var driver = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions)
                .RunGenerators(compilation.AddSyntaxTrees(Spec.Tree(text, "Net.cs")));
            process.Refresh();
            // Processor time, so that what else the machine does is left out; the generator works on one model at a time here.
            if (process.TotalProcessorTime - before > slowest.Time) slowest = (process.TotalProcessorTime - before, text);
            var result = driver.GetRunResult();
            Assert.True(result.Results[0].Exception is null, $"{result.Results[0].Exception}\n{text}");
            var own = result.Diagnostics.FirstOrDefault(d => d.Id == "MDSL9001");
            Assert.True(own is null, $"{own}\n{text}");
        }
        output.WriteLine($"{s_count} damaged sources, the slowest took {slowest.Time.TotalMilliseconds:F0} ms of processor time");
        Assert.True(slowest.Time < TimeSpan.FromSeconds(s_count > 2000 ? 2 : 4), $"{slowest.Time}: {slowest.Text}");
    }

    private static string Damage(string source, Random random)
    {
        var tokens = CSharpSyntaxTree.ParseText(source, Spec.ParseOptions).GetRoot().DescendantTokens().Select(t => t.ToFullString()).ToList();
        var times = random.Next(1, 4);
        for (var i = 0; i < times && tokens.Count > 2; i++)
        {
            var at = random.Next(tokens.Count);
            switch (random.Next(5))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[at]);
                    break;
                case 2:
                    var other = random.Next(tokens.Count);
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
                case 3:
                    tokens[at] = tokens[random.Next(tokens.Count)];
                    break;
                default:
                    var text = string.Concat(tokens);
                    return text[..random.Next(text.Length)];
            }
        }
        return string.Concat(tokens);
    }
}
