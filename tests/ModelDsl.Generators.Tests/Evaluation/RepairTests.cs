using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>
/// Mistakes in networks that are written by hand. The message lies where the smallest change mends it, that change is the
/// first that is offered, and with it nothing is left to say.
/// </summary>
public class RepairTests
{
    /// <param name="source">A model <c>M</c>; the mark is where the message belongs.</param>
    /// <param name="written">What the first change writes.</param>
    private static DiagnosticInfo Check(string source, string written)
    {
        var marked = Marked.Parse(source);
        var compilation = Spec.Compile(marked.Text);
        Spec.AssertCompiles(compilation);
        var info = Assert.Single(Spec.Evaluate(compilation).Diagnostics);
        Assert.Equal(marked.Text.Substring(marked.Places[0].Start, marked.Places[0].Length), marked.Text.Substring(info.Where!.Value.Span.Start, info.Where.Value.Span.Length));
        Assert.Equal(marked.Places[0].Start, info.Where.Value.Span.Start);
        Assert.NotEmpty(info.Fixes);
        Assert.Equal(written, info.Fixes[0].Text);
        foreach (var fix in info.Fixes)
        {
            var mended = marked.Text.Remove(fix.Where.Span.Start, fix.Where.Span.Length).Insert(fix.Where.Span.Start, fix.Text);
            var after = Spec.Compile(mended);
            Spec.AssertCompiles(after);
            Assert.Equal([], Spec.Evaluate(after).Diagnostics.Select(d => fix.Title + ": " + Spec.Describe(d)));
        }
        return info;
    }

