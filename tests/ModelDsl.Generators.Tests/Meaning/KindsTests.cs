namespace ModelDsl.Generators.Tests.Meaning;

/// <summary>Arguments, images, norms, symbols and blocks that run and hardly are what was meant.</summary>
public sealed class KindsTests
{
    private const string Layer = """
        [Block]
            static Sym Layer(Scope s, Sym x, int heads, int ratio) =>
                x.Linear(s / "qkv", heads * 16).Linear(s / "fc1", ratio * 16).Gelu().Linear(s / "fc2", 16);

            [Block]
            static Sym Step(Scope s, Sym x, int channels, int kernel) => x.Conv2d(s / "conv", channels, kernel: kernel, padding: kernel / 2);

            [Block]
            static Sym Mix(Scope s, Sym x, int hidden, int features) => x.Linear(s / "fc1", hidden).Gelu().Linear(s / "fc2", features);

            [Block]
            static Sym Look(Scope s, Sym text, Sym image) => text + text.Linear(s / "q", 16).MatMul(image.Rearrange("b n c -> b c n")).Softmax().MatMul(image);
        """;

    [Fact]
    public void Arguments_with_each_others_names() => Network.Tells(
        Network.Of("var (heads, ratio) = (2, 4);\nreturn Layer(s / \"layer\", s.Input(\"x\", Dim.Batch, 16), {|#0:ratio|}, {|#1:heads|});", Layer),
        "MDSL7004@0+1: 'ratio' is given for 'heads' and 'heads' for 'ratio'; exchange them, or name the parameters where that is meant",
        "ratio, heads); → heads, ratio);");

    [Fact]
    public void A_kernel_that_is_no_number_of_channels() => Network.Tells(
        Network.Of("var kernel = 5;\nreturn Step(s / \"step\", s.Input(\"x\", Dim.Batch, 3, 16, 16), {|#0:kernel|}, {|#1:32|}).Mean(2, 3);".Replace("{|#1:32|}", "{|#1:33|}", StringComparison.Ordinal), Layer),
        "MDSL7004@0+1: 'kernel' is given for 'channels' and '33' for 'kernel'; exchange them, or name the parameters where that is meant",
        "kernel, 33) → 33, kernel)");

    [Theory]
    [InlineData("var features = 16; return Mix(s / \"mix\", x, features, 3);")]
    [InlineData("var (heads, ratio) = (2, 4); return Layer(s / \"layer\", x, heads: ratio, ratio: heads);")]
    [InlineData("var (heads, ratio) = (2, 4); return Layer(s / \"layer\", x, heads, ratio);")]
    public void Arguments_in_order_or_by_name_are_silent(string body) => Network.IsSilent(Network.Of("var x = s.Input(\"x\", Dim.Batch, 16);\n" + body, Layer));

    [Fact]
    public void A_block_that_looks_both_ways_is_silent() => Network.IsSilent(Network.Of(
        """
        var text = s.Input("text", Dim.Batch, 12, 16);
        var image = s.Input("image", Dim.Batch, 20, 16);
        var seen = Look(s / "forth", text, image);
        return seen.Mean(1) + Look(s / "back", image, text).Mean(1);
        """,
        Layer));

    [Theory]
    [InlineData("{|#0:64|}, 64, 3", "64, 64, 3", "3, 64, 64")]
    [InlineData("{|#0:48|}, 64, 1", "48, 64, 1", "1, 48, 64")]
    public void An_image_with_its_channels_last(string sizes, string written, string right)
    {
        var parts = written.Split(", ");
        Network.Tells(
            Network.Of($"return s.Input(\"image\", Dim.Batch, {sizes}).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1).Mean(2, 3);"),
            $"MDSL7005@0: the input 'image' is [N, {written}], so a convolution takes {parts[0]} channels of {parts[1]}×{parts[2]}; maps are [N, C, H, W], with the channels before height and width",
            $"{written}) → {right})");
    }

