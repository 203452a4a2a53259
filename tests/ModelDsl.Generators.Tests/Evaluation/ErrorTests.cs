namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Where a mistake is shown.</summary>
public class ErrorTests
{
    private const string Family = """
        public sealed record Config
        {
            public int[] Depths { get; init; } = [1, 1];
            public int Window { get; init; } = 7;
            public int Heads { get; init; } = 4;
            public int Dim { get; init; } = 64;
            public int Stride { get; init; } = 2;
        }

        public static class Family
        {
            public static readonly Config Base = new();

            /// <summary>Splits a map into <c>window</c>s of <paramref name="x"/>.</summary>
            [Block]
            public static Sym Windows(Scope s, Sym x, int window)
            {
                Require.Divides(window, x.Height, $"window {window} does not tile the map {x.Shape}");
                return x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", window), ("q", window)).Linear(s / "proj", 8);
            }

            public static Sym Heads(Scope s, Sym x, Config config)
            {
                if (config.Dim % config.Heads != 0)
                    throw new ArgumentException($"{config.Heads} heads do not divide {config.Dim} channels", nameof(config));
                return Stem(s, x, config);
            }

            public static Sym Stem(Scope s, Sym x, Config config) => x.Conv2d(s / "stem", config.Dim, kernel: 3, stride: config.Stride, padding: 1);

            public static Sym Tiled(Scope s, Config config)
            {
                var x = Stem(s, s.Input("image", Dim.Batch, 3, 64, 64), config);
                for (var i = 0; i < config.Depths.Length; i++) x = x.BatchNorm2d(s / "norm" / i);
                return Windows(s / "windows", x, config.Window);
            }
        }
        """;

