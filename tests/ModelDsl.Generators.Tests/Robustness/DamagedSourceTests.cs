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
        Run(sources, s_count, _ => Spec.Compile());
    }

    [Fact]
    public void No_damage_to_a_published_family_makes_the_generator_fail_or_hang()
    {
        var files = FamilySeeds.Sources.Select(t => t.ToString()).Where(t => !t.Contains("[Model(", StringComparison.Ordinal)).ToArray();
        var whole = Spec.Compile().AddSyntaxTrees(files.Select((text, i) => Spec.Tree(text, i + ".cs")).Append(Spec.Tree(
            """
            namespace ModelDsl.Models;

            [Model("faster_vit")]
            public partial class Network
            {
                static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0);
            }

            [Model("lvt")]
            public partial class LightNetwork
            {
                static Sym Define(Scope s) => Lvt.MeanClassifier(s, Lvt.Published);
            }
            """,
            "Networks.cs")));
        Assert.Empty(Generation.Generation.Driver().RunGenerators(whole).GetRunResult().Diagnostics);
        Run(files, s_count / 20, i => whole.RemoveSyntaxTrees(whole.SyntaxTrees.Single(t => t.FilePath == (i % files.Length) + ".cs")));
    }

    private void Run(string[] sources, int count, Func<int, Compilation> around)
    {
        var random = new Random(20230606);
        var (slowest, hungriest) = ((Cost: 0d, Text: ""), (Cost: 0d, Text: ""));
        // The runtime compiles the generator on its way through the whole ones, an endless loop among them: that is not the text's fault.
        for (var i = 0; i < Math.Min(sources.Length, count); i++) _ = Generate(around(i).AddSyntaxTrees(Spec.Tree(sources[i], "Net.cs")));
        for (var i = 0; i < count; i++)
        {
            var text = Damage(sources[i % sources.Length], random);
            var compilation = around(i).AddSyntaxTrees(Spec.Tree(text, "Net.cs"));
            var (time, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            var driver = Generate(compilation);
            // Processor time, so that what else the machine does is left out; the generator works on a model or two here.
            var (seconds, megabytes) = ((Environment.CpuUsage.TotalTime - time).TotalSeconds, (GC.GetTotalAllocatedBytes() - bytes) / 1e6);
            if (seconds > slowest.Cost) slowest = (seconds, text);
            if (megabytes > hungriest.Cost) hungriest = (megabytes, text);
            var result = driver.GetRunResult();
            Assert.True(result.Results[0].Exception is null, $"{result.Results[0].Exception}\n{text}");
            var own = result.Diagnostics.FirstOrDefault(d => d.Id == "MDSL9001");
            Assert.True(own is null, $"{own}\n{text}");
        }
        output.WriteLine(FormattableString.Invariant($"{count} damaged sources: the slowest took {slowest.Cost:F1} s of processor time, the hungriest allocated {hungriest.Cost:F0} MB"));
        Assert.True(slowest.Cost < (s_count > 2000 ? 2 : 4), $"{slowest}");
        Assert.True(hungriest.Cost < 1000, $"{hungriest}");
    }

    private static GeneratorDriver Generate(Compilation compilation) =>
        CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions).RunGenerators(compilation);

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
