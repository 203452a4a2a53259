using Xunit;

namespace ModelDsl.Tests;

/// <summary>Named axes keep their meaning from one rearrangement to the next, even where the sizes would allow another.</summary>
public sealed class AxisNamesTests
{
    private readonly Graph _graph = new();

    private Sym Input(params Dim[] dims) => _graph.Root.Input("x", dims);

    private static void Refused(Func<Sym> build, string message, params int[] earlier)
    {
        var error = Assert.Throws<SpecException>(build);
        Assert.Equal(SpecErrors.AxisTakenForAnother, error.Id);
        Assert.Equal(message, error.Message);
        Assert.Equal(earlier, error.Earlier.Select(n => n.Id));
    }

    /// <summary>FasterViT's published any-resolution code: carrier tokens in raster order, taken apart with rows and columns of the window grid exchanged.</summary>
    [Fact]
    public void The_published_carrier_token_swap_is_refused()
    {
        var carriers = Input(Dim.Batch, 24, 256);
        var raster = carriers.Rearrange("b (h w p q) c -> b (h p w q) c", ("h", 2), ("w", 3), ("p", 2));
        Refused(
            () => raster.Rearrange("b (w p h q) c -> (b h w) (p q) c", ("h", 2), ("w", 3), ("p", 2)),
            "axis 1 of [N, 24, 256] was put together as (h p w q) = 2·2·3·2, and \"b (w p h q) c\" takes its h for \"w\" and its w for \"h\"; " +
            "name them in the order in which they were put together, or write x.Unnamed().Rearrange where the exchange is meant",
            1);
        Refused(
            () => raster.Rearrange("b (r p s q) c -> (b r s) (p q) c", ("r", 3), ("s", 2), ("p", 2)),
            "axis 1 of [N, 24, 256] was put together as (h p w q) = 2·2·3·2, and (r p s q) = 3·2·2·2 cuts through that; " +
            "cut it at the same places, or write x.Unnamed().Rearrange where another cut is meant",
            1);
        Assert.Equal("[6N, 4, 256]", raster.Rearrange("b (h p w q) c -> (b h w) (p q) c", ("h", 2), ("w", 3), ("p", 2)).Shape.ToString());
    }

    [Fact]
    public void On_a_square_grid_only_the_names_tell() => Refused(
        () => Input(Dim.Batch, 16, 8).Rearrange("b (h w p q) c -> b (h p w q) c", ("h", 2), ("w", 2), ("p", 2))
            .Rearrange("b (w p h q) c -> (b h w) (p q) c", ("h", 2), ("w", 2), ("p", 2)),
        "axis 1 of [N, 16, 8] was put together as (h p w q) = 2·2·2·2, and \"b (w p h q) c\" takes its h for \"w\" and its w for \"h\"; " +
        "name them in the order in which they were put together, or write x.Unnamed().Rearrange where the exchange is meant",
        1);

    [Fact]
    public void Unnamed_forgets_and_makes_no_node()
    {
        var raster = Input(Dim.Batch, 24, 256).Rearrange("b (h w p q) c -> b (h p w q) c", ("h", 2), ("w", 3), ("p", 2));
        var nodes = _graph.Nodes.Count;
        var plain = raster.Unnamed();
        Assert.Equal(nodes, _graph.Nodes.Count);
        Assert.Equal(raster, plain);
        Assert.Equal("[6N, 4, 256]", plain.Rearrange("b (w p h q) c -> (b h w) (p q) c", ("h", 2), ("w", 3), ("p", 2)).Shape.ToString());
    }

