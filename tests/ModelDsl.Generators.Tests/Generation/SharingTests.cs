namespace ModelDsl.Generators.Tests.Generation;

/// <summary>Which modules share a class, and what its constructor takes.</summary>
public sealed class SharingTests
{
    private const string Mlp = """
        static class Parts
        {
            [Block]
            public static Sym Mlp(Scope s, Sym x, int ratio) => x.Linear(s / "fc1", ratio * x.Features).Gelu().Linear(s / "fc2", x.Features);

            [Block]
            public static Sym Attention(Scope s, Sym x, int heads)
            {
                var q = x.Linear(s / "q", x.Features).Rearrange("b n (h d) -> b h n d", ("h", heads));
                var logits = q.MatMul(q.Rearrange("b h n d -> b h d n")) * Math.Pow((int)x.Features / heads, -0.5);
                return logits.Softmax().MatMul(q).Rearrange("b h n d -> b n (h d)");
            }

            [Block]
            public static Sym Grouped(Scope s, Sym x, int[] groups) =>
                x.Rearrange("b n (g d) -> b g n d", ("g", groups[0])).Softmax().Rearrange("b g n d -> b n (g d)").Linear(s / "fc", 6);

            [Block]
            public static Sym Biased(Scope s, Sym x, int[] heads)
            {
                var bias = Table(s / "bias", heads[0]);
                return (x.Rearrange("b n (h d) -> b h n d", ("h", heads[0])) + bias).Rearrange("b h n d -> b n (h d)");
            }

            [Block]
            public static Sym Table(Scope s, int heads) => s.Parameter("table", [heads, 5, 1], Init.Zeros);

            [Block]
            public static Sym Mixed(Scope s, Sym x, bool isDeep = false, bool tokens = false)
            {
                x = x.Linear(s / "fc", x.Features);
                if (isDeep) x = x.Linear(s / "more", x.Features);
                return tokens ? x + s.Parameter("tokens", [x.Features], Init.Zeros) : x;
            }

            [Block]
            public static Sym Scaled(Scope s, Sym x, double? gamma)
            {
                x = x.Linear(s / "fc", x.Features);
                return gamma is { } start ? x * s.Parameter("gamma", [x.Features], Init.Constant(start)) : x;
            }
        }
        """;

    [Fact]
    public void Numbers_become_parameters_that_are_called_after_arguments_and_axes_and_what_follows_from_them_is_an_expression()
    {
        var blocks = Blocks("Parts.Mlp(s / \"m\", x, 4)", "Parts.Mlp(s / \"m\", Parts.Mlp(s / \"first\", x, 4).Linear(s / \"wider\", 48), 3)");
        Assert.Contains("public Mlp(long ratio, long channels, Initialization initialization)", blocks, StringComparison.Ordinal);
        Assert.Contains("NewLayer.Linear(channels, channels * ratio, ", blocks, StringComparison.Ordinal);
        Assert.Contains("/// <summary><c>fc1</c>: weight [channels·ratio, channels], bias [channels·ratio]; [N, 5, channels] → [N, 5, channels·ratio]</summary>", blocks, StringComparison.Ordinal);
        Assert.Equal(1, Count(blocks, "sealed class"));
    }

