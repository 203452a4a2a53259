using Xunit;

namespace ModelDsl.Tests;

/// <summary>Whole numbers, truth values, and what takes them.</summary>
public sealed class TypeTests
{
    [Fact]
    public void Tokens_masks_and_attention_have_PyTorchs_shapes_and_types()
    {
        var s = new Graph().Root;
        var length = Dim.Symbol("L");
        var tokens = s.Input(ElementType.Int64, "tokens", Dim.Batch, length);
        Assert.Equal("Int64 [N, L]", tokens.ToString());
        var x = tokens.Embedding(s / "wte", 100, 24);
        Assert.Equal("Float32 [N, L, 24]", x.ToString());
        Assert.Equal("Bool [N, L]", tokens.NotEqualTo(0).ToString());
        var mask = tokens.NotEqualTo(0).Rearrange("b l -> b 1 1 l") & s.CausalMask(length);
        Assert.Equal("Bool [N, 1, L, L]", mask.ToString());
        var heads = x.Rearrange("b l (h d) -> b h l d", ("h", 3));
        var y = heads.Attention(heads, heads.Slice(-1, 0, 5), mask);
        Assert.Equal("Float32 [N, 3, L, 5]", y.ToString());
        Assert.Equal(3 * 13 * length * length * Dim.Batch, y.Node.Op.Macs(y.Node.Inputs, y));
        Assert.Equal("Int64 [N, L]", mask.Select(1, 0).Select(1, 0).Where(tokens, tokens).ToString());
    }

    [Fact]
    public void A_size_of_0_is_not_taken_for_a_type() => Assert.Equal(SpecErrors.NotPositive, Assert.Throws<SpecException>(() => new Graph().Root.Input("x", 0)).Id);

    [Fact]
    public void A_table_that_is_not_saved_is_no_buffer()
    {
        var s = new Graph().Root;
        var saved = s.Buffer("saved", s.Arange(0, 4));
        var unsaved = s.Buffer("unsaved", s.Arange(0, 4), persistent: false);
        Assert.Equal([StateKind.Buffer, StateKind.Unsaved], new[] { saved, unsaved }.Select(t => t.Node.State[0].Kind));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_an_error_of_its_kind(string id, string part, Action<Scope, Sym, Sym> mistake)
    {
        var s = new Graph().Root;
        var error = Assert.Throws<SpecException>(() => mistake(s, s.Input("x", Dim.Batch, 4, 8), s.Input(ElementType.Int64, "tokens", Dim.Batch, 4)));
        Assert.Equal(id, error.Id);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Action<Scope, Sym, Sym>> Mistakes() => new()
    {
        { SpecErrors.WrongType, "linear takes Float32, not Int64 [N, 4]; ToFloat32 converts", (s, _, tokens) => tokens.Linear(s / "fc", 8) },
        { SpecErrors.WrongType, "embedding takes Int64, not Float32 [N, 4, 8]; ToInt64 converts", (s, x, _) => x.Embedding(s / "wte", 8, 8) },
        { SpecErrors.WrongType, "have different element types", (s, x, tokens) => _ = x.Mean(2) + tokens },
        { SpecErrors.WrongType, "and takes Bool, not Float32", (_, x, _) => _ = (x > 0) & x },
        { SpecErrors.WrongType, "not takes Bool, not Float32", (_, x, _) => _ = !x },
        { SpecErrors.WrongType, "masked_fill takes Bool, not Float32", (_, x, _) => x.MaskedFill(x, 0) },
        { SpecErrors.WrongType, "divide takes Float32, not Int64", (_, _, tokens) => _ = tokens / tokens },
        { SpecErrors.WrongType, "cannot be concatenated; they have different element types", (_, x, _) => x.Concat(x > 0, 1) },
        { SpecErrors.ShapeMismatch, "is larger than what it masks", (_, x, _) => x.Select(0, 0).MaskedFill(x > 0, 0) },
        { SpecErrors.ShapeMismatch, "attention has 4 keys and 3 values: 4 and 3", (_, x, _) => x.Attention(x, x.Slice(1, 0, 3)) },
        { SpecErrors.ShapeMismatch, "differ in their features: 8 and 7", (_, x, _) => x.Attention(x.Slice(2, 0, 7), x) },
        { SpecErrors.ShapeMismatch, "masked by [N, 4, 1, 8]: axis -1 is 4 on one side and 8", (_, x, _) => x.Attention(x, x, x.Rearrange("b n c -> b n 1 c") > 0) },
        { SpecErrors.WrongSize, "attention takes a mask or causal: true, not both", (s, x, _) => x.Attention(x, x, s.CausalMask(4), causal: true) },
        { SpecErrors.WrongRank, "of as many axes, at least 3", (_, x, _) => x.Mean(1).Attention(x.Mean(1), x.Mean(1)) },
        { SpecErrors.NotPositive, "count is 0", (s, _, tokens) => tokens.Embedding(s / "wte", 0, 8) },
    };
}
