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
                var near = y.Conv2d(s / "ds", 8, kernel: 3, padding: 1, groups: 8, bias: false);
                var far = y.Conv2d(s / "ds", 8, kernel: 3, padding: 2, dilation: 2, groups: 8, bias: false).Gelu();
                var sum = near + far;
                if (wide) sum = sum.LayerNorm2d(s / "norm");
                var scaled = sum * s.Parameter("gamma", [x.Channels], Init.Constant(0.5)).Rearrange("c -> 1 c 1 1");
                return x + scaled.DropPath(rate);
            }
        }
        """);

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
        return Verifier.Verify(files.Single(f => f.HintName == "M.g.cs").SourceText.ToString(), extension: "cs").UseDirectory("Snapshots").ScrubLinesWithReplace(Version);
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
        Verifier.Verify(Generation.Generate(source)[file], extension: "cs").UseDirectory("Snapshots").ScrubLinesWithReplace(Version);

    /// <summary>A new version of the generator changes no snapshot.</summary>
    internal static string Version(string line) => line.Contains("GeneratedCode(", StringComparison.Ordinal) ? line[..line.IndexOf(", \"", StringComparison.Ordinal)] + ", \"version\")]" : line;
}
