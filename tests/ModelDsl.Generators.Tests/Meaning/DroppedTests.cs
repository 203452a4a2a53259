namespace ModelDsl.Generators.Tests.Meaning;

/// <summary>Results that are thrown away.</summary>
public sealed class DroppedTests
{
    [Fact]
    public void A_step_without_a_target() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("sound", Dim.Batch, 40).Linear(s / "fc1", 64);
                    {|#0:x.Gelu()|};
                    return x.Linear(s / "fc2", 5);
            """),
        "MDSL7001@0: 'Gelu' yields a new tensor, and that is thrown away; write 'x = x.Gelu()'",
        "        x.Gelu() →         x = x.Gelu()");

    [Fact]
    public void A_block_is_told_where_it_is_called() => Network.Tells(
        Network.Of(
            """
            var map = s.Input("image", Dim.Batch, 3, 32, 32);
                    for (var i = 0; i < 2; i++) {|#0:Reduce(s / "reduce" / i, map, 8)|};
                    return map.Mean(2, 3).Linear(s / "fc", 5);
            """,
            """
            [Block]
            static Sym Reduce(Scope s, Sym x, int channels)
            {
                var y = x.Conv2d(s / "conv", channels, kernel: 3, stride: 2, padding: 1);
                return y.Relu();
            }
            """),
        "MDSL7001@0: 'Reduce' yields a new tensor, and that is thrown away; write 'map = Reduce(s / \"reduce\" / i, map, 8)'",
        "i++) Reduce( → i++) map = Reduce(");

    [Fact]
    public void A_block_that_returns_what_another_block_returns() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 3, 32, 32);
                    {|#0:Outer(s / "outer", x)|};
                    return x;
            """,
            """
            [Block]
            static Sym Outer(Scope s, Sym x) => Inner(s / "inner", x);

            [Block]
            static Sym Inner(Scope s, Sym x) => x.Conv2d(s / "conv", 3, kernel: 1);
            """),
        "MDSL7001@0: 'Outer' yields a new tensor, and that is thrown away; write 'x = Outer(s / \"outer\", x)'",
        "        Outer( →         x = Outer(");

    [Fact]
    public void The_variable_of_a_loop_cannot_take_it() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 3, 32, 32);
                    Sym[] parts = [x.MaxPool2d(2), x.AveragePool2d(2)];
                    var sum = x.Mean(2, 3);
                    foreach (var part in parts)
                    {
                        {|#0:part.Relu()|};
                        sum = sum + part.Mean(2, 3);
                    }
                    return sum;
            """),
        "MDSL7001@0: 'Relu' yields a new tensor, and that is thrown away; use it, or remove the call");

    [Fact]
    public void Nor_one_of_several_variables_of_a_loop() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 3, 32, 32);
                    var sum = x.Mean(2, 3);
                    foreach (var (part, weight) in new[] { (x.MaxPool2d(2), 0.5), (x.AveragePool2d(2), 0.25) })
                    {
                        {|#0:part.Relu()|};
                        sum = sum + part.Mean(2, 3) * weight;
                    }
                    return sum;
            """),
        "MDSL7001@0: 'Relu' yields a new tensor, and that is thrown away; use it, or remove the call");

    [Theory]
    // What is observed, what is discarded by name, a table that is only saved.
    [InlineData("x.Relu().Tap(\"active\");")]
    [InlineData("_ = x.Linear(s / \"auxiliary\", 2);")]
    [InlineData("s.Parameter(\"scale\", [4], Init.Ones);")]
    [InlineData("x.Tap(\"input\").Tap(\"also\");")]
    [InlineData("var _unused = x.Linear(s / \"auxiliary\", 2);")]
    public void What_is_meant_is_silent(string statement) =>
        Network.IsSilent(Network.Of($"var x = s.Input(\"x\", Dim.Batch, 4);\n{statement}\nreturn x.Linear(s / \"fc\", 2);"));
}
