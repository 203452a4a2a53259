using System.Text.RegularExpressions;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>What an editor shows over a generated member: which shapes go in and out.</summary>
public sealed partial class HoverTests
{
    private const string Model = """
        [Model("m", Description = "a net")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 16, 16).Conv2d(s / "stem", 8, kernel: 2, stride: 2);
                for (var i = 0; i < 2; i++) x = Block(s / "blocks" / i, x, wide: i == 1);
                return x.Mean(2, 3).Linear(s / "head", 10);
            }

            [Block]
            static Sym Block(Scope s, Sym x, bool wide) =>
                x + Attention(s / "attn", x.Rearrange("b c h w -> b (h w) c"), wide ? 4 : 2).Rearrange("b (h w) c -> b c h w", ("h", 8));

            [Block]
            static Sym Attention(Scope s, Sym x, int ratio) => x.Linear(s / "fc1", ratio * x.Features).Gelu().Linear(s / "fc2", x.Features) * s.Parameter("scale", [8], Init.Ones);
        }
        """;

    [Theory]
    [InlineData("<c>stem</c>: weight [8, 3, 2, 2], bias [8]; [N, 3, 16, 16] → [N, 8, 8, 8]")]
    [InlineData("<c>blocks</c>: 2 modules; [N, 8, 8, 8] → the same")]
    [InlineData("<c>attn</c>: [N, 64, 8] → the same")]
    [InlineData("<c>fc1</c>: weight [8·ratio, 8], bias [8·ratio]; [N, 64, 8] → [N, 64, 8·ratio]")]
    [InlineData("<c>scale</c>: [8]")]
    [InlineData("<c>head</c>: weight [10, 8], bias [10]; [N, 8] → [N, 10]")]
    public void A_member_says_its_shapes(string summary) =>
        Assert.Contains("/// <summary>" + summary + "</summary>", Text(Generation.Generate(Model)), StringComparison.Ordinal);

    [Fact]
    public void No_member_of_a_large_model_is_without_a_shape()
    {
        // With the sources of the family, whose compiled assembly has its blocks already.
        var text = string.Concat(Generation.Driver().RunGenerators(FamilyTests.Compile()).GetRunResult().GeneratedTrees.Select(t => t.ToString()));
        var groups = GroupClass().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();
        // What goes into the modules of a group is not the group's to say: their own forward does.
        var outside = string.Concat(text.Split("public sealed class ").Where(part => !groups.Contains(part.Split(' ')[0])));
        var properties = Property().Matches(outside).Where(m => !groups.Contains(m.Groups[2].Value.Split('.', '<')[^1].TrimEnd('>'))).ToList();
        Assert.True(properties.Count > 50, $"{properties.Count} properties");
        Assert.Equal([], properties.Where(m => !m.Groups[1].Value.Contains('[', StringComparison.Ordinal)).Select(m => m.Value));
    }

    [Fact]
    public void The_shape_trail_is_the_summary_of_a_model_that_has_none_of_its_own()
    {
        Assert.Contains("/// <summary>m: a net</summary>\n/// <remarks>image [N, 3, 16, 16] → stem [N, 8, 8, 8] → ", Generation.Generate(Model)["M.g.cs"], StringComparison.Ordinal);
        var own = Generation.Generate("/// <summary>Mine.</summary>\n" + Model)["M.g.cs"];
        Assert.Contains("/// <remarks>image [N, 3, 16, 16] → ", own, StringComparison.Ordinal);
        Assert.DoesNotContain("a net\n", own, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FasterVit.B0", "<param name=\"Stage1\">[N, 64, 56, 56]</param>", "<param name=\"Stage4\">[N, 512, 7, 7]</param>")]
    [InlineData("FasterVit.AnySize(FasterVit.B0)", "<param name=\"Stage1\">[N, 64, ", "<param name=\"Stage4\">[N, 512, ")]
    public void The_outputs_of_a_backbone_say_their_shapes(string config, string first, string last)
    {
        var text = Generation.Generate($"using ModelDsl.Models; [Model(\"m\")] public partial class M {{ static Features Define(Scope s) => FasterVit.Backbone(s, {config}); }}")["M.g.cs"];
        Assert.Contains("/// " + first, text, StringComparison.Ordinal);
        Assert.Contains("/// " + last, text, StringComparison.Ordinal);
        Assert.Contains("public sealed record Outputs(", text, StringComparison.Ordinal);
    }

    private static string Text(IReadOnlyDictionary<string, string> files) => string.Concat(files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value));

    [GeneratedRegex(@"/// <summary>(.*)</summary>\n +public (\S+) \w+ \{ get; \}")]
    private static partial Regex Property();

    [GeneratedRegex(@"public sealed class (\w+) : ModuleGroup")]
    private static partial Regex GroupClass();
}
