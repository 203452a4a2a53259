using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ModelDsl.Tests;

/// <summary>A size means the same whether it is computed symbolically or on numbers.</summary>
public sealed class DimTests
{
    private static readonly Dim H = Dim.Symbol("H", multipleOf: 32, minimum: 32);
    private static readonly Dim W = Dim.Symbol("W");

    /// <summary>An expression and the same expression on numbers.</summary>
    private sealed record Expression(Dim Size, Func<long, long, long> Value, string Text);

    [Fact]
    public void What_a_size_is_divided_by_and_multiplied_with_again_goes()
    {
        var half = (H - 2) / 2 + 1;
        Assert.Equal(H, 2 * half);
        Assert.Equal(H, half + half);
        Assert.Equal(2 * H, half + H + half);
        Assert.Equal("3(H/16)", (6 * (H / 32)).ToString());
        Assert.Equal(half, 16 * (H / 32));
        Assert.Equal(H * Dim.Batch, half * Dim.Batch * 2);
        Assert.Equal(0, 32 * (H / 32) - H);
        Assert.Equal(half, H - half);
        Assert.Equal(3 * (H / 32), H / 16 + H / 32);
        Assert.Equal(half * Dim.Batch, H * Dim.Batch / 2);
        Assert.Equal(2 * Dim.Batch, H * Dim.Batch / half);
        Assert.Equal("(H/2)²", (half * half).ToString());
        Assert.Equal(half, Dim.SquareRoot(half * half));
        Assert.Equal(half * Dim.Batch, Dim.SquareRoot(half * half * Dim.Batch * Dim.Batch));
        Assert.Equal(H / 32 + 1, (32 * (H / 32) + 32) / 32);
    }

    [Fact]
    public void Every_expression_evaluates_to_what_the_numbers_give() => Check.QuickThrowOnFailure(Prop.ForAll(
        Arb.From(Gen.Sized(Expressions)), Arb.From(Gen.Choose(1, 9)), Arb.From(Gen.Choose(1, 300)),
        (expression, h, w) => expression.Size.Evaluate(s => s == "H" ? 32L * h : w) == expression.Value(32L * h, w)));

    [Fact]
    public void Equal_sizes_print_alike_and_hash_alike() => Check.QuickThrowOnFailure(Prop.ForAll(
        Arb.From(Gen.Sized(Expressions)), Arb.From(Gen.Sized(Expressions)),
        (a, b) => a.Size != b.Size || (a.Size.ToString() == b.Size.ToString() && a.Size.GetHashCode() == b.Size.GetHashCode())));

    [Fact]
    public void Sum_and_product_do_not_depend_on_order() => Check.QuickThrowOnFailure(Prop.ForAll(
        Arb.From(Gen.Sized(Expressions)), Arb.From(Gen.Sized(Expressions)), Arb.From(Gen.Sized(Expressions)),
        (a, b, c) => a.Size + b.Size == b.Size + a.Size
            && a.Size * b.Size == b.Size * a.Size
            && a.Size * (b.Size + c.Size) == a.Size * b.Size + a.Size * c.Size
            && a.Size - a.Size == 0));

    [Theory]
    [InlineData("4N", 4)]
    [InlineData("N", 1)]
    [InlineData("-N", -1)]
    public void A_multiple_of_a_symbol_prints_its_factor_first(string text, int factor) => Assert.Equal(text, (factor * Dim.Batch).ToString());

    [Fact]
    public void What_is_known_of_a_symbol_makes_divisions_exact()
    {
        Assert.True(Dim.DividesEvenly(32, H));
        Assert.True(Dim.DividesEvenly(8, 4 * H));
        Assert.False(Dim.DividesEvenly(64, H));
        Assert.False(Dim.DividesEvenly(2, W));
        Assert.Equal(H / 4, H / 2 / 2);
        Assert.Equal(0, H % 16);
        Assert.Equal("(H/32)", (H / 32).ToString());
    }

    [Fact]
    public void Two_halves_of_a_convolution_keep_a_known_multiple_exact()
    {
        static Dim Half(Dim size) => (size + 2 * 1 - 2 - 1) / 2 + 1;
        Assert.Equal(H / 4, Half(Half(H)));
    }

    [Fact]
    public void Rounding_up_is_the_least_number_that_suffices() => Check.QuickThrowOnFailure(Prop.ForAll(
        Arb.From(Gen.Choose(0, 500)), Arb.From(Gen.Choose(1, 40)),
        (value, divisor) => Dim.CeilDivide(value, divisor).Value == (long)Math.Ceiling(value / (double)divisor)));

    [Fact]
    public void A_symbol_has_no_value() =>
        Assert.Equal(SpecErrors.NotConstant, Assert.Throws<SpecException>(() => Dim.Batch.Value).Id);

    [Fact]
    public void Division_by_zero_is_an_error() => Assert.Throws<SpecException>(() => (Dim)8 / 0);

    [Fact]
    public void Provenance_joins_in_arithmetic_and_takes_no_part_in_equality()
    {
        var a = ((Dim)3).From(Provenance.Of("a"));
        var b = ((Dim)4).From(Provenance.Of("b"));
        Assert.Equal(7, a + b);
        Assert.Equal(["a", "b"], (a + b).Provenance!.Marks);
        Assert.Equal(["a", "b"], (a * b / 2).Provenance!.Marks);
    }

    private static Gen<Expression> Expressions(int size)
    {
        var leaf = Gen.OneOf(
            Gen.Choose(0, 12).Select(n => new Expression(n, (_, _) => n, $"{n}")),
            Gen.Constant(new Expression(H, (h, _) => h, "H")),
            Gen.Constant(new Expression(W, (_, w) => w, "W")));
        if (size < 3) return leaf;
        var inner = Expressions(size / 3);
        var pairs = from a in inner from b in inner select (a, b);
        return Gen.OneOf(
            leaf,
            pairs.Select(p => new Expression(p.a.Size + p.b.Size, (h, w) => p.a.Value(h, w) + p.b.Value(h, w), $"({p.a.Text} + {p.b.Text})")),
            pairs.Select(p => new Expression(p.a.Size - p.b.Size, (h, w) => p.a.Value(h, w) - p.b.Value(h, w), $"({p.a.Text} - {p.b.Text})")),
            (from a in inner from n in Gen.Choose(0, 5) select (a, n)).Select(p => new Expression(p.a.Size * p.n, (h, w) => p.a.Value(h, w) * p.n, $"({p.a.Text} * {p.n})")),
            (from a in inner from n in Gen.Choose(1, 33) select (a, n)).Select(p => new Expression(p.a.Size / p.n, (h, w) => Floor(p.a.Value(h, w), p.n), $"({p.a.Text} / {p.n})")),
            (from a in inner from n in Gen.Choose(1, 33) select (a, n)).Select(p => new Expression(p.a.Size % p.n, (h, w) => p.a.Value(h, w) - Floor(p.a.Value(h, w), p.n) * p.n, $"({p.a.Text} % {p.n})")));
    }

    private static long Floor(long a, long b) => (long)Math.Floor((decimal)a / b);
}
