using ModelDsl.SnapshotDiff;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>
/// The generated text, reviewed like code. After an intended change run the tests with VERIFY_ACCEPT=1 and read the
/// difference.
/// </summary>
public sealed class SnapshotTests
{
    [Fact]
    public Task A_small_network_with_every_kind_of_member() => Check("""
        /// <summary>A network for the snapshot.</summary>
        [Model("small", Description = "every kind of member", Paper = "none")]
        [Preprocessing(CropFraction = 0.9, Mode = CropMode.Squash)]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = Stem(s / "stem", s.Input("image", Dim.Batch, 3, 16, 16)).Tap("stem");
                for (var i = 0; i < 4; i++) x = Block(s / "blocks" / i, x, i * 0.1, wide: i == 3);
                return x.Mean(2, 3).Linear(s / "head", 10);
            }

            /// <summary>A convolution whose weights have two names.</summary>
            [Block]
            static Sym Stem(Scope s, Sym x)
            {
                x = x.Conv2d(s / "conv" / 0, 8, kernel: 3, stride: 2, padding: 1).BatchNorm2d(s / "conv" / 1).Relu();
                (s / "alias").Alias("again", s / "conv" / 0);
                return x;
            }

            /// <summary>A residual block with a scale and a position bias; the same kernel at two dilations.</summary>
            [Block]
            static Sym Block(Scope s, Sym x, double rate, bool wide)
            {
                s.StateOrder("gamma", "ds");
                var positions = s.Buffer("positions", s.Arange(0, 8) / 4 - 1).Rearrange("h -> h 1").Linear(s / "mlp", 8).Rearrange("h c -> 1 c h 1");
                var y = x + positions.Cached(s, "bias");
                var ds = s / "ds";
                var near = y.Conv2d(ds, 8, kernel: 3, padding: 1, groups: 8, bias: false);
                var far = y.Conv2d(ds, 8, kernel: 3, padding: 2, dilation: 2, groups: 8, bias: false).Gelu();
                var sum = near + far;
                if (wide) sum = sum.LayerNorm2d(s / "norm");
                var scaled = sum * s.Parameter("gamma", [x.Channels], Init.Constant(0.5)).Rearrange("c -> 1 c 1 1");
                return x + scaled.DropPath(rate);
            }
        }
        """);

    [Fact]
    public Task A_network_of_any_size() => Check("""
        [Model("any_size", Description = "images of any size")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, Dim.Symbol("H", minimum: 8, reference: 32), Dim.Symbol("W", minimum: 8, reference: 32));
                x = x.Conv2d(s / "embed", 8, kernel: 3, stride: 2, padding: 1);
                return Stage(s / "stage", x, 4).Mean(2, 3).Linear(s / "head", 10);
            }

            /// <summary>Pads the map to whole windows, mixes them, and cuts the map out again.</summary>
            [Block]
            static Sym Stage(Scope s, Sym x, int window)
            {
                var (height, width) = (x.Height, x.Width);
                x = x.Pad(left: 0, right: Dim.CeilDivide(width, window) * window - width, top: 0, bottom: Dim.CeilDivide(height, window) * window - height);
                var (rows, columns) = (x.Height / window, x.Width / window);
                x = x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", window), ("q", window));
                for (var i = 0; i < 2; i++) x = Mix(s / "blocks" / i, x, rows, columns, i * 0.1);
                return x.Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", rows), ("w", columns), ("p", window)).Slice(2, 0, height).Slice(3, 0, width);
            }

            /// <summary>What each window is on average, with its row, is added to its pixels.</summary>
            [Block]
            static Sym Mix(Scope s, Sym x, Dim rows, Dim columns, double rate)
            {
                var means = x.Mean(1).Rearrange("(b h w) c -> b h w c", ("h", rows), ("w", columns));
                var row = s.Buffer("rows", s.Arange(0, rows) / rows).Rearrange("h -> h 1").Linear(s / "row", x.Features);
                means += row.Rearrange("h c -> 1 h 1 c").Cached(s, "bias");
                return x + means.Rearrange("b h w c -> (b h w) 1 c").Linear(s / "mix", x.Features).DropPath(rate);
            }
        }
        """);

