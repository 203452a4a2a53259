namespace ModelDsl.Generators.Tests.Meaning;

/// <summary>Tensors that no output depends on.</summary>
public sealed class UnusedTests
{
    private const string Remove = "; use it, or remove it";

    [Fact]
    public void A_branch() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 3, 32, 32);
                    var fine = x.Conv2d(s / "fine", 8, kernel: 3, padding: 1).Relu();
                    var {|#0:coarse|} = x.Conv2d(s / "coarse", 8, kernel: 5, padding: 2).Relu();
                    return fine.Mean(2, 3).Linear(s / "fc", 2);
            """),
        "MDSL7002@0: no output depends on 'coarse'" + Remove);

    [Fact]
    public void The_end_of_a_chain_is_told_once() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 8);
                    var first = x.Linear(s / "a", 8);
                    var second = first.Linear(s / "b", 8);
                    var {|#0:third|} = second.Linear(s / "c", 8);
                    return x.Linear(s / "d", 2);
            """),
        "MDSL7002@0: no output depends on 'third'" + Remove);

    [Fact]
    public void One_operand_is_taken_twice() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("sound", Dim.Batch, 16, 40);
                    var loud = x.Max(1);
                    var {|#1:usual|} = x.Mean(1);
                    return (loud + {|#0:loud|}).Linear(s / "fc", 3);
            """),
        "MDSL7002@0+1: no output depends on 'usual'; 'loud' is taken twice here",
        "loud + loud → loud + usual");

    [Fact]
    public void The_first_of_two_where_the_unused_one_is_made_before() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("sound", Dim.Batch, 16, 40);
                    var {|#1:loud|} = x.Max(1);
                    var usual = x.Mean(1);
                    return {|#0:usual|}.Concat(usual, axis: -1).Linear(s / "fc", 3);
            """),
        "MDSL7002@0+1: no output depends on 'loud'; 'usual' is taken twice here",
        "return usual.Concat → return loud.Concat");

    [Fact]
    public void Two_heads_on_one_feature() => Network.Tells(
        """
        [Model("net")]
        public partial class Net
        {
            static (Sym Age, Sym Name) Define(Scope s)
            {
                var x = s.Input("face", Dim.Batch, 32);
                var years = x.Linear(s / "years", 8).Relu();
                var {|#1:identity|} = x.Linear(s / "identity", 8).Relu();
                return (years.Linear(s / "age", 1), {|#0:years|}.Linear(s / "name", 100));
            }
        }
        """,
        "MDSL7002@0+1: no output depends on 'identity'; 'years' is taken twice here",
        "years.Linear(s / \"name\" → identity.Linear(s / \"name\"");

    [Fact]
    public void Two_towers_on_one_input() => Network.Tells(
        """
        [Model("net")]
        public partial class Net
        {
            static (Sym Image, Sym Text) Define(Scope s)
            {
                var image = s.Input("image", Dim.Batch, 6, 16).Linear(s / "patches", 8);
                var {|#1:text|} = s.Input("text", Dim.Batch, 6, 16).Linear(s / "words", 8);
                return (Project(s / "image", image.Mean(1)), Project(s / "text", {|#0:image|}.Mean(1)));
            }

            static Sym Project(Scope s, Sym x) => x.Linear(s / "proj", 4);
        }
        """,
        "MDSL7002@0+1: no output depends on 'text'; 'image' is taken twice here",
        "\"text\", image.Mean → \"text\", text.Mean");

    [Fact]
    public void A_variable_of_a_loop_beside_a_square_behind_it() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 8);
                    var sum = x;
                    for (var i = 0; i < 2; i++)
                    {
                        var {|#0:expert|} = x.Linear(s / "experts" / i, 8);
                        sum = sum + x;
                    }
                    return sum - sum * sum;
            """),
        "MDSL7002@0: no output depends on 'expert'" + Remove);

    [Fact]
    public void A_chain_that_begins_again() => Network.Tells(
        Network.Of(
            """
            var flat = s.Input("x", Dim.Batch, 64);
                    var {|#1:y|} = flat.Linear(s / "fc1", 32).Relu();
                    y = {|#0:flat|}.Linear(s / "fc2", 32).Relu();
                    return y.Linear(s / "fc3", 2);
            """),
        "MDSL7002@0+1: no output depends on 'y'; 'flat' is used again here, where 'y' should continue",
        "y = flat.Linear(s / \"fc2\" → y = y.Linear(s / \"fc2\"");

    [Fact]
    public void An_input() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 4);\nvar {|#0:age|} = s.Input(\"age\", Dim.Batch, 1);\nreturn x.Linear(s / \"fc\", 2);"),
        "MDSL7002@0: no output depends on the input 'age'" + Remove);

    [Fact]
    public void An_input_whose_size_is_all_that_is_read() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 4);\nvar {|#0:like|} = s.Input(\"like\", Dim.Batch, 6);\nreturn x.Linear(s / \"fc\", (int)like.Features);"),
        "MDSL7002@0: no output depends on the input 'like'" + Remove);

    [Fact]
    public void A_map_that_is_listed_twice() => Network.Tells(
        """
        [Model("net")]
        public partial class Net
        {
            static Features Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 16, 16);
                var fine = x.Conv2d(s / "fine", 8, kernel: 3);
                var {|#1:coarse|} = x.Conv2d(s / "coarse", 8, kernel: 3, stride: 2);
                return new Features(("fine", fine), ("coarse", {|#0:fine|}));
            }
        }
        """,
        "MDSL7002@0+1: no output depends on 'coarse'; 'fine' is taken twice here",
        "(\"coarse\", fine) → (\"coarse\", coarse)");

    [Fact]
    public void A_level_that_is_put_into_a_list_and_not_taken() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("x", Dim.Batch, 8);
                    var levels = new Sym[2];
                    levels[0] = x.Linear(s / "a", 8);
                    levels[1] = x.{|#0:Linear(s / "b", 8)|};
                    return levels[0].Linear(s / "fc", 2);
            """),
        "MDSL7002@0: no output depends on the result of 'Linear'" + Remove);

    [Fact]
    public void A_table() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 4);\nvar {|#0:gamma|} = s.Parameter(\"gamma\", [4], Init.Ones);\nreturn x.Linear(s / \"fc\", 2);"),
        "MDSL7002@0: no output depends on 'gamma'" + Remove);

    [Fact]
    public void A_parameter_of_a_block() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 3, 32, 32);
                    var edges = x.Conv2d(s / "edges", 4, kernel: 3, padding: 1);
                    return Join(s / "join", x.Relu(), edges).Mean(2, 3);
            """,
            """
            [Block]
            static Sym Join(Scope s, Sym x, Sym {|#0:side|}) => x.Conv2d(s / "conv", (int)side.Channels, kernel: 1);
            """),
        "MDSL7002@0: no output depends on the parameter 'side'" + Remove);

    [Fact]
    public void A_parameter_of_a_block_beside_one_that_is_taken_twice() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 3, 32, 32);
                    var edges = x.Conv2d(s / "edges", 3, kernel: 3, padding: 1);
                    return Join(s / "join", x.Relu(), edges).Mean(2, 3);
            """,
            """
            [Block]
            static Sym Join(Scope s, Sym x, Sym {|#1:side|}) => (x + {|#0:x|}).Conv2d(s / "conv", 4, kernel: 1);
            """),
        "MDSL7002@0+1: no output depends on the parameter 'side'; 'x' is taken twice here",
        "x + x → x + side");

    [Fact]
    public void A_skip_that_a_block_ignores_though_another_step_needs_it() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 4, 32, 32);
                    return Up(s / "up", x.MaxPool2d(2), x).Mean(2, 3);
            """,
            """
            [Block]
            static Sym Up(Scope s, Sym x, Sym {|#1:skip|})
            {
                var y = x.ResizeNearest(skip.Height, skip.Width);
                return y.Concat({|#0:y|}, axis: 1).Conv2d(s / "conv", 4, kernel: 3, padding: 1);
            }
            """),
        "MDSL7002@0+1: no output depends on the parameter 'skip'; 'y' is taken twice here",
        "y.Concat(y → y.Concat(skip");

    [Fact]
    public void A_number_that_a_block_ignores() => Network.Tells(
        Network.Of(
            "return Reduce(s / \"reduce\", s.Input(\"image\", Dim.Batch, 4, 32, 32), 8, 2).Mean(2, 3);",
            """
            [Block]
            static Sym Reduce(Scope s, Sym x, int channels, int {|#0:stride|}) => x.Conv2d(s / "conv", channels, kernel: 3, padding: 1);
            """),
        "MDSL7002@0: no output depends on the parameter 'stride'" + Remove);

    [Fact]
    public void The_width_that_a_pattern_works_out_is_silent() => Network.IsSilent(Network.Of(
        """
        var x = s.Input("image", Dim.Batch, 4, 32, 16);
        return Turn(s / "turn", x.Rearrange("b c h w -> b (h w) c"), x.Height, x.Width).Mean(2, 3);
        """,
        """
        [Block]
        static Sym Turn(Scope s, Sym x, Dim height, Dim width) => x.Linear(s / "fc", 8).Rearrange("b (h w) c -> b c h w", ("h", height));
        """));

    [Fact]
    public void A_method_that_an_interface_asks_for_is_silent() => Network.IsSilent(
        """
        public interface IStep { Sym Apply(Scope s, Sym x, int width); }

        public sealed class Same : IStep { public Sym Apply(Scope s, Sym x, int width) => x; }

        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s) => new Same().Apply(s, s.Input("x", Dim.Batch, 8), 16).Linear(s / "fc", 2);
        }
        """);

    [Fact]
    public void Weights_that_only_some_runs_of_a_block_use() => Network.Tells(
        Network.Of(
            """
            var x = s.Input("image", Dim.Batch, 8, 32, 32);
                    x = Unit(s / "unit0", x, 1);
                    return Unit(s / "unit1", x, 2).Mean(2, 3);
            """,
            """
            [Block]
            static Sym Unit(Scope s, Sym x, int stride)
            {
                var {|#0:skip|} = x.Conv2d(s / "skip", 8, kernel: 1, stride: stride);
                var y = x.Conv2d(s / "conv", 8, kernel: 3, stride: stride, padding: 1);
                return stride == 1 ? x + y : skip + y;
            }
            """),
        "MDSL7002@0: no output depends on 'skip'" + Remove);

    [Theory]
    // A part of what is cut, the last of a loop without weights, sizes, what several variables share.
    [InlineData("var parts = x.Split(1, 4, 4, 8); return parts[0] + parts[1];")]
    [InlineData("var sum = x; for (var i = 0; i < 3; i++) { sum = sum + x; x = x * 0.5; } return sum;")]
    [InlineData("var half = x.Slice(1, 0, 8); return x.Linear(s / \"fc\", (int)half.Features);")]
    [InlineData("var y = x; var z = y; return z.Linear(s / \"fc\", 2);")]
    [InlineData("return x * x + x;")]
    public void What_networks_do_is_silent(string body) => Network.IsSilent(Network.Of($"var x = s.Input(\"x\", Dim.Batch, 16);\n{body}"));

    [Fact]
    public void The_other_stream_of_the_last_layer_is_silent() => Network.IsSilent(Network.Of(
        """
        var text = s.Input("text", Dim.Batch, 12, 16);
        var image = s.Input("image", Dim.Batch, 20, 16);
        for (var i = 0; i < 3; i++) (text, image) = Layer(s / "layers" / i, text, image);
        return text.Mean(1);
        """,
        """
        [Block]
        static (Sym Text, Sym Image) Layer(Scope s, Sym text, Sym image)
        {
            var seen = text.MatMul(image.Rearrange("b n c -> b c n")).Softmax().MatMul(image);
            return (text + seen.Linear(s / "text", 16), image + image.Linear(s / "image", 16));
        }
        """));

    [Fact]
    public void A_tensor_that_looks_at_itself_is_silent() => Network.IsSilent(Network.Of(
        """
        var x = s.Input("x", Dim.Batch, 12, 16);
        return Attend(s / "self", x, x).Mean(1);
        """,
        """
        [Block]
        static Sym Attend(Scope s, Sym target, Sym source) =>
            target.Linear(s / "q", 16).MatMul(source.Linear(s / "k", 16).Rearrange("b n c -> b c n")).Softmax().MatMul(source);
        """));

    [Fact]
    public void A_level_that_is_only_observed_is_silent() => Network.IsSilent(Network.Of(
        """
        var x = s.Input("x", Dim.Batch, 16);
        var auxiliary = x.Linear(s / "auxiliary", 2);
        auxiliary.Tap("auxiliary");
        return x.Linear(s / "fc", 2);
        """));

    [Fact]
    public void A_table_that_has_its_place_in_the_order_is_silent() => Network.IsSilent(Network.Of(
        """
        var x = s.Input("x", Dim.Batch, 16);
        s.StateOrder("fc", "steps");
        var steps = s.Buffer("steps", s.Arange(0, 4));
        return x.Linear(s / "fc", 2);
        """));

    [Fact]
    public void A_skip_that_only_tells_a_size_is_silent() => Network.IsSilent(Network.Of(
        """
        var x = s.Input("image", Dim.Batch, 3, 32, 32);
        var half = x.MaxPool2d(2);
        return Up(s / "up", half, x).Mean(2, 3);
        """,
        """
        [Block]
        static Sym Up(Scope s, Sym x, Sym like) => x.ResizeNearest(like.Height, like.Width).Conv2d(s / "conv", 4, kernel: 3, padding: 1);
        """));
}
