namespace ModelDsl.Generators.Tests.Meaning;

/// <summary>Layers that share their weights, on purpose or not.</summary>
public sealed class SharedTests
{
    private const string Loop = "all rounds of this loop share the weights at {0}; number the place, or keep it in a variable outside of the loop where that is meant";
    private const string Calls = "this and an earlier call share the weights at {0}; give each its own place, or keep the place in a variable where that is meant";
    private const string Mlp = """
        [Block]
            static Sym Mlp(Scope s, Sym x) => x + x.Linear(s / "fc", 16).Gelu();
        """;

    [Fact]
    public void A_loop_without_its_number() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nfor (var depth = 0; depth < 4; depth++) x = Mlp(s / {|#0:\"layers\"|}, x);\nreturn x;", Mlp),
        "MDSL7003@0: " + string.Format(Loop, "\"layers\""),
        "\"layers\", → \"layers\" / depth,");

    [Fact]
    public void A_loop_that_numbers_its_other_layers() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 16);
                    for (var i = 0; i < 4; i++)
                    {
                        x = x.LayerNorm(s / "layer" / {|#0:"norm"|});
                        x = x.Linear(s / "layer" / i / "fc", 16);
                    }
                    return x;
            """),
        "MDSL7003@0: " + string.Format(Loop, "\"norm\""),
        "\"layer\" / \"norm\" → \"layer\" / i / \"norm\"");

    [Fact]
    public void A_place_that_each_round_makes_anew() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nfor (var i = 0; i < 4; i++) { var at = s / {|#0:\"layers\"|}; x = Mlp(at, x); }\nreturn x;", Mlp),
        "MDSL7003@0: " + string.Format(Loop, "\"layers\""),
        "\"layers\"; → \"layers\" / i;");

    [Fact]
    public void Several_layers_at_a_place_that_each_round_makes_anew_are_one_mistake() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nfor (var i = 0; i < 4; i++) { var at = s / {|#0:\"layers\"|}; x = x + x.LayerNorm(at / \"norm\").Linear(at / \"fc\", 16); }\nreturn x;"),
        "MDSL7003@0: " + string.Format(Loop, "\"layers\""),
        "\"layers\"; → \"layers\" / i;");

    [Fact]
    public void A_loop_that_computes_the_same_in_each_round() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nvar sum = x;\nfor (var i = 0; i < 4; i++) sum = sum + Mlp(s / {|#0:\"experts\"|}, x);\nreturn sum;", Mlp),
        "MDSL7003@0: " + string.Format(Loop, "\"experts\""),
        "\"experts\", → \"experts\" / i,");

    [Fact]
    public void A_counter_that_is_not_moved_on() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 16);
                    var index = 1;
                    foreach (var repeats in new[] { 2, 3 })
                    {
                        for (var i = 0; i < repeats; i++)
                        {
                            x = Mlp(s / "layers" / {|#0:index|}, x);
                        }
                        index++;
                    }
                    return x;
            """,
            Mlp),
        "MDSL7003@0: " + string.Format(Loop, "index"),
        "index, x); → index, x);\n                index++;");

    [Fact]
    public void A_number_that_stands_there_twice() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nfor (var i = 0; i < 2; i++) for (var j = 0; j < 2; j++) x = Mlp(s / \"stages\" / i / \"layers\" / {|#0:i|}, x);\nreturn x;", Mlp),
        "MDSL7003@0: " + string.Format(Loop, "i"),
        "\"layers\" / i → \"layers\" / j");

    [Fact]
    public void The_number_of_an_inner_loop_comes_last() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nfor (var i = 0; i < 2; i++) for (var j = 0; j < 2; j++) x = Mlp(s / {|#0:\"layers\"|} / i, x);\nreturn x;", Mlp),
        "MDSL7003@0: " + string.Format(Loop, "\"layers\""),
        "\"layers\" / i → \"layers\" / i / j");

    [Fact]
    public void The_number_of_an_outer_loop_comes_first() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nforeach (var (stage, depth) in new[] { 2, 3 }.Index()) for (var j = 0; j < depth; j++) x = Mlp(s / {|#0:\"layers\"|} / j, x);\nreturn x;", Mlp),
        "MDSL7003@0: " + string.Format(Loop, "\"layers\""),
        "\"layers\" / j → \"layers\" / stage / j");

    [Fact]
    public void One_name_for_two_layers() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nx = {|#1:x.Linear(s / \"fc1\", 16)|}.Relu();\nreturn x.Linear(s / {|#0:\"fc1\"|}, 16);".Replace("{|#1:x.Linear(s / \"fc1\", 16)|}", "x.{|#1:Linear(s / \"fc1\", 16)|}", StringComparison.Ordinal)),
        "MDSL7003@0+1: " + string.Format(Calls, "\"fc1\""),
        "return x.Linear(s / \"fc1\" → return x.Linear(s / \"fc2\"");

    [Fact]
    public void One_name_for_two_blocks_behind_each_other() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\nx = {|#1:Mlp(s / \"mlp\", x)|};\nx = Mlp(s / {|#0:\"mlp\"|}, x.Relu());\nreturn x;", Mlp),
        "MDSL7003@0+1: " + string.Format(Calls, "\"mlp\""),
        "\"mlp\", x.Relu() → \"mlp_2\", x.Relu()");

    [Fact]
    public void The_same_is_computed_twice() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 9, 16);
                    Sym Part(string name) => x.Linear(s / name, 16);
                    return {|#1:Part("left")|} * Part({|#0:"left"|}) + Part("right");
            """),
        "MDSL7003@0+1: two calls that compute the same share the weights at \"left\"; give each its own place, or keep the place in a variable where that is meant");

    [Fact]
    public void A_table_of_a_block_that_looks_at_two_inputs_is_silent() => Network.IsSilent(Network.Of(
        """
        var a = s.Input("a", Dim.Batch, 16);
        var b = s.Input("b", Dim.Batch, 16);
        return Scale(s / "scale", a) + Scale(s / "scale", b);
        """,
        """
        [Block]
        static Sym Scale(Scope s, Sym x) => x.Linear(s / "fc", 16) * s.Parameter("gamma", [16], Init.Ones);
        """));

    [Theory]
    // One block for two inputs, a place outside of the loop, one layer for several inputs in a loop, a small network for two poolings.
    [InlineData("return Mlp(s / \"mlp\", x) + Mlp(s / \"mlp\", x * 0.5);")]
    [InlineData("var at = s / \"mlp\"; for (var i = 0; i < 3; i++) x = Mlp(at, x); return x;")]
    [InlineData("var sum = x; foreach (var scale in new[] { 0.5, 0.25 }) sum = sum + (x * scale).Linear(s / \"fc\", 16); return sum;")]
    [InlineData("Sym Small(Sym y) => y.Linear(s / \"fc1\", 4).Relu().Linear(s / \"fc2\", 16); return Small(x) + Small(x.Relu());")]
    [InlineData("var fc = s / \"fc\"; x = x.Linear(fc, 16).Relu(); return x.Linear(fc, 16);")]
    [InlineData("for (var i = 0; i < 3; i++) x = Mlp(s / $\"mlp{i}\", x); return x;")]
    [InlineData("for (var i = 0; i < 3; i++) { var at = s / \"mlp\" / i; x = Mlp(at, x); } return x;")]
    public void Sharing_that_looks_deliberate_is_silent(string body) => Network.IsSilent(Network.Of($"var x = s.Input(\"x\", Dim.Batch, 16);\n{body}", Mlp));
}
