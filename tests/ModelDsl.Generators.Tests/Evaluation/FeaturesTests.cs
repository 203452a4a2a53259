namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Several maps, of which one is taken by its name or position.</summary>
public sealed class FeaturesTests
{
    [Theory]
    [InlineData("levels[\"p4\"]", 16)]
    [InlineData("levels[0]", 8)]
    [InlineData("levels[^1]", 16)]
    [InlineData("levels[levels.Count - 2]", 8)]
    public void A_map_is_found_by_name_and_by_position(string map, int channels)
    {
        var compilation = Spec.Compile("Spec", [Network(map)]);
        var evaluation = Spec.Evaluate(compilation);
        Assert.Equal([], evaluation.Diagnostics.Select(Spec.Describe));
        Assert.Equal($"[N, {channels}, 4, 4]", Assert.Single(evaluation.Results).Value.Shape.ToString());
        Assert.Equal(Spec.Run(compilation, "M").Nodes, evaluation.Graph.Nodes.Select(n => n.ToString()));
    }

    [Theory]
    [InlineData("levels[{|#0:\"p5\"|}]", "no map is called \"p5\"; there are p3, p4", "")]
    [InlineData("levels[{|#0:2|}]", "no map is at position 2; there are p3, p4", "1")]
    [InlineData("levels[^{|#0:3|}]", "no map is at position -1; there are p3, p4", "2 1")]
    public void A_map_that_is_not_there_is_said_on_its_name_or_position(string map, string text, string better)
    {
        var diagnostic = Assert.Single(Expect.Diagnostics([Network(map)], "MDSL2004@0+?'" + map.Replace("{|#0:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal) + "'"));
        Assert.Contains(text, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(better, string.Join(" ", diagnostic.Fixes.Select(f => f.Text)));
    }

    private static string Network(string map) => $$"""
        [Model("m")]
        partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 3, 4, 4);
                var levels = new Features(("p3", x.Conv2d(s / "p3", 8, kernel: 1)), ("p4", x.Conv2d(s / "p4", 16, kernel: 1)));
                return {{map}};
            }
        }
        """;
}
