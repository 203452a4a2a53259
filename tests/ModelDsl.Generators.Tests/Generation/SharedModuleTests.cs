namespace ModelDsl.Generators.Tests.Generation;

/// <summary>A block that is called several times at one place.</summary>
public sealed class SharedModuleTests
{
    private const string Windows = """
        static class Windows
        {
            [Block]
            public static Sym Attention(Scope s, Sym x, int window, int heads, bool isSharp = false)
            {
                var (dim, positions) = (x.Features, 2 * window - 1);
                var table = s.Parameter("relative_position_bias_table", [positions * positions, heads], Init.TruncatedNormal(0.02));
                var (rows, columns) = s.Arange(0, window).Meshgrid(s.Arange(0, window));
                var (row, column) = (rows.Rearrange("p q -> (p q)"), columns.Rearrange("p q -> (p q)"));
                var apart = row.Rearrange("n -> n 1") - row.Rearrange("n -> 1 n") + (window - 1);
                var beside = column.Rearrange("n -> n 1") - column.Rearrange("n -> 1 n") + (window - 1);
                var index = s.Buffer("relative_position_index", (apart * positions + beside).ToInt64());
                var bias = table.TakeRows(index.Rearrange("n m -> (n m)")).Rearrange("(n m) h -> h n m", ("n", window * window)).Cached(s, "bias");
                var qkv = x.Linear(s / "qkv", 3 * dim).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", heads));
                var scores = qkv.Select(0, 0).MatMul(qkv.Select(0, 1).Rearrange("b h n d -> b h d n")) + bias;
                if (isSharp) scores *= 2;
                return scores.Softmax().MatMul(qkv.Select(0, 2)).Rearrange("b h n d -> b n (h d)").Linear(s / "proj", dim);
            }
        }
        """;

    [Fact]
    public void Calls_that_do_the_same_are_calls_of_one_module()
    {
        var text = Generate("Windows.Attention(s / \"attn\", left, 2, 2) + Windows.Attention(s / \"attn\", right, 2, 2)");
        Assert.Contains("var attn = Attn.call(left);", text, StringComparison.Ordinal);
        Assert.Contains("var attn2 = Attn.call(right);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_yields_another_may_take()
    {
        var text = Generate(
            "Twice(s / \"attn\", left, right)",
            "static Sym Twice(Scope s, Sym left, Sym right) => Windows.Attention(s, Windows.Attention(s, left, 2, 2) + right, 2, 2);");
        Assert.Contains("var attn2 = Attn.call(add);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_of_a_list_may_be_called_again()
    {
        var text = Generate("Twice(s, left)", """
            static Sym Twice(Scope s, Sym x)
            {
                Scope[] places = [s / "blocks" / 0, s / "blocks" / 1];
                foreach (var place in places) x = Windows.Attention(place, x, 2, 2);
                foreach (var place in places) x = Windows.Attention(place, x, 2, 2);
                return x;
            }
            """);
        foreach (var call in new[] { "attention0 = Blocks[0].call(left)", "attention1 = Blocks[1].call(attention0)", "attention02 = Blocks[0].call(attention1)", "attention12 = Blocks[1].call(attention02)" })
            Assert.Contains($"var {call};", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Windows.Attention(s / \"attn\", left, 2, 2) + Windows.Attention(s / \"attn\", right, 2, 2, isSharp: true)")]
    [InlineData("Windows.Attention(s / \"blocks\" / 0, left, 2, 2) + Windows.Attention(s / \"blocks\" / 0, right, 2, 2, isSharp: true)")]
    [InlineData("Windows.Attention(s / \"attn\", left, 2, 2) + Windows.Attention(s / \"attn\", left.Concat(right, 0), 2, 2).Rearrange(\"(two b) n c -> two b n c\", (\"two\", 2)).Mean(0)")]
    public void Calls_that_differ_share_their_weights_and_tables(string network)
    {
        var text = Generate(network);
        Assert.Contains("Qkv.call(left)", text, StringComparison.Ordinal);
        // One method, which both call.
        Assert.Equal(3, text.Split("Bias()").Length - 1);
    }

    private static string Generate(string network, string more = "") => Generation.Generate(Windows + $$"""

        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var (left, right) = (s.Input("left", Dim.Batch, 4, 64), s.Input("right", Dim.Batch, 4, 64));
                return {{network}} + right;
            }

            {{more}}
        }
        """)["M.g.cs"];
}