    [Fact]
    public void What_all_have_in_common_stays_a_number()
    {
        var blocks = Blocks("Parts.Mlp(s / \"m\", x, 4)", "Parts.Mlp(s / \"m\", x, 4)");
        Assert.Contains("public Mlp(Initialization initialization)", blocks, StringComparison.Ordinal);
        Assert.Contains("NewLayer.Linear(24, 96, ", blocks, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scale_of_attention_is_worked_out_by_the_constructor()
    {
        var blocks = Blocks("Parts.Attention(s / \"a\", x, 3)", "Parts.Attention(s / \"a\", x.Linear(s / \"wider\", 64), 4)");
        Assert.Contains("public Attention(long heads, long channels, Initialization initialization)", blocks, StringComparison.Ordinal);
        Assert.Contains("var scale = Math.Pow(channels / heads, -0.5);", blocks, StringComparison.Ordinal);
        Assert.Contains("_scale = Scalars.Of(scale);", blocks, StringComparison.Ordinal);
        Assert.Contains("matmul.mul(_scale)", blocks, StringComparison.Ordinal);
        Assert.Contains("view: [-1, 5, _heads, _channels / _heads]", blocks, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_structure_is_another_class_that_is_called_after_what_it_has_more()
    {
        var blocks = Blocks("Parts.Scaled(s / \"a\", x, null)", "Parts.Scaled(s / \"a\", x, 1e-5)", "Parts.Scaled(s / \"a\", x, 1e-6)");
        Assert.Contains("sealed class Scaled :", blocks, StringComparison.Ordinal);
        Assert.Contains("public ScaledWithGamma(double start, Initialization initialization)", blocks, StringComparison.Ordinal);
        Assert.Contains("Init.Constant(start)", blocks, StringComparison.Ordinal);
        Assert.Equal(2, Count(blocks, "sealed class"));
    }

    [Fact]
    public void A_name_leaves_out_what_goes_without_saying()
    {
        // Whatever has tokens is deep.
        var blocks = Blocks("Parts.Mixed(s / \"a\", x)", "Parts.Mixed(s / \"a\", x, isDeep: true)", "Parts.Mixed(s / \"a\", x, isDeep: true, tokens: true)");
        foreach (var name in new[] { "Mixed", "MixedWithDeep", "MixedWithTokens" }) Assert.Contains($"sealed class {name} :", blocks, StringComparison.Ordinal);
        blocks = Blocks("Parts.Mixed(s / \"a\", x)", "Parts.Mixed(s / \"a\", x, tokens: true)", "Parts.Mixed(s / \"a\", x, isDeep: true)", "Parts.Mixed(s / \"a\", x, isDeep: true, tokens: true)");
        foreach (var name in new[] { "Mixed", "MixedWithTokens", "MixedWithDeep", "MixedWithTokensDeep" }) Assert.Contains($"sealed class {name} :", blocks, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_without_a_name_has_that_of_a_pattern_or_of_the_block_that_gets_it()
    {
        var blocks = Blocks("Parts.Grouped(s / \"a\", x, [2])", "Parts.Grouped(s / \"a\", x, [3])", "Parts.Grouped(s / \"a\", x, [8])");
        Assert.Contains("public Grouped(long g, long channels, Initialization initialization)", blocks, StringComparison.Ordinal);
        Assert.Contains("view: [-1, 5, _g, _channels]", blocks, StringComparison.Ordinal);
        blocks = Blocks("Parts.Biased(s / \"a\", x, [2])", "Parts.Biased(s / \"a\", x, [3])", "Parts.Biased(s / \"a\", x, [8])");
        Assert.Contains("public Biased(long heads, long channels, Initialization initialization)", blocks, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in")]
    [InlineData("i")]
    [InlineData("x")]
    [InlineData("rate")]
    [InlineData("torch")]
    [InlineData("initialization")]
    [InlineData("training")]
    public void A_pattern_may_use_any_letters_and_words(string name) => Generation.Generate(Source(
        Mlp.Replace("b n (g d) -> b g n d", $"b n ({name} d) -> b {name} n d", StringComparison.Ordinal).Replace("(\"g\", groups[0])", $"(\"{name}\", groups[0])", StringComparison.Ordinal),
        "Parts.Grouped(s / \"a\", x, [2])", "Parts.Grouped(s / \"a\", x, [3])", "Parts.Grouped(s / \"a\", x, [8])"));

    [Fact]
    public void Blocks_that_repeat_are_made_and_called_in_a_loop()
    {
        var text = Generate(Mlp, "x.Linear(s / \"first\", 24)", "Repeated(s, x, 3)", "Repeated(s, x, 5)").Values.First(t => t.Contains("class M1", StringComparison.Ordinal));
        Assert.Contains("Mlps = new ModuleArray<PartsBlocks.Mlp>(\"mlps\", 3, _ => new PartsBlocks.Mlp(initialization))", text, StringComparison.Ordinal);
        Assert.Contains("var mlp = Mlps[0].call(x);", text, StringComparison.Ordinal);
        Assert.Contains("for (var i = 1; i < Mlps.Count; i++)", text, StringComparison.Ordinal);
        Assert.Contains("mlp = nextMlp;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_of_blocks_gives_way_to_a_type_of_its_name()
    {
        var files = Generate(Mlp + "\npublic static class PartsBlocks;", "Parts.Mlp(s / \"m\", x, 4)");
        Assert.Contains("PartsBlockClasses.g.cs", files.Keys);
    }

    [Fact]
    public void A_model_with_errors_leaves_the_classes_of_the_others_as_they_are()
    {
        var right = Blocks("Parts.Mlp(s / \"m\", x, 4)");
        var driver = Generation.Driver().RunGenerators(Generation.Project(Source(Mlp, "Parts.Mlp(s / \"m\", x, 4)", "Parts.Attention(s / \"a\", x, 5)")));
        var file = driver.GetRunResult().Results.Single().GeneratedSources.Single(s => s.HintName == "PartsBlocks.g.cs").SourceText.ToString();
        Assert.Contains(right[right.IndexOf("public sealed class Mlp", StringComparison.Ordinal)..], file, StringComparison.Ordinal);
    }

    /// <summary>Windows of another side are another number of windows, which the block among them cannot see and its own caller has to work out.</summary>
    [Fact]
    public void A_size_that_follows_from_a_parameter_is_handed_on_and_ends_at_the_image()
    {
        var files = Generation.Generate("""
            static class Windows
            {
                [Block]
                public static Sym Level(Scope s, Sym x, int window)
                {
                    var (height, width) = (x.Height, x.Width);
                    x = x.Pad(left: 0, right: Dim.CeilDivide(width, window) * window - width, top: 0, bottom: Dim.CeilDivide(height, window) * window - height);
                    var (rows, columns) = (x.Height / window, x.Width / window);
                    x = x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", window), ("q", window));
                    x = Among(s / "among", x, rows, columns, window);
                    x = x.Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", rows), ("w", columns), ("p", window));
                    return x.Slice(2, 0, height).Slice(3, 0, width);
                }

                [Block]
                static Sym Among(Scope s, Sym x, Dim rows, Dim columns, int window) => x.Rearrange("(b h w) n c -> b (h w n) c", ("h", rows), ("w", columns))
                    .Linear(s / "fc", x.Features).Rearrange("b (h w n) c -> (b h w) n c", ("h", rows), ("n", window * window));
            }
            """ + string.Concat(new[] { 7, 4, 5 }.Select(window => $$"""

            [Model("m{{window}}")]
            public partial class M{{window}}
            {
                static Sym Define(Scope s) => Windows.Level(s / "level",
                    s.Input("image", Dim.Batch, 3, Dim.Symbol("H", minimum: 64, reference: 2240), Dim.Symbol("W", minimum: 64, reference: 2240)).Conv2d(s / "stem", 8, kernel: 3, stride: 16, padding: 1), {{window}});
            }
            """)));
        foreach (var window in new[] { 7, 4, 5 }) Assert.Matches("""override Tensor forward\(\[TensorShape\("N", "3", "H", "W"[^)]*\)\] Tensor image\)""", files[$"M{window}.g.cs"]);
        Assert.Contains("forward([TensorShape(\"N\", \"8\", \"((H + 15) / 16)\", \"((W + 15) / 16)\")] Tensor x)", files["WindowsBlocks.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>Such a block has no tensor to be called with, and nothing of TorchSharp's to be called by.</summary>
    [Fact]
    public void A_block_that_reads_only_the_size_of_its_input_is_called_with_the_size()
    {
        var files = Generation.Generate("""
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 8, Dim.Symbol("H", minimum: 4, reference: 16), 16);
                    return x + Ramp(s / "ramp", x) + Weighed(s / "weighed", x);
                }

                [Block]
                static Sym Ramp(Scope s, Sym x) => s.Arange(0, x.Height).Rearrange("h -> 1 1 h 1");

                [Block]
                static Sym Weighed(Scope s, Sym x) => s.Arange(0, x.Height).Rearrange("h -> h 1").Linear(s / "fc", 8).Rearrange("h c -> 1 c h 1");
            }
            """);
        Assert.Contains("WeighedModule.forward(h)", files["Net.g.cs"], StringComparison.Ordinal);
    }

    private static string Blocks(params string[] models) => Generate(Mlp, models)["PartsBlocks.g.cs"];

    private static IReadOnlyDictionary<string, string> Generate(string parts, params string[] models) => Generation.Generate(Source(parts, models));

    private static string Source(string parts, params string[] models) => "using System;\n" + parts + string.Concat(models.Select((model, i) => $$"""

        [Model("m{{i}}")]
        public partial class M{{i}}
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 5, 24);
                return {{model}};
            }

            static Sym Repeated(Scope s, Sym x, int depth)
            {
                for (var i = 0; i < depth; i++) x = Parts.Mlp(s / "mlps" / i, x, 2);
                return x;
            }
        }
        """));

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