    [Theory]
    // Height and width.
    [InlineData("b c h w -> b (h w) c", "b (w h) c -> b c h w", "w 4 h 4")]
    [InlineData("b c h w -> b h w c", "b w h c -> b (h w) c", "")]
    // The window grid and the place in the window.
    [InlineData("b c (h p) (w q) -> (b h w) (p q) c", "(b p q) (h w) c -> b c (h p) (w q)", "p 2 q 2 h 2 w 2")]
    [InlineData("b c (h p) (w q) -> (b h w) (p q) c", "(b h w) (q p) c -> b c (h p) (w q)", "p 2 q 2 h 2 w 2")]
    [InlineData("b c (h p) (w q) -> (b h w) (p q) c", "(b w h) (p q) c -> b c (h p) (w q)", "p 2 q 2 h 2 w 2")]
    // Two names for one thing: i is h, j is w, so (j i) is (w h).
    [InlineData("b c h w -> b (h w) c|b (i j) c -> b c i j|b c i j -> b (i j) c", "b (w h) c -> b c h w", "i 4 h 4")]
    // A group that had a name as a whole.
    [InlineData("b c h w -> b (h w) c|b (n m) c -> b n m c|b n m c -> b (n m) c", "b (m n) c -> b m n c", "n 4")]
    // Heads and head dimension.
    [InlineData("b (n d) h w -> b n d h w|b n d h w -> b (n d) h w", "b (d n) h w -> b n d h w", "n 4 d 4")]
    public void Exchanged_axes_of_equal_size_are_refused(string before, string after, string sizes)
    {
        var x = Input(Dim.Batch, 16, 4, 4);
        foreach (var pattern in before.Split('|')) x = x.Rearrange(pattern, Given(sizes, pattern));
        Assert.Equal(SpecErrors.AxisTakenForAnother, Assert.Throws<SpecException>(() => x.Rearrange(after, Given(sizes, after))).Id);
        x.Unnamed().Rearrange(after, Given(sizes, after));
    }

    [Theory]
    [InlineData("b c (h p) (w q) -> (b h w) (p q) c", "(b h w) (p q) c -> b c (h p) (w q)", "p 2 q 2 h 2 w 2")]
    // Other names for the same axes, in the same order.
    [InlineData("b c (h p) (w q) -> (b h w) (p q) c", "(b i j) (r s) c -> b c (i r) (j s)", "p 2 q 2 i 2 j 2 r 2")]
    // Coarser and finer at the same boundaries.
    [InlineData("b c h w -> b (h w) c", "b (i p j q) c -> (b i j) (p q) c", "i 2 p 2 j 2")]
    [InlineData("b c (h p) (w q) -> b (h p w q) c", "b (i j) c -> b i j c", "p 2 q 2 i 4")]
    // h is the height in one axis and the heads in another.
    [InlineData("b c h w -> b (h w) c", "b n (h d) -> b h n d", "h 4")]
    [InlineData("b (h d) i j -> b h (i j) d", "b k (h w) d -> b h w (k d)", "h 4")]
    // An axis of size 1 has no place.
    [InlineData("b c h w -> b c (h w) 1", "b c (h w) 1 -> b c h w", "h 4")]
    public void The_same_meaning_under_any_name_is_right(string before, string after, string sizes)
    {
        var x = Input(Dim.Batch, 16, 4, 4).Rearrange(before, Given(sizes, before));
        x.Rearrange(after, Given(sizes, after));
    }

    /// <summary>Names hold in one pattern: p is the side of a window first, and of a patch afterwards.</summary>
    [Fact]
    public void A_letter_may_mean_another_number_in_a_later_pattern()
    {
        var windows = Input(Dim.Batch, 56, 56, 16).Rearrange("b (i p) (j q) c -> (b i j) (p q) c", ("p", 7), ("q", 7));
        var map = windows.Rearrange("(b i j) (p q) c -> b (i p) (j q) c", ("i", 8), ("j", 8), ("p", 7));
        Assert.Equal("[N, 28, 28, 64]", map.Rearrange("b (h p) (w q) c -> b h w (q p c)", ("p", 2), ("q", 2)).Shape.ToString());
        // All names as before, and other numbers, are a mistake.
        Assert.Equal(SpecErrors.AxisTakenForAnother, Assert.Throws<SpecException>(() => map.Rearrange("b (i p) (j q) c -> (b i j) (p q) c", ("p", 4), ("q", 4))).Id);
    }

