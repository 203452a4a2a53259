using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;
using Xunit.Abstractions;

namespace ModelDsl.Generators.Tests.UseSites;

/// <summary>Code as it is while somebody types, and long code.</summary>
[Collection(nameof(Alone))]
public sealed class UseSiteRobustnessTests(ITestOutputHelper output)
{
    private static readonly int s_count = int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_DAMAGED"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 400;

    [Fact]
    public void Damaged_code_makes_the_analyzer_neither_fail_nor_hang()
    {
        var sources = WrongUseTests.Statements().ToArray();
        var random = new Random(20240211);
        for (var i = 0; i < s_count; i++)
        {
            var (a, b) = (sources[random.Next(sources.Length)], sources[random.Next(sources.Length)]);
            // Uses.In fails where the analyzer throws.
            Uses.In(Damage(a, random) + "\n" + Damage(b, random));
        }
    }

    [Fact]
    public void Code_that_is_cut_off_anywhere_makes_the_analyzer_not_fail()
    {
        const string text = "var x = flag ? zeros(1, 3, 256, 256) : cat(new List<Tensor> { image, image }, 1); foreach (var y in list) { x += y[0]; } net.call(x.reshape(1, -1));";
        for (var length = 0; length < text.Length; length += 3) Uses.In(text[..length]);
    }

    [Theory]
    [InlineData("net.call(zeros(long.MaxValue, long.MinValue, 1).reshape(-1, long.MaxValue));")]
    [InlineData("var a = long.MinValue; var b = -1L; net.call(zeros(a * b, a / b, a % b, -a));")]
    [InlineData("net.call(arange(long.MinValue, long.MaxValue, long.MaxValue).reshape(1, -1));")]
    [InlineData("net.call(zeros(1, 2).permute(0, 0).transpose(5, -7).narrow(9, 0, -4).select(-3, 0).unsqueeze(9));")]
    public void Numbers_without_sense_make_the_analyzer_not_fail(string statements) => Uses.In(statements);

    [Fact]
    public void An_expression_of_thousands_of_parts_makes_the_analyzer_not_fail() =>
        Uses.In("net.call(image" + string.Concat(Enumerable.Repeat(" + image", 3000)) + ");");

    [Fact]
    public void A_method_of_some_hundred_statements_costs_little()
    {
        var statements = string.Join("\n", Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""
            var a{{i}} = zeros(1, 3, 224, 224 + n);
            if (flag) { a{{i}} = a{{i}}.relu() + {{i}}; } else { a{{i}} = zeros(1, 3, 224, 224); }
            for (var k = 0; k < 3; k++) a{{i}} = a{{i}} * 2;
            net.call(a{{i}});
            """)));
        Uses.In("net.call(image);");
        var compilation = Uses.Compile(Uses.Wrap(statements));
        for (var run = 0; run < 3; run++)
        {
            Assert.Empty(Uses.Analyze(compilation, out var time));
            output.WriteLine($"400 statements, 100 branches and 100 loops: {time.TotalMilliseconds:F0} ms in the analyzer");
            Assert.True(time < TimeSpan.FromSeconds(5), time.ToString());
        }
    }

    private static string Damage(string source, Random random)
    {
        var tokens = CSharpSyntaxTree.ParseText(source, Spec.ParseOptions).GetRoot().DescendantTokens().Select(t => t.ToFullString()).ToList();
        for (var times = random.Next(1, 4); times > 0 && tokens.Count > 2; times--)
        {
            var at = random.Next(tokens.Count);
            switch (random.Next(4))
            {
                case 0: tokens.RemoveAt(at); break;
                case 1: tokens.Insert(at, tokens[random.Next(tokens.Count)]); break;
                case 2: tokens[at] = tokens[random.Next(tokens.Count)]; break;
                default: tokens.RemoveRange(at, tokens.Count - at); break;
            }
        }
        return string.Concat(tokens);
    }
}
