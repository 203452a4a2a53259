using Xunit;

namespace ModelDsl.Tests;

public sealed class RearrangementTests
{
    private static Sym Input(params Dim[] dims) => new Graph().Root.Input("x", dims);

    [Fact]
    public void Windows_come_out_of_a_map_and_go_back()
    {
        var windows = Input(Dim.Batch, 256, 14, 14).Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", 7), ("q", 7));
        Assert.Equal("[4N, 49, 256]", windows.Shape.ToString());
        var map = windows.Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", 2), ("w", 2), ("p", 7));
        Assert.Equal("[N, 256, 14, 14]", map.Shape.ToString());
    }

    [Theory]
    [InlineData("b c h w -> b c h w", "")]
    [InlineData("b c h w -> b h w c", "permute")]
    [InlineData("b c h w -> b c (h w)", "merge")]
    [InlineData("b c h w -> b (h w) c", "permute merge")]
    [InlineData("b (k c) h w -> b k c h w", "merge")]
    [InlineData("b (k c) h w -> k b c h w", "split permute")]
    [InlineData("b (k c) h w -> b (c k) h w", "split permute merge")]
    [InlineData("b c h w -> b c h w 1", "merge")]
    public void It_comes_down_to_the_fewest_steps(string pattern, string expected)
    {
        var x = Input(2, 12, 5, 7);
        var y = pattern.Contains('k') ? x.Rearrange(pattern, ("k", 3)) : x.Rearrange(pattern);
        var steps = ((RearrangeOp)y.Node.Op).Steps;
        string[] names = [steps.Split is null ? "" : "split", steps.Permutation is null ? "" : "permute", steps.Expanded is null ? "" : "expand", steps.Merged is null ? "" : "merge"];
        Assert.Equal(expected, string.Join(' ', names.Where(n => n.Length > 0)));
    }

    [Fact]
    public void A_new_name_on_the_right_repeats()
    {
        var y = Input(1, 1, 8).Rearrange("1 1 c -> b 1 c", ("b", Dim.Batch));
        Assert.Equal("[N, 1, 8]", y.Shape.ToString());
    }

    [Theory]
    [InlineData("b c h w", SpecErrors.BadPattern)]
    [InlineData("b c h -> b c h", SpecErrors.BadPattern)]
    [InlineData("b c h w -> b c h", SpecErrors.BadPattern)]
    [InlineData("b c h h -> b c h h", SpecErrors.BadPattern)]
    [InlineData("b (c h w -> b c h w", SpecErrors.BadPattern)]
    [InlineData("b c h w) -> b c h w", SpecErrors.BadPattern)]
    [InlineData("b ((c k) h) w d -> b c k h w d", SpecErrors.BadPattern)]
    [InlineData("b c h w -> b c h w new", SpecErrors.BadPattern)]
    [InlineData("b (c d) h w -> b c d h w", SpecErrors.BadPattern)]
    [InlineData("b c h 2w -> b c h 2w", SpecErrors.BadPattern)]
    [InlineData("b 1 h w -> b h w", SpecErrors.WrongSize)]
    public void A_pattern_that_does_not_describe_the_tensor_is_refused(string pattern, string id) =>
        Assert.Equal(id, Assert.Throws<SpecException>(() => Input(2, 12, 5, 7).Rearrange(pattern)).Id);

    [Fact]
    public void A_size_that_does_not_divide_names_axis_remainder_and_divisors()
    {
        var error = Assert.Throws<SpecException>(() => Input(Dim.Batch, 256, 16, 16).Rearrange("b c (h p) w -> b c h p w", ("p", 7)));
        Assert.Equal(SpecErrors.DoesNotDivide, error.Id);
        Assert.Equal("7 (p) does not divide axis 2 of [N, 256, 16, 16]; 16 mod 7 = 2, divisors of 16: 1, 2, 4, 8, 16", error.Message);
    }

    [Fact]
    public void Sizes_must_name_axes_of_the_pattern_once_each()
    {
        Assert.Throws<SpecException>(() => Input(4, 4).Rearrange("a b -> b a", ("c", 2)));
        Assert.Throws<SpecException>(() => Input(4, 4).Rearrange("(a c) b -> b a c", ("c", 2), ("c", 2)));
        Assert.Throws<SpecException>(() => Input(4, 4).Rearrange("(a c) b -> b a c", ("c", 0)));
        Assert.Equal(SpecErrors.WrongSize, Assert.Throws<SpecException>(() => Input(4, 4).Rearrange("a b -> b a", ("a", 5))).Id);
    }
}
