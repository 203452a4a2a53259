using Xunit;

namespace ModelDsl.Tests;

/// <summary>Axes that move, merge and split by number, of fixed and of open sizes.</summary>
public sealed class ReshapingTests
{
    private static readonly Dim s_height = Dim.Symbol("H", multipleOf: 4);
    private static readonly Dim s_width = Dim.Symbol("W");

    [Fact]
    public void Axes_move_as_in_PyTorch()
    {
        var x = Map();
        Assert.Equal("[N, H, W, 8]", x.Permute(0, 2, 3, -3).Shape.ToString());
        Assert.Equal("[N, W, H, 8]", x.Transpose(1, -1).Shape.ToString());
        Assert.Equal("[N, 8H·W]", x.Flatten().Shape.ToString());
        Assert.Equal("[N, 8, H·W]", x.Flatten(2).Shape.ToString());
        Assert.Equal("[8N, H, W]", x.Flatten(0, 1).Shape.ToString());
        Assert.Equal("[N, 8, H, W, 1]", x.Unsqueeze(-1).Shape.ToString());
        Assert.Equal("[1, N, 8, H, W]", x.Unsqueeze(0).Shape.ToString());
        Assert.Equal("[1]", x.Mean(0, 1, 2, 3).Unsqueeze(0).Shape.ToString());
        Assert.Equal("[]", x.Mean(0, 1, 2, 3).Unsqueeze(0).Squeeze(0).Shape.ToString());
    }

    [Fact]
    public void The_open_size_of_a_reshape_is_what_the_others_leave()
    {
        var x = Map();
        Assert.Equal("[N, 2, 4, H·W]", x.Reshape(x.Shape[0], 2, 4, -1).Shape.ToString());
        Assert.Equal("[H·N, 8W]", x.Reshape(-1, 8 * x.Width).Shape.ToString());
        Assert.Equal($"[N, 8, {x.Height / 4}, 4, W]", x.Reshape(Dim.Batch, 8, x.Height / 4, 4, x.Width).Shape.ToString());
        // A sum of symbols does not divide by itself in general; what stays as it is does not have to.
        var padded = x.Pad(1, 1, 1, 1);
        Assert.Equal("[N, 2, 4, H + 2, W + 2]", padded.Reshape(Dim.Batch, 2, -1, padded.Height, padded.Width).Shape.ToString());
        Assert.Equal(x, x.Reshape(Dim.Batch, -1, x.Height, x.Width));
    }

    [Fact]
    public void A_list_is_put_together_and_stacked()
    {
        var x = Map();
        Assert.Equal("[N, 24, H, W]", new List<Sym> { x, x, x }.Concat(1).Shape.ToString());
        Assert.Equal("[N, 24, H, W]", x.Concat([x, x], axis: -3).Shape.ToString());
        Assert.Equal(x, new[] { x }.Concat(1));
        Assert.Equal("[N, 8, H, W, 2]", new[] { x, x }.Stack(-1).Shape.ToString());
        Assert.Equal(["[N, 2, H, W]", "[N, 2, H, W]", "[N, 2, H, W]", "[N, 2, H, W]"], x.Chunk(4, axis: 1).Select(part => part.Shape.ToString()));
    }

    [Fact]
    public void Channels_become_positions_and_back()
    {
        var x = Map();
        Assert.Equal("[N, 2, 2H, 2W]", x.PixelShuffle(2).Shape.ToString());
        Assert.Equal($"[N, 128, {s_height / 4}, 1]", x.Slice(3, 0, 1).Pad(3, 0, 0, 0).PixelUnshuffle(4).Shape.ToString());
        var down = x.Slice(3, 0, 1).Pad(1, 0, 0, 0).PixelUnshuffle(2);
        Assert.Equal("[N, 8, H, 2]", down.PixelShuffle(2).Shape.ToString());
    }

    [Fact]
    public void Axes_that_stay_keep_their_meaning()
    {
        var x = Map().Rearrange("b c h w -> b c h w");
        // Rows for columns, though a reshape lies between.
        var error = Assert.Throws<SpecException>(() => x.Reshape(Dim.Batch, 2, 4, x.Height, x.Width).Rearrange("b k c w h -> b k c h w"));
        Assert.Equal(SpecErrors.AxisTakenForAnother, error.Id);
        Assert.Equal(SpecErrors.AxisTakenForAnother, Assert.Throws<SpecException>(() => x.Transpose(2, 3).Rearrange("b c h w -> b (h w) c")).Id);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_an_error_of_its_kind(string id, string part, Action mistake)
    {
        var error = Assert.Throws<SpecException>(mistake);
        Assert.Equal(id, error.Id);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Action> Mistakes() => new()
    {
        { SpecErrors.NoSuchAxis, "names each of its 4 axes once, not [0, 2, 3]", () => Map().Permute(0, 2, 3) },
        { SpecErrors.NoSuchAxis, "names each of its 4 axes once, not [0, 1, 1, 2]", () => Map().Permute(0, 1, 1, 2) },
        { SpecErrors.NoSuchAxis, "axis 4 does not exist", () => Map().Transpose(1, 4) },
        { SpecErrors.NoSuchAxis, "the last one comes before the first", () => Map().Flatten(2, 1) },
        { SpecErrors.NoSuchAxis, "a new axis of [N, 8, H, W] can be -5 to 4, not 5", () => Map().Unsqueeze(5) },
        { SpecErrors.WrongSize, "axis 1 of [N, 8, H, W] is 8; only one of size 1 can go", () => Map().Squeeze(1) },
        { SpecErrors.DoesNotDivide, "axis 1 of [N, 8, H, W] does not divide into 3 parts; 8 mod 3 = 2", () => Map().Chunk(3, axis: 1) },
        { SpecErrors.DoesNotDivide, "the 8H·W elements of [N, 8, H, W] beside the axes that stay do not make [N, 3, -1]; 8H·W is not known to be a multiple of 3", () => Map().Reshape(Dim.Batch, 3, -1) },
        { SpecErrors.WrongSize, "[N, 8, H, W] has 8H·N·W elements, [N, 4, H, W] 4H·N·W", () => Map().Reshape(Dim.Batch, 4, s_height, s_width) },
        { SpecErrors.WrongSize, "[-1, -1] leaves two sizes open", () => Map().Reshape(-1, -1) },
        { SpecErrors.NotPositive, "it must be at least 1", () => Map().Reshape(Dim.Batch, 0, -1) },
        { SpecErrors.DoesNotDivide, "a pixel shuffle by 3 takes a multiple of 3² = 9 channels, not 8; 8 mod 9 = 8", () => Map().PixelShuffle(3) },
        { SpecErrors.DoesNotDivide, "the factor 3 of a pixel unshuffle does not divide the height H; H is not known to be a multiple of 3", () => Map().PixelUnshuffle(3) },
        { SpecErrors.WrongSize, "the list has no tensors", () => new List<Sym>().Concat(1) },
        { SpecErrors.ShapeMismatch, "cannot be concatenated along axis 1; axis 2 is H and 4", () => Map().Concat([Map(), Map(), Map().Slice(2, 0, 4)], 1) },
        { SpecErrors.NoSuchAxis, "a reduction of [N, 8, H, W] needs at least one axis", () => Map().Sum([], keepAxes: true) },
    };

    private static readonly Graph s_graph = new();

    private static Sym Map() => s_graph.Root.Input("x" + s_graph.Inputs.Count, Dim.Batch, 8, s_height, s_width);
}
