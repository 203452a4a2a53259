using Xunit;

namespace ModelDsl.Tests;

/// <summary>Shapes, multiply-accumulates and errors of the operations; the expected shapes are PyTorch's.</summary>
public sealed class OperationTests
{
    private static readonly Scope s_unused = new Graph().Root;

    [Fact]
    public void Layers_have_PyTorchs_shapes()
    {
        var (s, x) = Map(64, 57, 56);
        Assert.Equal("[N, 128, 29, 28]", x.Conv2d(s / "a", 128, kernel: 3, stride: 2, padding: 1).Shape.ToString());
        Assert.Equal("[N, 64, 53, 52]", x.Conv2d(s / "b", 64, kernel: 3, dilation: 2, groups: 64).Shape.ToString());
        Assert.Equal("[N, 64, 57, 10]", x.Linear(s / "c", 10).Shape.ToString());
        Assert.Equal("[N, 64, 57, 56]", x.BatchNorm2d(s / "d").Shape.ToString());
        Assert.Equal("[N, 64, 57, 56]", x.LayerNorm2d(s / "e").Shape.ToString());
    }

    [Theory]
    [InlineData(25, true)]
    [InlineData(24, false)]
    public void Numbers_of_rows_that_are_computed_are_compared_with_their_table(int rows, bool fits)
    {
        var s = new Graph().Root;
        var places = s.Arange(0, 3).Rearrange("h -> h w", ("w", 2)) * 4 + s.Arange(0, 2).Rearrange("w -> h w", ("h", 3)) * 16;
        var table = s.Parameter("table", [rows, 2], Init.Zeros);
        var index = s.Buffer("index", places.ToInt64()).Rearrange("h w -> (w h)");
        if (fits) Assert.Equal("[6, 2]", table.TakeRows(index).Shape.ToString());
        else Assert.Contains("the numbers 0 to 24 are not all rows", Assert.Throws<SpecException>(() => table.TakeRows(index)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_are_compared_by_their_sizes()
    {
        var (s, x) = Map(64, 14, 14);
        Assert.True(x.Shape == x.Conv2d(s / "a", 64, kernel: 3, padding: 1).Shape);
        Assert.True(x.Shape != x.Conv2d(s / "b", 64, kernel: 3, stride: 2, padding: 1).Shape);
    }

    [Fact]
    public void A_number_that_no_layer_works_with_is_refused()
    {
        var (s, x) = Map(8, 4, 4);
        Refused("standardDeviation is -0.02; it cannot be negative", () => Init.TruncatedNormal(-0.02));
        Refused("standardDeviation is NaN; it cannot be negative", () => Init.Normal(double.NaN));
        Refused("value is NaN; it has to be a number", () => Init.Constant(double.NaN));
        Refused("eps is -1; it cannot be negative", () => x.LayerNorm2d(s / "a", eps: -1));
        Refused("momentum is 2; it is from 0 to 1", () => x.BatchNorm2d(s / "b", momentum: 2));

        var (wide, y) = Map(4096, 1000000, 100000);
        Refused("linear to [N, 4096, 1000000, 100000000] has more than 2^63 values or multiply-accumulates; make 100000000 smaller", () => y.Linear(wide / "c", 100000000));

        static void Refused(string message, Func<object> make) => Assert.StartsWith(message, Assert.Throws<SpecException>(make).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pools_and_patches_have_PyTorchs_shapes()
    {
        var (_, x) = Map(8, 15, 14);
        Assert.Equal("[N, 8, 7, 7]", x.AveragePool2d(2).Shape.ToString());
        Assert.Equal("[N, 8, 8, 7]", x.AveragePool2d(2, ceilMode: true).Shape.ToString());
        Assert.Equal("[N, 8, 8, 7]", x.MaxPool2d(3, 2, padding: 1).Shape.ToString());
        Assert.Equal("[N, 8, 1, 1]", x.AdaptiveAveragePool2d(1, 1).Shape.ToString());
        var patches = x.Unfold(3, 2, padding: 1);
        Assert.Equal("[N, 72, 56]", patches.Shape.ToString());
        Assert.Equal("[N, 8, 15, 14]", patches.Fold(15, 14, 3, 2, padding: 1).Shape.ToString());
        Assert.Equal("[N, 8, 30, 28]", x.ResizeBilinear(30, 28).Shape.ToString());
    }

    [Theory]
    [InlineData(15, 14, 3, 2, "left 0, right 1, top 1, bottom 1")]
    [InlineData(15, 14, 2, 2, "left 0, right 0, top 0, bottom 1")]
    [InlineData(15, 14, 3, 1, "left 1, right 1, top 1, bottom 1")]
    [InlineData(16, 14, 4, 3, "left 1, right 1, top 1, bottom 2")]
    [InlineData(16, 14, 1, 2, "")]
    public void Same_padding_is_TensorFlows(int height, int width, int kernel, int stride, string expected)
    {
        var (s, x) = Map(8, height, width);
        var padded = x.PadSame(kernel, stride);
        Assert.Equal(expected, padded.Node.Op is PadOp pad ? $"left {pad.Left}, right {pad.Right}, top {pad.Top}, bottom {pad.Bottom}" : "");
        var y = padded.Conv2d(s / "conv", 8, kernel, stride);
        Assert.Equal((Dim.CeilDivide(height, stride), Dim.CeilDivide(width, stride)), (y.Height, y.Width));
    }

    [Fact]
    public void Same_padding_serves_any_size()
    {
        var s = new Graph().Root;
        var x = s.Input("x", Dim.Batch, 8, Dim.Symbol("H"), Dim.Symbol("W"));
        Assert.Equal("[N, 8, ⌈H/2⌉, ⌈W/2⌉]", x.PadSame(2, 2).AveragePool2d(2).Shape.ToString());
    }

    [Fact]
    public void Arithmetic_broadcasts_as_in_PyTorch()
    {
        var (s, x) = Map(8, 6, 5);
        var scale = s.Parameter("gamma", [8], Init.Ones).Rearrange("c -> 1 c 1 1");
        Assert.Equal("[N, 8, 6, 5]", (x * scale).Shape.ToString());
        Assert.Equal("[N, 8, 6, 6]", x.MatMul(x.Rearrange("b c h w -> b c w h")).Shape.ToString());
        Assert.Equal("[N, 8]", x.Mean(-1, -2).Shape.ToString());
        Assert.Equal("[N, 6, 5]", x.Select(1, 3).Shape.ToString());
        Assert.Equal(((SelectOp)x.Select(1, (int)x.Shape[1].Value - 1).Node.Op).Index, ((SelectOp)x.Select(1, -1).Node.Op).Index);
        Assert.Equal("[N, 8, 6, 2]", x.Slice(-1, 3).Shape.ToString());
        Assert.Equal("[N, 8, 9, 6]", x.Pad(left: 1, right: 0, top: 3, bottom: 0).Shape.ToString());
        Assert.Equal("[N, 16, 6, 5]", x.Concat(x, 1).Shape.ToString());
    }

    [Fact]
    public void Only_products_count_multiply_accumulates()
    {
        var (s, x) = Map(8, 6, 6);
        var y = x.Conv2d(s / "conv", 16, kernel: 3, padding: 1, groups: 4);
        Assert.Equal(16 * 36 * 2 * 9 * Dim.Batch, y.Node.Op.Macs(y.Node.Inputs, y));
        var z = x.Linear(s / "fc", 3);
        Assert.Equal(8 * 6 * 6 * 3 * Dim.Batch, z.Node.Op.Macs(z.Node.Inputs, z));
        var norm = x.BatchNorm2d(s / "norm");
        Assert.Equal(0, norm.Node.Op.Macs(norm.Node.Inputs, norm));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_an_error_of_its_kind(string id, string part, Action mistake)
    {
        var error = Assert.Throws<SpecException>(mistake);
        Assert.Equal(id, error.Id);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Action> Mistakes()
    {
        static Sym X() => Map(8, 6, 6).X;
        // How far each place of a window lies from each other one, as a row of a table of all distances.
        static Sym Apart(int window, int shift)
        {
            var (rows, columns) = s_unused.Arange(0, window).Meshgrid(s_unused.Arange(0, window));
            return (Away(rows) * (2 * window - 1) + Away(columns)).ToInt64().Rearrange("n m -> (n m)");

            Sym Away(Sym places)
            {
                var line = places.Rearrange("p q -> (p q)");
                return line.Rearrange("n -> n 1") - line.Rearrange("n -> 1 n") + shift;
            }
        }

        var data = new TheoryData<string, string, Action>
        {
            { SpecErrors.NotPositive, "stride is -1", () => X().Conv2d(s_unused / "c", 8, 3, stride: -1) },
            { SpecErrors.NotPositive, "padding is -2", () => X().Conv2d(s_unused / "c", 8, 3, padding: -2) },
            { SpecErrors.DoesNotDivide, "3 groups do not divide 8 input channels; 8 mod 3 = 2, divisors of 8: 1, 2, 4, 8", () => X().Conv2d(s_unused / "c", 9, 3, groups: 3) },
            { SpecErrors.KernelTooLarge, "kernel 9 does not fit into a height of 6 with padding 1", () => X().Conv2d(s_unused / "c", 8, 9, padding: 1) },
            { SpecErrors.NotConstant, "kernel 1 is smaller than its stride 2", () => { var s = new Graph().Root; s.Input("x", Dim.Batch, 8, Dim.Symbol("H"), 6).PadSame(1, 2); } },
            { SpecErrors.WrongRank, "not [N, 8]", () => X().Mean(2, 3).Conv2d(s_unused / "c", 8, 3) },
            { SpecErrors.ShapeMismatch, "axis -3 is 8 on one side and 16 on the other", () => { var (s, x) = Map(8, 6, 6); _ = x + x.Conv2d(s / "c", 16, 1); } },
            { SpecErrors.ShapeMismatch, "needs 5 (last axis of the left) = 6", () => { var x = Map(8, 6, 5).X; x.MatMul(x); } },
            { SpecErrors.NoSuchAxis, "axis 4 does not exist", () => X().Softmax(4) },
            { SpecErrors.NoSuchAxis, "position 8", () => X().Select(1, 8) },
            { SpecErrors.WrongSize, "are out of range for axis 3", () => X().Slice(3, 4, 5) },
            { SpecErrors.WrongSize, "2 + 3 = 5", () => X().Split(1, 2, 3) },
            { SpecErrors.NotPositive, "a rate is at least 0 and less than 1", () => X().Dropout(1) },
            { SpecErrors.NotConstant, "fixed only at run time", () => X().Rearrange("b c h w -> c h w b").Linear(s_unused / "l", 3) },
            { SpecErrors.BadName, "letters, digits", () => _ = s_unused / "a.b" },
            { SpecErrors.CachedInput, "depends on an input", () => { var (s, x) = Map(8, 6, 6); x.Cached(s, "bias"); } },
            { SpecErrors.WrongSize, "the numbers 0 to 4 are not all rows of a table of 4", () => s_unused.Arange(0, 5).ToInt64().Embedding(s_unused / "e", 4, 8) },
            { SpecErrors.WrongSize, "the numbers 0 to 24 are not all rows of a table of 24", () => s_unused.Parameter("rows24", [24, 2], Init.Zeros).TakeRows(Apart(3, 2)) },
            { SpecErrors.WrongSize, "the numbers -6 to 18 are not all rows of a table of 25", () => s_unused.Parameter("rows25", [25, 2], Init.Zeros).TakeRows(Apart(3, 1)) },
            { SpecErrors.NotPositive, "an operand of / is 0", () => _ = X() / 0 },
            { SpecErrors.NotPositive, "slope is NaN", () => X().LeakyRelu(double.NaN) },
            { SpecErrors.NotPositive, "bottom is 6 - H, so -1 at the reference size", () => { var h = Dim.Symbol("H", minimum: 7); new Graph().Root.Input("x", Dim.Batch, 8, h, 6).Pad(0, 0, 0, 6 - h); } },
            { SpecErrors.WrongSize, "Arange(3, 3) is empty", () => s_unused.Arange(3, 3) },
            { SpecErrors.FamilyRule, "too deep", () => Require.That(false, "too deep") },
            { SpecErrors.DoesNotDivide, "window 7 does not tile; 16 mod 7 = 2", () => Require.Divides(7, 16, "window 7 does not tile") },
        };
        return data;
    }

    private static (Scope S, Sym X) Map(int channels, int height, int width)
    {
        var s = new Graph().Root;
        return (s, s.Input("x", Dim.Batch, channels, height, width));
    }
}