    [Fact]
    public Task Several_outputs_of_a_mixed_list_and_a_block_of_two_models()
    {
        var files = Generation.Generate("""
            [Model("backbone")]
            public partial class Backbone
            {
                static Features Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "stem", 8, kernel: 4, stride: 4);
                    var maps = new Features();
                    for (var i = 0; i < 2; i++)
                    {
                        x = Blocks.Level(s / "levels" / i, x, halve: i > 0);
                        maps.Add($"level{i}", x);
                    }
                    return maps;
                }
            }

            [Model("classifier")]
            public partial class Classifier
            {
                static Sym Define(Scope s) => Blocks.Residual(s / "block", s.Input("image", Dim.Batch, 8, 8, 8)).Mean(2, 3).Linear(s / "head", 10);
            }

            static class Blocks
            {
                /// <summary>Half the size, where it is asked for, then a residual block.</summary>
                [Block]
                public static Sym Level(Scope s, Sym x, bool halve)
                {
                    if (halve) x = x.Conv2d(s / "down", x.Channels * 2, kernel: 2, stride: 2);
                    return Residual(s / "block", x);
                }

                /// <summary>Adds what a convolution makes of a map.</summary>
                [Block]
                public static Sym Residual(Scope s, Sym x) => x + x.Conv2d(s / "conv", x.Channels, kernel: 3, padding: 1).Relu();
            }
            """);
        var text = string.Concat(files.Where(f => f.Key is not ("Models.g.cs" or "SpecificationSources.g.cs" or "BlockStructures.g.cs")).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"// {f.Key}\n{f.Value}\n"));
        return Verifier.Verify(text, extension: "cs").UseDirectory("Snapshots").ScrubLinesWithReplace(GeneratedText.LineWithoutVersion);
    }

    [Fact]
    public Task Several_outputs() => Check("""
        [Model("pyramid")]
        public partial class M
        {
            static Features Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 32, 32);
                var fine = x.Conv2d(s / "fine", 4, kernel: 4, stride: 4);
                return new Features(("fine", fine), ("coarse", fine.Conv2d(s / "coarse", 8, kernel: 2, stride: 2)));
            }
        }
        """);

    [Fact]
    public Task Windows_of_a_map() => Check("""
        namespace Deep.Inside;

        partial class Outer
        {
            [Model("windows")]
            internal partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 4, 8, 8);
                    var windows = x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", 4), ("q", 4));
                    var token = s.Parameter("token", [1, 1, 4], Init.Zeros).Rearrange("1 1 c -> b 1 c", ("b", windows.Shape[0]));
                    var parts = token.Concat(windows, axis: 1).Softmax().Split(1, 1, 16);
                    return parts[1].Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", 2), ("w", 2), ("p", 4));
                }
            }
        }
        """, "Deep.Inside.Outer.M.g.cs");

    [Fact]
    public Task The_outline_of_a_broken_model()
    {
        var driver = Generation.Driver().RunGenerators(Generation.Project("[Model(\"broken\")] public partial class M { static Sym Define(Scope s) => s.Input(\"x\", 0); }"));
        var files = driver.GetRunResult().Results.Single().GeneratedSources;
        return Verifier.Verify(files.Single(f => f.HintName == "M.g.cs").SourceText.ToString(), extension: "cs").UseDirectory("Snapshots").ScrubLinesWithReplace(GeneratedText.LineWithoutVersion);
    }

    [Fact]
    public void No_text_of_the_user_leaves_its_literal_or_comment()
    {
        var files = Generation.Generate("""
            [Model("a\"b\\ */ \n </summary> {0}", Description = "\" + Evil() + \"", Paper = "\u2028 \u0085")]
            public partial class M
            {
                /// <summary>*/ <c>x</c> &lt;/summary&gt; { } " </summary>
                [Block]
                static Sym Inner(Scope s, Sym x) => x.Linear(s / "class", 3);
                static Sym Define(Scope s) => Inner(s / "namespace", s.Input("string", Dim.Batch, 4));
            }
            [Model("sizes")]
            public partial class Sizes
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, Dim.Symbol("\"\"\"; a: b\\ \n \u2028"), 4).Linear(s / "a", 3);
            }
            """);
        Assert.Contains("public override Tensor forward([TensorShape(\"N\", \"4\")] Tensor @string)", files["M.g.cs"], StringComparison.Ordinal);
        Assert.Contains("\n                Sizes [N, \\u0022\\u0022\\u0022\\u003b a\\u003a b\\u005c \\u000a \\u2028, 3] 15 ", files["Sizes.g.cs"], StringComparison.Ordinal);
    }

    private static Task Check(string source, string file = "M.g.cs") =>
        Verifier.Verify(Generation.Generate(source)[file], extension: "cs").UseDirectory("Snapshots").ScrubLinesWithReplace(GeneratedText.LineWithoutVersion);
}