    [Theory]
    // Channels first, tokens, a map that is turned round, a narrow map of many channels that no convolution takes.
    [InlineData("return s.Input(\"image\", Dim.Batch, 3, 64, 64).Conv2d(s / \"conv\", 8, kernel: 3).Mean(2, 3);")]
    [InlineData("return s.Input(\"image\", Dim.Batch, 64, 64, 3).Rearrange(\"b h w c -> b c h w\").Conv2d(s / \"conv\", 8, kernel: 3).Mean(2, 3);")]
    [InlineData("return s.Input(\"boxes\", Dim.Batch, 64, 10, 4).Linear(s / \"fc\", 8);")]
    [InlineData("return s.Input(\"map\", Dim.Batch, 64, 4, 4).Conv2d(s / \"conv\", 8, kernel: 3).Mean(2, 3);")]
    public void Other_inputs_are_silent(string body) => Network.IsSilent(Network.Of(body));

    [Fact]
    public void A_norm_over_one_feature() => Network.Tells(
        Network.Of("return s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", {|#0:1|}).{|#1:LayerNorm(s / \"norm\")|};"),
        "MDSL7006@0+1: the layer_norm works on one value, so it yields the same whatever comes in; it sees [N, 1]");

    [Fact]
    public void A_softmax_over_one_class() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 8, 12);\nreturn x.Mean(1).Rearrange(\"b c -> b 1 c\").{|#0:Softmax(1)|};"),
        "MDSL7006@0: the softmax works on one value, so it yields the same whatever comes in; axis 1 of [N, 1, 12] has one element");

    [Fact]
    public void Groups_of_one_value() => Network.Tells(
        Network.Of("var x = s.Input(\"x\", Dim.Batch, 8, 4, 4);\nreturn x.AdaptiveAveragePool2d(1, 1).{|#0:GroupNorm(s / \"norm\", 8)|};"),
        "MDSL7006@0: the group_norm works on one value, so it yields the same whatever comes in; it sees [N, 8, 1, 1]");

    [Theory]
    [InlineData("return s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 2).LayerNorm(s / \"norm\");")]
    [InlineData("return s.Input(\"x\", Dim.Batch, 8, 4, 4).AdaptiveAveragePool2d(1, 1).GroupNorm(s / \"norm\", 4);")]
    [InlineData("return s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 1).Sigmoid();")]
    public void Norms_over_several_values_are_silent(string body) => Network.IsSilent(Network.Of(body));

    [Fact]
    public void Two_sizes_with_one_symbol() => Network.Tells(
        Network.Of(
            """
            var rows = {|#1:Dim.Symbol("R", multipleOf: 4)|};
                    var columns = Dim.Symbol({|#0:"R"|}, multipleOf: 4);
                    return s.Input("image", Dim.Batch, 3, rows, columns).Conv2d(s / "conv", 8, kernel: 3, padding: 1);
            """),
        "MDSL7007@0+1: the symbol \"R\" is made twice, so both sizes must be equal at run time; give the second another name, or make it once where that is meant",
        "columns = Dim.Symbol(\"R\" → columns = Dim.Symbol(\"C\"");

    [Theory]
    [InlineData("var side = Dim.Symbol(\"S\", multipleOf: 4); return s.Input(\"x\", Dim.Batch, 3, side, side).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1);")]
    [InlineData("var (h, w) = (Dim.Symbol(\"H\"), Dim.Symbol(\"W\")); return s.Input(\"x\", Dim.Batch, 3, h, w).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1);")]
    public void Symbols_with_names_of_their_own_are_silent(string body) => Network.IsSilent(Network.Of(body));

    [Fact]
    public void A_linear_layer_on_a_map() => Network.Tells(
        Network.Of("return s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3).BatchNorm2d(s / \"norm\").Relu().{|#0:Linear(s / \"fc\", 10)|};"),
        "MDSL7009@0: the linear layer works on the last axis of the map [N, 8, 14, 14], its width; take the mean over height and width before, or move the channels to the last axis");

    [Fact]
    public void A_layer_norm_on_a_map() => Network.Tells(
        Network.Of("return s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3).{|#0:LayerNorm(s / \"norm\")|}.Mean(2, 3);"),
        "MDSL7009@0: the norm works on the last axis of the map [N, 8, 14, 14], its width; LayerNorm2d normalises the channels of a map, or move them to the last axis",
        "LayerNorm → LayerNorm2d");