    private static string Model(string body) => $$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => {{body}}
        }
        """;

    /// <summary>The number that a loop counts from is not what is wrong in its body.</summary>
    [Theory]
    [InlineData("x = x.Linear({|#1:s / {|#0:$\"block-{i}\"|}|}, 8)", "MDSL4002@0+1")]
    [InlineData("x = x + x.Linear(s / i, 8).{|#1:DropPath({|#0:-0.1|} * i / 3)|}", "MDSL3001@0+1")]
    public void A_mistake_in_a_loop_is_shown_in_its_body(string body, string expected)
    {
        var diagnostic = Assert.Single(Expect.Diagnostics(
            [$$"""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("x", Dim.Batch, 8);
                    for (var i = 0; i < 3; i++) {{body}};
                    return x;
                }
            }
            """],
            expected));
        Assert.Empty(diagnostic.Fixes);
    }

    /// <summary>One message, and no change where nothing tells what was meant.</summary>
    [Theory]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return {|#1:x / {|#0:0|}|};", "MDSL3001@0+1")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return {|#1:x * {|#0:double.NaN|}|};", "MDSL3001@0+1")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return {|#1:{|#0:double.NaN|} + x|};", "MDSL3001@0+1")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return {|#1:x * (1 / {|#0:Math.Sqrt(0.0)|})|};", "MDSL3001@0+1")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 9, 8); return x.{|#1:Squeeze({|#0:1|})|};", "MDSL3005@0+1")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return x + x.Linear(s / \"a\", 8).{|#0:Cached(s, \"kept\")|};", "MDSL4003@0")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); return x + s.Parameter(\"a\", [8], Init.Zeros).{|#1:Cached(s / {|#0:\"b\"|}, \"kept\")|};", "MDSL4003@0+1")]
    public void A_mistake_that_has_no_one_correction(string body, string expected) =>
        Assert.Empty(Assert.Single(Expect.Diagnostics([$"[Model(\"m\")] public partial class M {{ static Sym Define(Scope s) {{ {body} }} }}"], expected)).Fixes);

    [Fact]
    public void A_size_that_strides_round_is_mended_by_one_that_they_divide()
    {
        const string Source = """
            public static class Rounded
            {
                public static Sym Net(Scope s, int resolution)
                {
                    var x = s.Input("image", Dim.Batch, 3, resolution, resolution);
                    for (var i = 0; i < 4; i++) x = x.Conv2d(s / i, 16, kernel: 3, stride: 2, padding: 1);
                    Require.Divides(7, x.Height, "window 7 does not tile the map");
                    return x;
                }
            }

            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s) => Rounded.Net(s, resolution: 250);
            }
            """;
        Assert.Equal(["224", "336", "112"], Assert.Single(Spec.Evaluate(Spec.Compile(Source)).Diagnostics).Fixes.Select(f => f.Text));
    }

    [Fact]
    public void A_backbone_without_maps_says_so() => Assert.Contains(
        "returns no tensor",
        Assert.Single(Expect.Diagnostics(["[Model(\"m\")] public partial class {|#0:M|} { static Features Define(Scope s) => new Features(); }"], "MDSL2004@0")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_window_that_does_not_tile_is_shown_on_its_number_in_the_model()
    {
        var diagnostic = Assert.Single(Expect.Diagnostics(
            [Model("Family.{|#1:Tiled(s, Family.Base with { Window = {|#0:5|} })|};"), Family.Replace("Require.Divides(window, x.Height, $\"window {window} does not tile the map {x.Shape}\")", "Require.{|#2:Divides(window, x.Height, $\"window {window} does not tile the map {x.Shape}\")|}").Replace("return Windows(s / \"windows\", x, config.Window)", "return {|#3:Windows(s / \"windows\", x, config.Window)|}")],
            "MDSL3102@0+2,3,1"));
        Assert.StartsWith("window 5 does not tile the map [N, 64, 32, 32]", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stride_below_one_is_shown_with_its_sign() =>
        Expect.Diagnostics([Model("Family.{|#1:Tiled(s, Family.Base with { Stride = {|#0:-1|} })|};"), Family.Replace("x.Conv2d(s / \"stem\", config.Dim, kernel: 3, stride: config.Stride, padding: 1)", "x.{|#2:Conv2d(s / \"stem\", config.Dim, kernel: 3, stride: config.Stride, padding: 1)|}").Replace("var x = Stem(s, s.Input(\"image\", Dim.Batch, 3, 64, 64), config)", "var x = {|#3:Stem(s, s.Input(\"image\", Dim.Batch, 3, 64, 64), config)|}")], "MDSL3001@0+2,3,1");

    [Fact]
    public void A_default_of_the_family_is_shown_in_the_family_when_the_model_wrote_no_number() =>
        Expect.Diagnostics(
            [Model("Family.{|#1:Tiled(s, Family.Base)|};"), Family.Replace("Window { get; init; } = 7", "Window { get; init; } = {|#0:7|}").Replace("Require.Divides(window, x.Height, $\"window {window} does not tile the map {x.Shape}\")", "Require.{|#2:Divides(window, x.Height, $\"window {window} does not tile the map {x.Shape}\")|}").Replace("return Windows(s / \"windows\", x, config.Window)", "return {|#3:Windows(s / \"windows\", x, config.Window)|}")],
            "MDSL3102@0+2,3,1");

    [Fact]
    public void Channels_that_differ_in_a_residual_are_shown_on_the_width_that_differs() =>
        Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 64, 64).Conv2d(s / "a", {|#1:32|}, kernel: 1);
                    return {|#2:x + x.Conv2d(s / "b", {|#0:48|}, kernel: 1)|};
                }
            }
            """],
            "MDSL3004@0+2");

    [Fact]
    public void A_named_axis_that_is_taken_for_another_is_shown_with_the_place_that_put_it_together() =>
        Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("tokens", Dim.Batch, 24, 8).{|#2:Rearrange("b (h w p q) c -> b (h p w q) c", ("h", 2), ("w", 3), ("p", 2))|};
                    return x.LayerNorm(s / "norm").{|#1:Rearrange({|#0:"b (w p h q) c -> (b h w) (p q) c"|}, ("h", 2), ("w", 3), ("p", 2))|};
                }
            }
            """],
            "MDSL3202@0+1,2");

    [Fact]
    public void A_thrown_exception_is_shown_on_the_argument_it_names() =>
        Expect.Diagnostics(
            [Model("Check(s.Input(\"image\", Dim.Batch, 3, 8, 8), {|#0:3|});").Replace("Check(", "{|#1:Check(").Replace("|});", "|})|};") + """
            public partial class M
            {
                static Sym Check(Sym x, int heads) => 64 % heads == 0 ? x : {|#2:throw new ArgumentException("64 channels do not fall into 3 heads.", nameof(heads))|};
            }
            """],
            "MDSL3302@0+2,1");

    [Fact]
    public void Arithmetic_joins_origins()
    {
        var diagnostics = Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var width = {|#0:12|};
                    var total = width * 2 + 1;
                    return s.Input("image", Dim.Batch, 3, 8, 8).Conv2d(s / "c", total, kernel: 1).{|#1:Conv2d(s / "d", 8, kernel: 1, groups: {|#2:4|})|};
                }
            }
            """],
            "MDSL3102@2+1");
        Assert.Contains("25", diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_of_arrays_keep_their_own_origin() =>
        Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static readonly int[] Strides = [1, {|#0:0|}, 2];
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 64, 64);
                    foreach (var (stride, i) in Strides.Select((v, i) => (v, i))) x = x.{|#1:Conv2d(s / "conv" / i, 8, kernel: 1, stride: stride)|};
                    return x;
                }
            }
            """],
            "MDSL3001@0+1");

    [Fact]
    public void One_mistake_gives_one_message_however_much_depends_on_it() =>
        Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 64, 64).{|#1:Conv2d(s / "a", 8, kernel: {|#0:99|})|};
                    var n = 0;
                    if (x.Channels == 8) n = 1;
                    for (var i = 0; i < x.Rank + n; i++) x = x + x.BatchNorm2d(s / "n" / i);
                    return x.Linear(s / "head", n).Softmax(1);
                }
            }
            """],
            "MDSL3006@0+1");

    [Fact]
    public void Independent_mistakes_are_all_reported() =>
        Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 64, 64);
                    var a = x.{|#1:Conv2d(s / "a", 8, kernel: {|#0:99|})|};
                    var b = x.{|#3:Conv2d(s / "b", {|#2:-8|}, kernel: 3)|};
                    return a + b;
                }
            }
            """],
            "MDSL3006@0+1", "MDSL3001@2+3");

    [Theory]
    [InlineData("1 / {|#0:zero|}", "var zero = 0;", "MDSL2004@?'0'+?'1 / zero'")]
    [InlineData("items[{|#0:5|}]", "int[] items = [1, 2];", "MDSL2004@0+?'items[5]'")]
    [InlineData("{|#0:none|}.Length", "string? none = null;", "MDSL2004@0")]
    [InlineData("new Dictionary<string, int>().{|#0:First()|}.Value", "", "MDSL2004@0")]
    [InlineData("int.{|#0:Parse(\"x\")|}", "", "MDSL2004@0")]
    [InlineData("checked(big + {|#0:1|})", "var big = int.MaxValue;", "MDSL2004@?'int.MaxValue'+?'big + 1'")]
    public void Expressions_that_fail(string expression, string before, string expected)
    {
        var source = $$"""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    {{before}}
                    return s.Input("image", Dim.Batch, 3, {{expression}}, 8);
                }
            }
            """;
        Expect.Diagnostics([source], expected);
    }

    /// <summary>The compiler has a message in the file that declares the method, and none where it is called.</summary>
    [Fact]
    public void A_method_of_another_file_that_does_not_compile_is_left_to_the_compiler() =>
        Expect.Diagnostics(
            [
                """
                [Model("m")]
                public partial class M
                {
                    static Sym Define(Scope s) => s.Input("image", Dim.Batch, Widths.Sum([3, 5]));
                }
                """,
                "static class Widths { public static int Sum(IReadOnlyList<Missing> widths) => 8; }",
            ]);

    [Fact]
    public void Code_that_does_not_compile_is_left_to_the_compiler() =>
        Expect.Diagnostics(
            ["""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, Missing, 8).Conv2d(s / "a", Oops.Width(3), kernel: 1);
                    return x.NoSuch(3) + (Foo)x;
                }
            }
            """]);
}
