namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>
/// A block that is called again and differs in its place and rates only is not evaluated again. What it adds must be
/// what running it adds; where anything else differs it is evaluated.
/// </summary>
public class RepetitionTests
{
    [Theory]
    [InlineData("x = Block(s / i, x, 0.1 * i);", "x + x.Conv2d(s / \"conv\", 8, kernel: 3, padding: 1).DropPath(rate)")]
    // Handed on to an inner block, which has its own rate as well.
    [InlineData("x = Block(s / i, x, 0.1 * i);", "Inner(s / \"inner\", x, rate).Dropout(0.1)")]
    // Weights at one place are shared.
    [InlineData("x = Block(s / \"same\", x, 0.1 * i);", "x.Conv2d(s / \"conv\", 8, kernel: 1).DropPath(rate)")]
    // A table of the block's own, kept.
    [InlineData("x = Block(s / i, x, 0.1 * i);", "x + (s.Arange(0, 8) * s.Parameter(\"scale\", [8], Init.Zeros)).Cached(s, \"table\").Rearrange(\"c -> 1 c 1 1\").DropPath(rate)")]
    public void A_block_that_is_called_again_is_added_again(string call, string body)
    {
        var evaluation = Compare(call, $"[Block] static Sym Block(Scope s, Sym x, double rate) => {body};");
        var rates = evaluation.Graph.Nodes.Select(n => n.Op).OfType<DropPathOp>().Select(r => r.Rate);
        Assert.Equal([0.0, 0.1, 0.2, 0.3, 0.4], rates.Select(r => Math.Round(r, 10)));
        Assert.True(IsRepeated(evaluation));
    }

    [Theory]
    [InlineData("x = Block(s / i, x, 0.1 * i);", "Wide(s, x, rate > 0.15 ? 2 : 1)")]
    [InlineData("x = Block(s / i, x, 0.1 * i);", "x.Conv2d(s / \"conv\", 8 + (int)(rate * 100), kernel: 1).Conv2d(s / \"back\", 8, kernel: 1)")]
    [InlineData("x = Block(s / i, x, 0.1);", "Wide(s, x, s.Path.EndsWith(\"3\", StringComparison.Ordinal) ? 2 : 1)")]
    [InlineData("x = Block(s / i, x, 0.1);", "Wide(s, x, $\"{s}\" == \"3\" ? 2 : 1)")]
    [InlineData("x = Block(s / i, x, 0.1);", "Wide(s, x, string.Concat(s, \"\") == \"3\" ? 2 : 1)")]
    [InlineData("x = Block(s / i, x, 0.1);", "Wide(s, x, ++s_calls)")]
    [InlineData("s_calls = i + 1; x = Block(s / i, x, 0.1);", "Wide(s, x, s_calls)")]
    [InlineData("x = Block(s / i, x, 0.1);", "Wide(s, x, x.Node.Id + 1)")]
    public void What_the_block_finds_out_besides_its_arguments_counts(string call, string body) => Assert.False(IsRepeated(
        Compare(call, $"static int s_calls; [Block] static Sym Block(Scope s, Sym x, double rate) => {body};")));

    [Theory]
    [InlineData("widths[0] = i + 1; x = Block(s / i, x, widths);", "int[] widths", "widths[0]")]
    [InlineData("list.Add(1); x = Block(s / i, x, list);", "List<int> list", "list.Count")]
    [InlineData("x = Block(s / i, x, () => i + 1);", "Func<int> width", "width()")]
    [InlineData("x = Block(s / i, x, widths.Select(w => w + i + 1));", "IEnumerable<int> some", "some.First()")]
    [InlineData("box.Width = i + 1; x = Block(s / i, x, box);", "Box box", "box.Width")]
    [InlineData("x = Block(s / i, x, i);", "int width", "width + 1")]
    [InlineData("x = Block(s / i, x, (i, 1));", "(int A, int B) pair", "pair.A + pair.B")]
    [InlineData("x = Block(s / i, x, new Box { Width = i + 1 });", "Box box", "box.Width")]
    public void An_argument_that_changed_counts(string call, string parameter, string width) => Assert.False(IsRepeated(
        Compare(call, $"class Box {{ public int Width {{ get; set; }} }} [Block] static Sym Block(Scope s, Sym x, {parameter}) => Wide(s, x, {width});", "var widths = new int[1]; var list = new List<int>(); var box = new Box();")));