    [Fact]
    public void Two_views_of_one_image_joined_along_the_batch() => Network.Tells(
        Network.Of("var x = s.Input(\"image\", Dim.Batch, 3, 16, 16);\nreturn x.MaxPool2d(2).Concat(x.AveragePool2d(2), axis: {|#0:0|}).Conv2d(s / \"conv\", 8, kernel: 3).Mean(2, 3);"),
        "MDSL7009@0: [N, 3, 8, 8] and [N, 3, 8, 8] are joined along the batch, so there are two results for each of its elements; join them along another axis");

    [Theory]
    [InlineData("s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3).Relu().Mean({|#0:1, 2|}).Dropout(0.2).Linear(s / \"fc\", 10)", "mean of [N, 8, 14, 14] over axis 1, 2", "2, 3")]
    [InlineData("s.Input(\"tokens\", Dim.Batch, 49, 16).LayerNorm(s / \"norm\").Mean({|#0:2|}).Linear(s / \"fc\", 10)", "mean of [N, 49, 16] over axis 2", "1")]
    [InlineData("s.Input(\"tokens\", Dim.Batch, 49, 16).Linear(s / \"up\", 32).Max({|#0:-1|}).LayerNorm(s / \"norm\").Linear(s / \"fc\", 10)", "max of [N, 49, 32] over axis 2", "1")]
    public void A_mean_over_the_channels_in_front_of_a_classifier(string network, string what, string better) => Network.Tells(
        Network.Of($"return {network};"),
        $"MDSL7009@0: the {what} is one over the channels, so the linear layer behind it takes places for features; take axis {better}",
        $"{network[(network.IndexOf('|', network.IndexOf("#0", StringComparison.Ordinal) - 2) + 4)..network.IndexOf("|}", StringComparison.Ordinal)]} → {better}");

    [Theory]
    [InlineData("Select({|#0:0|}, 0).Linear(s / \"fc\", 10)", "Select(0", "1")]
    [InlineData("Mean({|#0:0|})", "Mean(0", "1")]
    [InlineData("Max({|#0:0, 2|})", "Max(0, 2", "1, 2")]
    public void One_result_for_the_whole_batch(string end, string written, string better) => Network.Tells(
        Network.Of($"return s.Input(\"tokens\", Dim.Batch, 49, 16).Linear(s / \"up\", 32).{end};"),
        $"MDSL7009@0: axis 0 of [N, 49, 32] is the batch, so there is one result for all of its elements; take axis {better}",
        $"{written} → {written[..(written.IndexOf('(', StringComparison.Ordinal) + 1)]}{better}");

    [Fact]
    public void Keys_that_are_taken_for_values() => Network.Tells(
        Network.Of(
            """
            var qkv = s.Input("tokens", Dim.Batch, 49, 16).Linear(s / "qkv", 48).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", 2));
                    var (q, k) = (qkv.Select(0, 0), qkv.{|#1:Select(0, 1)|});
                    return q.MatMul(k.Rearrange("b h n d -> b h d n")).Softmax().MatMul(qkv.Select(0, {|#0:1|})).Rearrange("b h n d -> b n (h d)");
            """),
        "MDSL7002@0+1: no output depends on part 2 of axis 0 of [3, N, 2, 49, 8]; part 1 is taken twice here",
        "MatMul(qkv.Select(0, 1 → MatMul(qkv.Select(0, 2");

    [Theory]
    [InlineData("return Grid(s.Input(\"image\", Dim.Batch, 3, 16, 16));", "static Sym Grid(Sym x) { var (rows, columns) = ({|#1:x.Height / 4|}, {|#0:x.Height / 4|}); return x.AdaptiveAveragePool2d(rows, columns); }", "x.Height / 4", "Width for the second", "x.Height / 4); → x.Width / 4);")]
    [InlineData("var x = s.Input(\"image\", Dim.Batch, 3, 16, 16); return x.MaxPool2d(2).ResizeNearest({|#0:x.Width|}, {|#1:x.Width|});", "", "x.Width", "Height for the first", "(x.Width → (x.Height")]
    public void One_side_for_both(string body, string more, string written, string better, string change) => Network.Tells(
        Network.Of(body, more), $"MDSL7011@0+1: '{written}' is given for the height and the width; take {better}, or put the size into a variable where a square is meant", change);

    [Theory]
    [InlineData("var x = s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1); return x * x.Mean(1).Rearrange(\"b h w -> b 1 h w\").Linear(s / \"columns\", 16).Sigmoid();")]
    [InlineData("var x = s.Input(\"tokens\", Dim.Batch, 49, 16).LayerNorm(s / \"norm\"); return x.Select(1, 0).Linear(s / \"fc\", 4) + x.Select(1, 0).Linear(s / \"fc2\", 4);")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 8); return x - x.Mean([0], keepAxes: true);")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 8); return x * x.Mean(0, 1);")]
    [InlineData("return s.Input(\"x\", Dim.Batch, 8).Linear(s / \"fc\", 8).Mean(0, 1);")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 4, 8).Linear(s / \"fc\", 16).Rearrange(\"b n (k d) -> k b n d\", (\"k\", 2)); return x.Select(0, 0) + x.Select(0, 0) * x.Sum(0);")]
    [InlineData("var x = s.Input(\"image\", Dim.Batch, 3, 16, 16); return x.MaxPool2d(2).ResizeNearest(x.Height, x.Width);")]
    public void Axes_and_parts_that_were_meant_are_silent(string body) => Network.IsSilent(Network.Of(body));

    [Theory]
    // Columns that are mixed, features last, two images in one batch, a batch that is cut again.
    [InlineData("return s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3, padding: 1).Linear(s / \"columns\", 16);")]
    [InlineData("return s.Input(\"image\", Dim.Batch, 3, 16, 16).Conv2d(s / \"conv\", 8, kernel: 3).Rearrange(\"b c h w -> b h w c\").Linear(s / \"fc\", 10);")]
    [InlineData("return s.Input(\"a\", Dim.Batch, 8).Concat(s.Input(\"b\", Dim.Batch, 8), axis: 0).Linear(s / \"fc\", 10);")]
    [InlineData("var x = s.Input(\"x\", Dim.Batch, 8); var parts = x.Concat(x * 0.5, axis: 0).Linear(s / \"fc\", 10).Split(0, Dim.Batch, Dim.Batch); return parts[0] + parts[1];")]
    public void Likely_axes_are_silent(string body) => Network.IsSilent(Network.Of(body));

    [Fact]
    public void A_block_with_its_scope_second() => Network.Tells(
        Network.Of(
            "return Step(s.Input(\"x\", Dim.Batch, 8), s / \"step\");",
            """
            [Block]
                static Sym {|#0:Step|}(Sym x, Scope s) => x.Linear(s / "fc", 8).Relu();
            """),
        "MDSL7008@0: the block 'Step' takes its place in the state_dict as parameter 2; make the Scope its first parameter");

    [Fact]
    public void What_two_models_share_is_told_once() => Network.Tells(
        """
        public static class Blocks
        {
            [Block]
            public static Sym Step(Scope s, Sym x)
            {
                {|#0:x.Relu()|};
                return x.Linear(s / "fc", 8);
            }
        }

        [Model("one")]
        public partial class One { static Sym Define(Scope s) => Blocks.Step(s / "step", s.Input("x", Dim.Batch, 8)); }

        [Model("two")]
        public partial class Two { static Sym Define(Scope s) => Blocks.Step(s / "step", s.Input("x", Dim.Batch, 16)); }
        """,
        "MDSL7001@0+?'\"two\"': 'Relu' yields a new tensor, and that is thrown away; write 'x = x.Relu()'",
        "        x.Relu() →         x = x.Relu()");

    [Fact]
    public void A_block_without_a_scope_is_silent() => Network.IsSilent(Network.Of(
        "return Scaled(s.Input(\"x\", Dim.Batch, 8)).Linear(s / \"fc\", 2);",
        """
        [Block]
        static Sym Scaled(Sym x) => x * 0.5;
        """));
}
