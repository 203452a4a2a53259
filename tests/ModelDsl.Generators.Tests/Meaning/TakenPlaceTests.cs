namespace ModelDsl.Generators.Tests.Meaning;

/// <summary>Places in the state_dict that layers of other sizes have: told once, where the outermost call chose the path.</summary>
public sealed class TakenPlaceTests
{
    private const string Step = """
        [Block]
            static Sym Step(Scope s, Sym x, int channels) => x.Conv2d(s / "conv", channels, kernel: 3, padding: 1).BatchNorm2d(s / "norm").Relu();
        """;

    [Fact]
    public void A_loop_without_its_number() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 3, 16, 16);\nforeach (var _ in new[] { 0 }) for (var i = 0; i < 3; i++) x = {|#1:Step(s / {|#0:\"steps\"|}, x, 8 << i)|};\nreturn x;", Step).Replace("x.Conv2d(s / \"conv\"", "x.{|#2:Conv2d(s / \"conv\"", StringComparison.Ordinal).Replace("padding: 1).Batch", "padding: 1)|}.Batch", StringComparison.Ordinal),
        "MDSL4001@0+1,2: \"steps.conv\" is declared twice: first weight [8, 3, 3, 3], bias [8], now weight [16, 8, 3, 3], bias [16]; give the second layer another name, or the same sizes to share the weights",
        "\"steps\", x → \"steps\" / i, x");

    [Fact]
    public void A_counter_that_is_not_moved_on() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 3, 16, 16);
                    var index = 0;
                    foreach (var channels in new[] { 8, 16 })
                    {
                        x = {|#1:Step(s / "steps" / {|#0:index|}, x, channels)|};
                    }
                    return x;
            """,
            Step).Replace("x.Conv2d(s / \"conv\"", "x.{|#2:Conv2d(s / \"conv\"", StringComparison.Ordinal).Replace("padding: 1).Batch", "padding: 1)|}.Batch", StringComparison.Ordinal),
        "MDSL4001@0+1,2: \"steps.0.conv\" is declared twice: first weight [8, 3, 3, 3], bias [8], now weight [16, 8, 3, 3], bias [16]; give the second layer another name, or the same sizes to share the weights",
        "channels); → channels);\n            index++;");

    [Fact]
    public void A_path_beside_shows_the_name() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 3, 16, 16);
                    var a = Step(s / "left" / "wide", Step(s / "left" / "narrow", x, 4), 8);
                    var b = {|#1:Step(s / {|#0:"left"|} / "wide", Step(s / "right" / "narrow", x, 6), 12)|};
                    return a.Concat(b, axis: 1);
            """,
            Step).Replace("x.Conv2d(s / \"conv\"", "x.{|#2:Conv2d(s / \"conv\"", StringComparison.Ordinal).Replace("padding: 1).Batch", "padding: 1)|}.Batch", StringComparison.Ordinal),
        "MDSL4001@0+1,2: \"left.wide.conv\" is declared twice: first weight [8, 4, 3, 3], bias [8], now weight [12, 6, 3, 3], bias [12]; give the second layer another name, or the same sizes to share the weights",
        "var b = Step(s / \"left\" → var b = Step(s / \"right\"");

    [Fact]
    public void One_block_for_two_images_of_other_sizes() => Network.Tells(
        Network.Of(
            """
            var a = s.Input("a", Dim.Batch, 3, 16, 16);
                    var b = s.Input("b", Dim.Batch, {|#0:1|}, 16, 16);
                    return Step(s / "step", a, 8) + {|#1:Step(s / "step", b, 8)|};
            """,
            Step).Replace("x.Conv2d(s / \"conv\"", "x.{|#2:Conv2d(s / \"conv\"", StringComparison.Ordinal).Replace("padding: 1).Batch", "padding: 1)|}.Batch", StringComparison.Ordinal),
        "MDSL4001@0+1,2: \"step.conv\" is declared twice: first weight [8, 3, 3, 3], bias [8], now weight [8, 1, 3, 3], bias [8]; give the second layer another name, or the same sizes to share the weights; 1 (File0.cs 7,41): 3",
        "Dim.Batch, 1, → Dim.Batch, 3,");

    [Fact]
    public void Layers_of_two_kinds_at_one_path_leave_no_broken_text() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 3, 16, 16);\nreturn x.{|#2:Conv2d(s / \"stem\", 8, kernel: 3)|}.{|#1:BatchNorm2d(s / {|#0:\"stem\"|})|};"),
        "MDSL4001@0+1,2: \"stem\" is declared twice: first weight [8, 3, 3, 3], bias [8], now weight [8], bias [8], running_mean [8], running_var [8], num_batches_tracked []; give the second layer another name, or the same sizes to share the weights",
        "BatchNorm2d(s / \"stem\" → BatchNorm2d(s / \"stem_2\"");

    [Fact]
    public void Two_inputs_of_one_name() => Network.Tells(
        Network.Of("var a = s.Input(\"x\", Dim.Batch, 4);\nvar b = s.{|#1:Input({|#0:\"x\"|}, Dim.Batch, 4)|};\nreturn a + b;"),
        "MDSL4004@0+1: two inputs are called \"x\"; give the second another name",
        "b = s.Input(\"x\" → b = s.Input(\"x_2\"");

    [Fact]
    public void Two_maps_of_one_name() => Network.Tells(
        """
        [Model("net")]
        public partial class Net
        {
            static Features Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 3, 16, 16);
                return {|#1:new Features(("map1", x), ({|#0:"map1"|}, x.Relu()))|};
            }
        }
        """,
        "MDSL4004@0+1: two feature maps are called \"map1\"; give the second another name",
        "(\"map1\", x.Relu()) → (\"map2\", x.Relu())");
}