    [Theory]
    [InlineData("gelu")]
    [InlineData("linear")]
    [InlineData("norm")]
    [InlineData("concat")]
    [InlineData("sum")]
    [InlineData("broadcast")]
    [InlineData("matmul")]
    [InlineData("split")]
    [InlineData("cached")]
    public void Operations_carry_what_they_leave_alone(string operation)
    {
        var x = Input(Dim.Batch, 8, 4, 4).Rearrange("b c h w -> b (h w) c");
        var s = _graph.Root;
        var y = operation switch
        {
            "gelu" => x.Gelu().Dropout(0.1).DropPath(0.1).Softmax() * 2,
            "linear" => x.Linear(s / "fc", 12),
            "norm" => x.LayerNorm(s / "norm"),
            "concat" => x.Concat(x, axis: 2),
            "sum" => x + x.Linear(s / "fc", 8).Unnamed(),
            "broadcast" => s.Parameter("p", [16, 8], Init.Zeros) + x,
            "matmul" => x.MatMul(s.Parameter("p", [8, 3], Init.Zeros)),
            "cached" => x.Rearrange("b n c -> b c n").Select(1, 0).Rearrange("b n -> b n 1"),
            _ => x.Split(2, 3, 5)[1],
        };
        Assert.Throws<SpecException>(() => y.Rearrange("b (w h) c -> b c h w", ("w", 4)));
        y.Rearrange("b (h w) c -> b c h w", ("h", 4));
    }

    [Fact]
    public void A_new_axis_has_no_past()
    {
        var x = Input(Dim.Batch, 8, 4, 4).Rearrange("b c h w -> b c (h w)");
        var s = _graph.Root;
        x.Linear(s / "fc", 16).Rearrange("b c (w h) -> b c h w", ("w", 4));
        x.Slice(2, 0, 8).Rearrange("b c (w h) -> b c h w", ("w", 2));
        x.Mean(2).Rearrange("b (w h) -> b h w", ("w", 2));
    }

    [Fact]
    public void A_map_has_height_and_width()
    {
        var map = Input(Dim.Batch, 3, 8, 8).Conv2d(_graph.Root / "c", 4, kernel: 1);
        Refused(
            () => map.Rearrange("b c w h -> b (h w) c"),
            "\"b c w h\" reads [N, 4, 8, 8] with \"w\" for axis 2 and \"h\" for axis 3, but \"w\" is axis 3; " +
            "exchange the two names, or write x.Unnamed().Rearrange where the exchange is meant");
        Assert.Throws<SpecException>(() => map.Rearrange("b c (w p) (h q) -> (b h w) (p q) c", ("p", 2), ("q", 2)));
        map.Rearrange("b c y x -> b (y x) c");
    }

    [Fact]
    public void Tensors_in_two_orders_are_not_added()
    {
        var map = Input(Dim.Batch, 3, 4, 4);
        var rows = map.Rearrange("b c h w -> b (h w) c");
        var columns = map.Rearrange("b c h w -> b (w h) c");
        Refused(
            () => rows + columns,
            "add combines [N, 16, 3] and [N, 16, 3], where \"h\" of one meets \"w\" of the other and \"w\" meets \"h\"; " +
            "rearrange one of them, or write Unnamed() where that is meant",
            1);
        Assert.Equal(rows.Shape, (rows + columns.Unnamed()).Shape);
        Assert.Equal(rows.Shape, (rows + rows).Shape);
    }

    private static (string, Dim)[] Given(string sizes, string pattern)
    {
        var words = sizes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Chunk(2).Where(p => Names(pattern).Contains(p[0])).Select(p => (p[0], (Dim)int.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture)))];
    }

    private static string[] Names(string pattern) => pattern.Split([' ', '(', ')', '-', '>'], StringSplitOptions.RemoveEmptyEntries);
}
