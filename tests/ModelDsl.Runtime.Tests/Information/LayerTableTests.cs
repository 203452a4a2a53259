using System.Globalization;

namespace ModelDsl.Runtime.Tests.Information;

public sealed class LayerTableTests
{
    [Fact]
    public void Modules_and_layers_stand_in_the_order_in_which_they_are_named() => Same(
        new LayerInfo("", "Net", "[N, 10]", 338, 14984,
        [
            new("stem", "Stem", "[N, 8, 8, 8]", 240, 13824, [new("conv", "conv2d", "[N, 8, 8, 8]", 224, 13824, []), new("norm", "batch_norm2d", "[N, 8, 8, 8]", 16, 0, [])]),
            new("token", "parameter", "[8]", 8, 0, []),
            new("body", "Body", "[N, 8]", 0, 1080, [new("attn", "Attention", "[N, 8]", 0, 1080, [new("drop", "dropout", "", 0, 1080, [])])]),
            new("head", "linear", "[N, 10]", 90, 80, []),
        ]),
        """
        Net [N, 10] 338 14984: stem; token parameter [8] 8; body; head linear [N, 10] 90 80
        stem Stem [N, 8, 8, 8] 240 13824: conv conv2d [N, 8, 8, 8] 224 13824; norm batch_norm2d [N, 8, 8, 8] 16
        body Body [N, 8] 0 1080: attn
        body.attn Attention [N, 8] 0 1080: drop dropout 0 1080
        """);

    [Fact]
    public void Numbered_modules_that_are_equal_are_written_once()
    {
        LayerInfo[] inside = [new("fc", "Mlp", "[N, 8]", 72, 64, [new("0", "linear", "[N, 8]", 72, 64, [])])];
        Same(
            new LayerInfo("", "Net", "", 288, 256,
            [
                new("blocks", "", "", 288, 256, [new("9", "Block", "[N, 8]", 72, 64, inside), new("10", "Block", "[N, 8]", 72, 64, inside), new("11", "Block", "[N, 8]", 72, 64, inside), new("12", "linear", "[N, 8]", 72, 64, [])]),
                new("0", "relu", "[N, 8]", 0, 0, []),
                new("1", "relu", "[N, 8]", 0, 0, []),
            ]),
            """
            Net 288 256: blocks.9-11; blocks.12 linear [N, 8] 72 64; 0-1 relu [N, 8]
            blocks.9-11 Block [N, 8] 72 64: fc
            blocks.9-11.fc Mlp [N, 8] 72 64: 0 linear [N, 8] 72 64
            """);
    }

    [Fact]
    public void Parts_may_stand_in_parentheses_where_a_module_is_named() => Same(
        new LayerInfo("", "Net", "[⌊(H + 15)/32⌋]", 6, 5,
        [
            new("nothing", "", "", 0, 0, []),
            new("a", "Attn", "[⌊(H + 7)/32⌋, 8]", 4, 5, [new("q", "linear", "[⌊(H + 7)/32⌋, 8]", 1, 2, []), new("b", "Bias", "", 3, 3, [new("c", "x", "", 3, 3, [])])]),
            new("blocks", "", "", 2, 0, [new("0", "Block", "", 1, 0, [new("g", "", "", 1, 0, [new("w", "x", "", 1, 0, [])])]), new("1", "Block", "", 1, 0, [new("g", "", "", 1, 0, [new("w", "x", "", 1, 0, [])])])]),
        ]),
        """
        Net [⌊(H + 15)/32⌋] 6 5: nothing (); a Attn [⌊(H + 7)/32⌋, 8] 4 5 (q linear [⌊(H + 7)/32⌋, 8] 1 2; b Bias 3 3 (c x 3 3)); blocks.0-1 Block 1 (g.w x 1)
        """);

    [Fact]
    public void What_only_holds_others_has_the_sums_of_their_numbers_unless_it_has_a_line() => Same(
        new LayerInfo("", "Net", "[1]", 9, 12,
        [
            new("a", "", "", 6, 10, [new("b", "", "", 3, 5, [new("c", "x", "", 1, 2, []), new("d", "x", "", 2, 3, [])]), new("e", "x", "", 3, 5, [])]),
            new("f", "", "", 7, 8, [new("0", "x", "", 1, 1, [])]),
            new("g", "", "", 2, 2, [new("0", "", "", 1, 1, [new("h", "x", "", 1, 1, [])]), new("1", "", "", 1, 1, [new("h", "x", "", 1, 1, [])])]),
        ]),
        """
        Net [1] 9 12: a.b.c x 1 2; a.b.d x 2 3; a.e x 3 5; f; g.0-1.h x 1 1
        f 7 8: 0 x 1 1
        """);

    [Fact]
    public void A_container_may_be_empty() => Same(
        new LayerInfo("", "Net", "[N]", 0, 0, [new("alias", "", "", 0, 0, []), new("groups", "", "", 0, 0, [new("0", "", "", 0, 0, [])])]),
        """
        Net [N]: alias; groups.0
        alias
        groups.0
        """);