    [Fact]
    public void Two_rates_are_told_apart_though_they_were_equal_at_first()
    {
        const string Block = "[Block] static Sym Block(Scope s, Sym x, double a, double b) => x.Conv2d(s / \"conv\", 8, kernel: 1).Dropout(0.2).DropPath(a).DropPath(b);";
        var evaluation = Compare("x = i == 0 ? Block(s / i, x, 0.2, 0.2) : Block(s / i, x, 0.1 * i, 0.05);", Block);
        Assert.True(IsRepeated(evaluation));
    }

    [Fact]
    public void Orders_are_stated_for_each_place()
    {
        var evaluation = Compare("x = Block(s / i, x);", "[Block] static Sym Block(Scope s, Sym x) { s.StateOrder(\"b\", \"a\"); return x.Conv2d(s / \"a\", 8, kernel: 1).Conv2d(s / \"b\", 8, kernel: 1); }");
        Assert.Equal(["0", "1", "2", "3", "4"], evaluation.Graph.StateOrders.Keys);
    }

    [Theory]
    // A rate out of range, though the first was in it.
    [InlineData("x = Block(s / i, x, 0.3 * i);", "[Block] static Sym Block(Scope s, Sym x, double rate) => x.Conv2d(s / \"conv\", 8, kernel: 1).DropPath(rate);", "rate is 1.2")]
    // A place inside another one's weights.
    [InlineData("x = Block(i < 3 ? s / i : s / 1 / \"conv\", x);", "[Block] static Sym Block(Scope s, Sym x) => x.Conv2d(s / \"conv\", 8, kernel: 1);", "\"1.conv.conv\" cannot own weights")]
    // The same shape, but of an input and not of a table.
    [InlineData("Sym t = s.Arange(0, 8) * 2; x += Block(s / i, i < 3 ? t : x.Mean(0, 2, 3), 0).Rearrange(\"c -> 1 c 1 1\");", "[Block] static Sym Block(Scope s, Sym x, int n) => x.Cached(s, \"kept\");", "depends on an input")]
    // The same sizes, but rows and columns exchanged.
    [InlineData("var tokens = x.Rearrange(i < 3 ? \"b c h w -> b (h w) c\" : \"b c h w -> b (w h) c\"); x += Block(s / i, tokens);", "[Block] static Sym Block(Scope s, Sym x) => x.Linear(s / \"fc\", 8).Rearrange(\"b (h w) c -> b c h w\", (\"h\", 4));", "\"h\"")]
    public void What_goes_wrong_only_later_is_told(string call, string block, string message)
    {
        var diagnostics = Spec.Evaluate(Spec.Compile(Source(call, block, ""))).Diagnostics;
        Assert.Contains(message, Assert.Single(diagnostics).Message, StringComparison.Ordinal);
    }

    private static Generators.Evaluation.Evaluation Compare(string call, string block, string before = "")
    {
        var source = Source(call, block, before);
        var evaluation = Spec.EvaluateRight(source);
        Assert.Equal(Spec.Run(Spec.Compile(source)).Nodes, evaluation.Graph.Nodes.Select(n => n.ToString()));
        return evaluation;
    }

    private static string Source(string call, string block, string before) => $$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 8, 4, 4);
                {{before}}
                for (var i = 0; i < 5; i++) { {{call}} }
                return x;
            }
            {{block}}
            [Block] static Sym Inner(Scope s, Sym x, double rate) => x.Conv2d(s / "conv", 8, kernel: 1).DropPath(rate);
            static Sym Wide(Scope s, Sym x, int width) => x.Conv2d(s / "conv", width, kernel: 1).Conv2d(s / "back", 8, kernel: 1);
        }
        """;

    /// <summary>Operations that are added again are the very same objects; whatever is evaluated makes its own.</summary>
    private static bool IsRepeated(Generators.Evaluation.Evaluation evaluation) =>
        evaluation.Graph.Nodes.Select(n => n.Op).Where(o => o is Conv2dOp or ParameterOp).GroupBy(o => o, ReferenceEqualityComparer.Instance).Any(g => g.Count() > 1);
}