    private static string Model(string body) => $$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var y = x.{|#0:Conv2d|}(s / \"b\", 24, kernel: 5).Relu();", ", padding: 2")]
    [InlineData("var y = x.Conv2d(s / \"b\", 24, kernel: 5, padding: {|#0:1|}).Relu();", "2")]
    [InlineData("var y = x.Conv2d(s / \"b\", 24, kernel: 3, stride: {|#0:2|}, padding: 1);", "1")]
    [InlineData("var y = x.Conv2d(s / \"b\", 24, kernel: {|#0:4|}, padding: 1);", "3")]
    [InlineData("var y = x.Conv2d(s / \"b\", {|#0:48|}, kernel: 1);", "24")]
    [InlineData("var y = x.Conv2d(s / \"b\", {|#0:2 * x.Channels|}, kernel: 1);", "x.Channels")]
    [InlineData("var y = x.{|#0:AveragePool2d|}(3, stride: 1);", ", padding: 1")]
    public void A_branch_that_does_not_come_back_to_the_shape_of_its_input(string branch, string written) => Check(
        Model($$"""
            var x = s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "a", 24, kernel: 3, padding: 1);
                    {{branch}}
                    return (x + y).Mean(2, 3).Linear(s / "head", 10);
            """),
        written);

    [Fact]
    public void A_shortcut_without_the_stride_of_its_branch() => Check(
        """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "a", 24, kernel: 3, padding: 1);
                x = Block(s / "b1", x, 24, 1);
                return Block(s / "b2", x, 48, 2).Mean(2, 3);
            }

            [Block]
            static Sym Block(Scope s, Sym x, int width, int stride)
            {
                var y = x.Conv2d(s / "c1", width, kernel: 3, stride: stride, padding: 1).Relu();
                if (stride > 1) x = x.{|#0:Conv2d|}(s / "down", width, kernel: 1);
                return x + y;
            }
        }
        """,
        ", stride: stride");

    [Theory]
    [InlineData("q.MatMul({|#0:k|}).Softmax().MatMul(v)", ".Rearrange(\"b h t d -> b h d t\")")]
    [InlineData("{|#0:v|}.MatMul(q.MatMul(k.Rearrange(\"b h t d -> b h d t\")).Softmax())", "q.MatMul(k.Rearrange(\"b h t d -> b h d t\")).Softmax().MatMul(v)")]
    [InlineData("q.MatMul(k.Rearrange({|#0:\"b h t d -> b t h d\"|})).Softmax().MatMul(v)", "\"b h t d -> b h d t\"")]
    public void Attention_with_its_factors_the_wrong_way_round(string product, string written) => Check(
        Model($$"""
            var x = s.Input("tokens", Dim.Batch, 30, 48);
                    Sym Split(string name) => x.Linear(s / name, 48).Rearrange("b t (h d) -> b h t d", ("h", 3));
                    var (q, k, v) = (Split("q"), Split("k"), Split("v"));
                    return {{product}}.Rearrange("b h t d -> b t (h d)").Linear(s / "out", 48);
            """),
        written);

    [Theory]
    [InlineData("{|#0:token|}.Concat(x, axis: 1)", "[1, 50, 64]", ".Rearrange(\"1 n c -> b n c\", (\"b\", Dim.Batch))")]
    [InlineData("token.Rearrange(\"1 1 c -> b 1 c\", (\"b\", Dim.Batch)).Concat(x, axis: 1)", "[1, {|#0:7 * 7|}, 64]", "7 * 7 + 1")]
    [InlineData("token.Rearrange(\"1 1 c -> b 1 c\", (\"b\", Dim.Batch)).Concat(x, axis: {|#0:2|})", "[1, 50, 64]", "1")]
    public void A_class_token_and_the_table_of_positions(string joined, string table, string written) => Check(
        Model($$"""
            var x = s.Input("image", Dim.Batch, 3, 112, 112).Conv2d(s / "patch", 64, kernel: 16, stride: 16).Rearrange("b c h w -> b (h w) c");
                    var token = s.Parameter("token", [1, 1, 64], Init.Zeros);
                    x = {{joined}};
                    return x + s.Parameter("positions", {{table}}, Init.Normal(0.02));
            """),
        written);

    [Theory]
    [InlineData("return x + s.Arange(0, 65).ToInt64().Embedding(s / \"pos\", {|#0:64|}, 32);", "65")]
    [InlineData("return x + (s.Arange(0, 65) + 2).ToInt64().Embedding(s / \"pos\", {|#0:66|}, 32);", "67")]
    [InlineData("return x + s.Parameter(\"pos\", [{|#0:64|}, 32], Init.Zeros).TakeRows(s.Arange(0, 65).ToInt64());", "65")]
    public void A_table_with_a_row_too_few(string body, string written) => Check(Model("var x = s.Input(\"x\", Dim.Batch, 65, 32); " + body), written);

    [Fact]
    public void An_index_that_is_counted_from_the_end() => Check(
        Model("""
            var x = s.Input("x", Dim.Batch, 3, 32, 32);
                    int[] widths = [16, 32];
                    for (var i = 0; i < 2; i++) x = x.Conv2d(s / i, widths[{|#0:^3|}], kernel: 3);
                    return x;
            """),
        "^2");

    [Theory]
    [InlineData("MaxPool2d(2)")]
    [InlineData("Conv2d(s / \"down\", 16, kernel: 2, stride: 2)")]
    public void A_decoder_that_is_one_pixel_short(string down) => Check(
        Model($$"""
            var x = s.Input("x", Dim.Batch, 3, 35, 35).Conv2d(s / "a", 16, kernel: 3, padding: 1);
                    return x + x.{{down}}.{|#0:ConvTranspose2d|}(s / "up", 16, kernel: 2, stride: 2);
            """),
        ", outputPadding: 1");

    [Fact]
    public void Groups_of_a_depthwise_convolution_that_a_table_gives() => Check(
        """
        [Model("m")]
        public partial class M
        {
            private static readonly (int Width, int Groups)[] s_table = [(24, 24), (40, 32), (80, 48), (96, 64)];

            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 24, 64, 64);
                for (var i = 0; i < s_table.Length; i++)
                {
                    x = x.Conv2d(s / "dw" / i, x.Channels, kernel: 3, padding: 1, groups: {|#0:s_table[i].Groups|}).Relu();
                    x = x.Conv2d(s / "pw" / i, s_table[i].Width, kernel: 1);
                }
                return x;
            }
        }
        """,
        "x.Channels");

    [Fact]
    public void An_axis_whose_size_is_given_under_another_name() => Check(
        Model("return s.Input(\"x\", Dim.Batch, 49, 96).Rearrange(\"b n (heads c) -> b heads n c\", ({|#0:\"head\"|}, 3));"),
        "\"heads\"");

    [Fact]
    public void Two_arguments_that_changed_places() => Check(
        """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var a = s.Input("image", Dim.Batch, 3, 64, 64).Conv2d(s / "a", 16, kernel: 3, padding: 1);
                var b = a.Conv2d(s / "b", 16, kernel: 3, stride: 2, padding: 1);
                var x = b.Conv2d(s / "c", 16, kernel: 3, stride: 2, padding: 1);
                x = Up(s / "up2", x, b);
                return a + Up(s / "up1", {|#0:a|}, x);
            }

            [Block]
            static Sym Up(Scope s, Sym small, Sym skip) => small.ResizeNearest(skip.Height, skip.Width).Conv2d(s / "conv", 16, kernel: 1) + skip;
        }
        """,
        "x, a");

    [Fact]
    public void A_result_that_is_thrown_away() => Check(
        Model("""
            var x = s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "a", 24, kernel: 3, padding: 1);
                    var y = x.Rearrange("b c h w -> b h w c").LayerNorm(s / "norm");
                    {|#0:y.Rearrange("b h w c -> b c h w");|}
                    return x + y;
            """),
        "y = ");

    [Theory]
    [InlineData("var weights = x.Mean(2, 3).Linear(s / \"gate\", 24).Sigmoid();", "x * {|#0:weights|}", ".Rearrange(\"b c -> b c 1 1\")")]
    [InlineData("var weights = x.Mean({|#0:1|}).Rearrange(\"b c -> b c 1 1\");", "x * weights", "2, 3")]
    [InlineData("var weights = x.Mean(1).Rearrange({|#0:\"b h w -> b h w 1\"|});", "x * weights", "\"b h w -> b 1 h w\"")]
    public void Weights_of_channels_or_places(string made, string used, string written) => Check(
        Model($$"""
            var x = s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "a", 24, kernel: 3, padding: 1);
                    {{made}}
                    return {{used}};
            """),
        written);

    [Fact]
    public void A_map_that_is_joined_with_a_larger_one() => Check(
        Model("""
            var x = s.Input("image", Dim.Batch, 3, 64, 64).Conv2d(s / "a", 24, kernel: 3, padding: 1);
                    var y = x.Conv2d(s / "b", 24, kernel: 2, stride: 2).Conv2d(s / "c", 48, kernel: 2, stride: 2);
                    return x.Concat({|#0:y|}, axis: 1).Conv2d(s / "d", 10, kernel: 1);
            """),
        ".ResizeNearest(x.Height, x.Width)");

    [Fact]
    public void An_image_that_is_too_small() => Check(
        Model("""
            var x = s.Input("image", Dim.Batch, 3, {|#0:12|}, 12);
                    for (var i = 0; i < 4; i++) x = x.Conv2d(s / "conv" / i, 24, kernel: 3, padding: 1).MaxPool2d(2);
                    return x.Mean(2, 3);
            """),
        "24, 24");

    [Theory]
    [InlineData("for (var i = 0; i {|#0:<=|} widths.Length; i++) x = x.Conv2d(s / \"conv\" / i, widths[i], kernel: 3, padding: 1);", "<")]
    [InlineData("for (var i = 0; i < widths.Length; i++) x = x.Conv2d(s / \"conv\" / i, widths[{|#0:i + 1|}], kernel: 3, padding: 1);", "i")]
    public void An_index_outside_its_list(string loop, string written) => Check(
        Model($$"""
            int[] widths = [16, 32, 64];
                    var x = s.Input("image", Dim.Batch, 3, 40, 40);
                    {{loop}}
                    return x.Mean(2, 3);
            """),
        written);

    [Theory]
    [InlineData("{|#0:\"b (c h w) -> b c h w\"|}, (\"h\", 5)", ", (\"w\", 5)")]
    [InlineData("\"b (c h w) -> b c h w\", (\"h\", {|#0:6|}), (\"w\", 5)", "5")]
    [InlineData("{|#0:\"b (c h w) -> b c h\"|}, (\"h\", 5), (\"w\", 5)", "\"b (c h w) -> b c h w\"")]
    public void A_pattern_without_a_size_or_with_a_wrong_one(string arguments, string written) => Check(
        Model($$"""
            var x = s.Input("code", Dim.Batch, 64).Linear(s / "expand", 32 * 5 * 5).Rearrange({{arguments}});
                    return x.Conv2d(s / "conv", 3, kernel: 3, padding: 1);
            """),
        written);

    [Fact]
    public void An_input_without_a_batch() => Check(
        Model("""
            return s.{|#0:Input|}("image", 3, 40, 40).Conv2d(s / "conv", 8, kernel: 3, padding: 1).Mean(2, 3);
            """),
        "Dim.Batch, ");

    [Fact]
    public void A_condition_that_is_too_weak() => Check(
        """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "a", 24, kernel: 3, padding: 1);
                foreach (var (width, i) in new[] { (24, 0), (48, 1), (48, 2) }) x = Block(s / "blocks" / i, x, width, 1);
                return x.Mean(2, 3);
            }

            [Block]
            static Sym Block(Scope s, Sym x, int width, int stride)
            {
                var y = x.Conv2d(s / "conv", width, kernel: 3, stride: stride, padding: 1).Relu();
                return {|#0:stride == 1|} ? x + y : y;
            }
        }
        """,
        " && x.Channels == width");

    [Fact]
    public void A_rate_that_is_a_percentage() => Check(
        """
        public record Config { public double Rate { get; init; } = {|#0:2|}; }

        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "a", 24, kernel: 3).Dropout(new Config().Rate);
        }
        """,
        "0.2");

    [Fact]
    public void The_message_tells_where_both_sizes_come_from()
    {
        var info = Check(
            Model("""
                var x = s.Input("image", Dim.Batch, 3, 40, 40).Conv2d(s / "stem", 24, kernel: 2, stride: 2);
                        var y = x.{|#0:Conv2d|}(s / "branch", 24, kernel: 3);
                        return x + y;
                """),
            ", padding: 1");
        Assert.Equal("[N, 24, 20, 20] + [N, 24, 18, 18]: axis -1 is 20 on one side and 18 on the other; 20 since stem (line 6), 18 since branch (line 7); to fix it, add padding: 1 to Conv2d", info.Message);
    }

    [Fact]
    public void Factors_that_differ_in_front_of_their_matrices_are_shown_whole()
    {
        var diagnostic = Assert.Single(Expect.Diagnostics(
            [Model("""
                var q = s.Input("q", Dim.Batch, 6, 49, 32);
                        var k = s.Input("k", Dim.Batch, {|#0:4|}, 32, 49);
                        return q.{|#1:MatMul(k)|};
                """)],
            "MDSL3004@0+1"));
        Assert.StartsWith("[N, 6, 49, 32] matmul [N, 4, 32, 49]: axis -3 is 6 on one side and 4 on the other; 6 since q (line 6), 4 since k (line 7)", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_that_no_longer_runs_mends_nothing()
    {
        var evaluation = Spec.Evaluate(Spec.Compile(Model("""
            var x = s.Input("x", Dim.Batch, 49, 32);
                    for (var i = 0; i < 1; i++)
                    {
                        x = x.Linear(s / "fc" / i, 32);
                        Require.That(x.Rank == 4, $"{x.Shape} has no rows and columns");
                    }
                    return x;
            """)));
        Assert.DoesNotContain(Assert.Single(evaluation.Diagnostics).Fixes, f => f.Title.StartsWith("Begin", StringComparison.Ordinal));
    }

    /// <summary>Where the call that failed would not run any more, nothing is mended.</summary>
    [Fact]
    public void A_condition_that_never_holds_mends_nothing() => Check(
        """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 8, 16, 16);
                return Block(s / 2, Block(s / 1, Block(s / 0, x, 8), 16), 16);
            }

            [Block]
            static Sym Block(Scope s, Sym x, int width)
            {
                var i = 0;
                var y = x.Conv2d(s / "conv" / i++, width, kernel: 1);
                return {|#0:width > 4|} ? x + y : y;
            }
        }
        """,
        " && x.Channels == width");

    [Fact]
    public void A_rate_is_not_mended_by_leaving_the_residual_out()
    {
        var diagnostic = Assert.Single(Expect.Diagnostics(
            ["""
            public record Config { public double DropPath { get; init; } = 20; }

            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s) => {|#1:Block(s / "b", s.Input("image", Dim.Batch, 8, 16, 16), 3, new Config().DropPath / {|#0:10|})|};

                [Block]
                static Sym Block(Scope s, Sym x, int kernel, double rate)
                {
                    var y = x.Conv2d(s / "conv", 8, kernel, 1, kernel / 2);
                    return x.Shape == y.Shape ? x + y.{|#2:DropPath(rate)|} : y;
                }
            }
            """],
            "MDSL3001@0+2,1"));
        Assert.Empty(diagnostic.Fixes);
    }

    [Fact]
    public void A_branch_that_does_not_turn_its_axes_back() => Check(
        Model("""
            var x = s.Input("image", Dim.Batch, 3, 224, 224).Conv2d(s / "proj", 512, kernel: 16, stride: 16).Rearrange("b c h w -> b (h w) c");
                    return x + {|#0:x.Transpose(1, 2).Linear(s / "fc1", 256).Linear(s / "fc2", 196)|};
            """),
        ".Rearrange(\"b n c -> b c n\")");

    [Fact]
    public void A_padding_that_does_not_follow_the_kernel() => Check(
        """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => Block(s / 1, Block(s / 0, s.Input("image", Dim.Batch, 8, 16, 16), 3), 5);

            [Block]
            static Sym Block(Scope s, Sym x, int kernel) => x + x.Conv2d(s / "conv", 8, kernel, 1, padding: {|#0:0|});
        }
        """,
        "kernel / 2");

    [Theory]
    [InlineData("kernel: {|#0:40|}, stride: 2, padding: 1", "34")]
    [InlineData("kernel: 3, padding: 1, dilation: {|#0:28|}", "4")]
    public void A_kernel_that_nobody_uses(string numbers, string written) => Check(
        Model($$"""
            return s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "stem", 24, {{numbers}}).Mean(2, 3).Linear(s / "head", 10);
            """),
        written);

    [Theory]
    [InlineData("var w = y.{|#0:Mean|}(2, 3).Conv2d(s / \"reduce\", 4, kernel: 1).Relu();", "[2, 3], keepAxes: true")]
    [InlineData("var w = y.Mean([2, 3], keepAxes: {|#0:false|}).Conv2d(s / \"reduce\", 4, kernel: 1).Relu();", "true")]
    public void A_mean_over_places_keeps_their_axes_for_a_convolution(string weights, string written) => Check(
        Model($$"""
            var y = s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "stem", 16, kernel: 3, padding: 1);
                    {{weights}}
                    return (y * w.Conv2d(s / "expand", 16, kernel: 1).Sigmoid()).Mean(2, 3).Linear(s / "head", 10);
            """),
        written);

    [Fact]
    public void A_part_that_is_missing_at_the_end_is_one_mistake() => Check(
        Model("""
            var parts = s.Input("x", Dim.Batch, 10, 24).Linear(s / "qkv", 72).{|#0:Split|}(axis: 2, 24, 24);
                    return parts[0].Attention(parts[1], parts[2]).Linear(s / "out", 24);
            """),
        ", 24");

    [Fact]
    public void A_last_part_of_nothing_is_a_mistake_like_others() => Assert.Equal(
        ["MDSL3005"],
        Spec.Evaluate(Spec.Compile(Model("return s.Input(\"x\", Dim.Batch, 24).Split(axis: 1, 16, 0)[0];"))).Diagnostics.Select(d => d.Descriptor.Id));

    [Fact]
    public void The_border_of_dilated_kernels_that_follow_a_list() => Check(
        Model("""
            var x = s.Input("image", Dim.Batch, 3, 16, 16).Conv2d(s / "stem", 8, kernel: 3, padding: 1);
                    int[] rates = [6, 12, 18];
                    var branches = new List<Sym>();
                    for (var i = 0; i < rates.Length; i++) branches.Add(x.Conv2d(s / "convs" / i, 8, kernel: 3, padding: {|#0:1|}, dilation: rates[i]));
                    return branches.Concat(axis: 1).Mean(2, 3).Linear(s / "head", 10);
            """),
        "rates[i]");

    [Theory]
    [InlineData("grid[({|#0:i|}, j - 1)]", "2", "i + 1")]
    [InlineData("grid[(i + 1, j - 1)]", "{|#0:1|}", "2")]
    public void A_level_in_a_dictionary_whose_parts_a_query_collects(string below, string stride, string written) => Check(
        Model($$"""
            var grid = new Dictionary<(int, int), Sym>();
                    var x = s.Input("image", Dim.Batch, 8, 32, 32);
                    for (var i = 0; i < 3; i++) grid[(i, 0)] = x = i == 0 ? x : x.MaxPool2d(2).Conv2d(s / "down" / i, 8 << i, kernel: 3, padding: 1);
                    for (var j = 1; j < 3; j++)
                    {
                        for (var i = 0; i < 3 - j; i++)
                        {
                            var up = Up(s / "up" / i / j, {{below}}, 8 << i);
                            grid[(i, j)] = Enumerable.Range(0, j).Select(k => grid[(i, k)]).Append(up).Concat(axis: 1).Conv2d(s / "at" / i / j, 8 << i, kernel: 1);
                        }
                    }
                    return grid[(0, 2)].Mean(2, 3).Linear(s / "head", 10);

                    static Sym Up(Scope s, Sym x, int channels) => x.ConvTranspose2d(s, channels, kernel: 2, stride: {{stride}});
            """),
        written);

    /// <summary>A loop over all of a list begins with its first element, and no step is as large as a width.</summary>
    [Fact]
    public void Sizes_that_are_exchanged_in_a_loop_over_all_levels() => Check(
        Model("""
            var x = s.Input("image", Dim.Batch, 3, 64, 48).Conv2d(s / "stem", 18, 3, stride: 2, padding: 1);
                    var levels = new List<Sym> { x, x.Conv2d(s / "down", 36, 3, stride: 2, padding: 1) };
                    var fused = new List<Sym>();
                    for (var i = 0; i < levels.Count; i++)
                    {
                        var sum = levels[i];
                        for (var j = i + 1; j < levels.Count; j++) sum += Finer(s / "fuse" / i / j, levels[j], levels[i]);
                        fused.Add(sum.Relu());
                    }
                    return fused[0].Mean(2, 3).Linear(s / "head", 10) + fused[1].Mean(2, 3).Linear(s / "head2", 10);

                    static Sym Finer(Scope s, Sym from, Sym to) => from.Conv2d(s, to.Channels, kernel: 1).ResizeNearest({|#0:to.Width|}, to.Height);
            """),
        "to.Height, to.Width");

    [Fact]
    public void A_number_that_much_is_built_on_is_seldom_wrong() => Check(
        Model("""
            const int Wide = 64;
                    var image = s.Input("image", Dim.Batch, 3, 32, 32);
                    var fine = image.Conv2d(s / "fine", Wide, kernel: 3, padding: 1);
                    var coarse = image.Conv2d(s / "coarse", {|#0:48|}, kernel: 1);
                    return (fine + coarse).Mean(2, 3).Linear(s / "hidden", Wide).Relu().Linear(s / "hidden2", Wide).Linear(s / "head", 10);
            """),
        "64");

    [Fact]
    public void The_pattern_of_a_factor_is_turned_where_it_is_written() => Check(
        Model("""
            var pixels = s.Input("image", Dim.Batch, 3, 16, 16).Conv2d(s / "pixels", 24, kernel: 1);
                    var queries = s.Parameter("queries", [1, 10, 24], Init.Normal(1));
                    return queries.MatMul(pixels.Rearrange({|#0:"b c h w -> b (h w) c"|}));
            """),
        "\"b c h w -> b c (h w)\"");

    [Fact]
    public void Two_towers_of_different_widths_are_not_multiplied_over_the_batch() => Check(
        Model("""
            var image = s.Input("image", Dim.Batch, 32).Linear(s / "image", {|#0:96|});
                    var text = s.Input("text", Dim.Batch, 24).Linear(s / "text", 64);
                    return image.MatMul(text.Transpose(0, 1));
            """),
        "64");

    [Fact]
    public void Numbers_of_words_are_whole_from_the_input_on() => Check(
        Model("""
            return s.{|#0:Input|}("tokens", Dim.Batch, 12).Embedding(s / "embed", 100, 16).Mean(1).Linear(s / "head", 10);
            """),
        "ElementType.Int64, ");

    [Fact]
    public void A_width_that_is_half_of_what_is_cut_into_two() => Check(
        Model("""
            var x = s.Input("x", Dim.Batch, 10, 32);
                    var width = x.Features;
                    var q = x.Linear(s / "q", width);
                    var kv = x.Linear(s / "kv", {|#0:width|}).Rearrange("b n (two c) -> two b n c", ("two", 2));
                    return q.Attention(kv.Select(0, 0), kv.Select(0, 1)).Linear(s / "out", width);
            """),
        "2 * width");

    /// <summary>The sizes of inputs are what a network is made for.</summary>
    [Theory]
    [InlineData("{|#0:Source|}", "memory", "Target")]
    [InlineData("Target", "{|#0:x|}", "memory")]
    public void What_is_taken_from_the_wrong_one_of_two_inputs(string mask, string values, string written) => Check(
        $$"""
        [Model("m")]
        public partial class M
        {
            const int Source = 40, Target = 30;

            static Sym Define(Scope s)
            {
                var memory = s.Input("source", Dim.Batch, Source, 32).Linear(s / "a", 32);
                var x = s.Input("target", Dim.Batch, Target, 32).Linear(s / "b", 32);
                x += x.Attention(x, x, s.CausalMask({{mask}}));
                return x.Attention(memory.Linear(s / "k", 32), {{values}}.Linear(s / "v", 32)) + x;
            }
        }
        """,
        written);

    [Fact]
    public void The_last_layer_leads_back_to_the_width_of_the_input() => Check(
        """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 10, 32);
                for (var i = 0; i < 2; i++) x += Mlp(s / i, x, 4 * x.Features);
                return x;
            }

            static Sym Mlp(Scope s, Sym x, Dim hidden) => x.Linear(s / "fc1", hidden).Gelu().Linear(s / "fc2", {|#0:hidden|});
        }
        """,
        "x.Features");

    [Fact]
    public void A_level_that_is_read_twice() => Check(
        Model("""
            var levels = new List<Sym>();
                    var x = s.Input("image", Dim.Batch, 3, 64, 64);
                    foreach (var width in new[] { 16, 32, 64 }) levels.Add(x = x.Conv2d(s / "down" / levels.Count, width, kernel: 3, stride: 2, padding: 1));
                    for (var i = levels.Count - 2; i >= 0; i--)
                    {
                        x = x.ResizeBilinear(levels[{|#0:i + 1|}].Height, levels[i + 1].Width);
                        x = x.Concat(levels[i], axis: 1).Conv2d(s / "up" / i, 16, kernel: 3, padding: 1);
                    }
                    return x.Mean(2, 3).Linear(s / "head", 10);
            """),
        "levels[i].Height, levels[i]");

    [Fact]
    public void A_level_that_nothing_was_assigned_to_is_told_once()
    {
        var diagnostics = Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 40, 40);
                    var levels = new Sym[2];
                    for (var i = 0; i < 2; i++) x = x.Conv2d(s / "conv" / i, 8, kernel: 3, padding: 1);
                    return Head(s / "head", {|#0:levels[0]|}, levels[1]);
                }

                [Block]
                static Sym Head(Scope s, Sym a, Sym b) => a.Conv2d(s / "a", 8, kernel: 1) + b.Conv2d(s / "b", 8, kernel: 1);
            }
            """],
            "MDSL2004@0");
        Assert.Equal("'levels[0]' is null; no tensor has been assigned to it", diagnostics[0].Message);
    }

    [Fact]
    public void What_follows_from_a_mistake_is_silent() => Expect.Diagnostics(
        [Model("""
            var height = Dim.Symbol("H", multipleOf: 8);
                    var x = s.Input("image", Dim.Batch, 3, height, height);
                    var y = x.Rearrange("b c h w -> b c (h w)").{|#0:Linear(s / "tail", 3)|};
                    return x + y;
            """)],
        "MDSL3002@0");
}