    [Theory]
    [InlineData("[4N, 49, 256], [N, 16, 256]", "[4N, 49, 256], [N, 16, 256]")]
    [InlineData("[N·⌈H/224⌉·⌈W/224⌉, 49, 512], [⌊(H + 3)/2⌋², (W/32) - 1]", "[N·⌈H/224⌉·⌈W/224⌉, 49, 512], [⌊(H + 3)/2⌋², (W/32) - 1]")]
    [InlineData("[N, 2[H = W] + 1], []", "[N, 2[H = W] + 1], []")]
    [InlineData("[a\\u003a b\\u003b\\u000a\\u0022] 5]", "[a: b;\n\"] 5]")]
    public void Outputs_are_the_text_that_they_were(string written, string output) => Same(
        new LayerInfo("", "Net", output, 7, 0, [new("a", "x", output, 5, 6, []), new("b", "x", output, 0, 0, []), new("c", "", output, 0, 0, [])]),
        $"""
        Net {written} 7: a x {written} 5 6; b x {written}; c
        c {written}
        """);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Lines_end_as_in_any_file(string end) => Same(
        new LayerInfo("", "Net", "", 1, 0, [new("a", "A", "[N]", 1, 0, [])]), $"Net 1: a{end}a A [N] 1{end}");

    [Fact]
    public void Culture_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
            Same(new LayerInfo("", "Net", "", 1234, -5, [new("I", "i", "[N]", 1234, -5, [])]), "Net 1234 -5: I i [N] 1234 -5");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("", 1, "there is no line")]
    [InlineData("Net [N, 10", 1, "'Net [N, 10' is not a path, a kind, outputs, parameters and MACs")]
    [InlineData("Net [N] 1 2 3", 1, "is not a path")]
    [InlineData("Net [N] 1,000", 1, "is not a path")]
    [InlineData("Net  [N]", 1, "is not a path")]
    [InlineData("Net: a x;b y", 1, "'a x;b y' is not a path")]
    [InlineData("Net: a x; ", 1, "a path is missing")]
    [InlineData("Net 99999999999999999999", 1, "99999999999999999999 is too large")]
    [InlineData("Net: a.b x 9223372036854775807; a.c x 1", 1, "a sum is too large")]
    [InlineData("Net: a A (b x 1", 1, "parentheses do not match")]
    [InlineData("Net: a A b x 1)", 1, "parentheses do not match")]
    [InlineData("Net: a A (b x 1) (c x 1)", 1, "parentheses do not match")]
    [InlineData("Net: (b x 1)", 1, "parentheses do not match")]
    [InlineData("Net: a A (b x 1; b x 2)", 1, "'a.b' occurs twice")]
    [InlineData("Net: a A (b x 1; )", 1, "a path is missing")]
    [InlineData("Net: a", 1, "'a' has neither a kind nor its own line")]
    [InlineData("Net: a\na A: b.c", 2, "'a.b.c' has neither a kind nor its own line")]
    [InlineData("Net: a\na A\nb B", 3, "it belongs to no module that another line names")]
    [InlineData("Net: a x\na A", 2, "it belongs to no module that another line names")]
    [InlineData("Net: a\na A\na A", 3, "'a' has line 2 already")]
    [InlineData("Net: a\n\na A", 2, "a path is missing")]
    [InlineData("Net: a\n A", 2, "a path is missing")]
    [InlineData("Net: a\na A: x c 1; x d 2", 2, "'a.x' occurs twice")]
    [InlineData("Net: a x 1; a.b x 2", 1, "'a' occurs twice")]
    [InlineData("Net: 0-2 x; 2 y", 1, "'2' occurs twice")]
    [InlineData("Net: 0-2-4 x", 1, "is not a path")]
    [InlineData("Net: 2-0 x", 1, "'2-0' is not a range")]
    [InlineData("Net: 2-2 x", 1, "'2-2' is not a range")]
    [InlineData("Net: a-2 x", 1, "'a-2' is not a range")]
    [InlineData("Net: 1-9999999999 x", 1, "'1-9999999999' is not a range")]
    [InlineData("Net: a..b x", 1, "is not a path")]
    [InlineData("Net: a. x", 1, "is not a path")]
    [InlineData("Net: é x", 1, "is not a path")]
    public void A_damaged_text_is_refused_by_its_line(string text, int line, string problem)
    {
        var message = Assert.Throws<FormatException>(() => LayerTable.Read(text)).Message;
        Assert.StartsWith($"Line {line} of the layer table is damaged: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    /// <summary>Whatever is cut out, there is a table or a message, and nothing else.</summary>
    [Fact]
    public void No_cut_leads_to_another_exception()
    {
        const string text = "Net [N] 3 4: a.0-3; b x [N] 1; c\na.0-3 A [N], [1] 1 2: d y [N] 1\nc: e.f y";
        for (var from = 0; from < text.Length; from++)
        {
            for (var to = from; to <= text.Length; to++)
            {
                try
                {
                    LayerTable.Read(text[..from] + text[to..]);
                }
                catch (FormatException)
                {
                }
            }
        }
    }

    private static void Same(LayerInfo expected, string text) => Assert.Equal(Lines(expected, ""), Lines(LayerTable.Read(text), ""));

    /// <summary>A line for each layer; records compare their lists by reference.</summary>
    private static IEnumerable<string> Lines(LayerInfo layer, string indentation) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{indentation}{layer.Name}|{layer.Kind}|{layer.Output}|{layer.Parameters}|{layer.Macs}"),
        .. layer.Children.SelectMany(c => Lines(c, indentation + "  ")),
    ];
}
