using Xunit;

namespace ModelDsl.Tests;

public sealed class StateTests
{
    [Fact]
    public void The_same_declaration_twice_shares_weights_at_any_dilation()
    {
        var (graph, s, x) = Map();
        foreach (var rate in new[] { 1, 3, 5 }) x.Conv2d(s / "ds", 8, 3, padding: rate, dilation: rate, groups: 8);
        Assert.Equal(["ds"], graph.StatePaths);
    }

    [Fact]
    public void Another_declaration_of_the_same_path_is_an_error_that_names_both()
    {
        var (_, s, x) = Map();
        x.Conv2d(s / "conv", 8, 3);
        var error = Assert.Throws<SpecException>(() => x.Conv2d(s / "conv", 8, 1));
        Assert.Equal(SpecErrors.StateConflict, error.Id);
        Assert.Contains("first weight [8, 8, 3, 3], bias [8], now weight [8, 8, 1, 1], bias [8]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_cannot_lie_inside_a_layer()
    {
        var (_, s, x) = Map();
        x.Conv2d(s / "conv", 8, 3);
        Assert.Equal(SpecErrors.StateConflict, Assert.Throws<SpecException>(() => x.Conv2d(s / "conv" / "inner", 8, 3)).Id);
    }

    [Fact]
    public void An_alias_needs_a_target_and_a_free_name()
    {
        var (graph, s, x) = Map();
        Assert.Throws<SpecException>(() => s.Alias("second", s / "conv"));
        x.Conv2d(s / "conv", 8, 3);
        s.Alias("second", s / "conv");
        Assert.Equal("conv", graph.Aliases["second"]);
        // As a layer at one place may be declared again, so may its second name.
        s.Alias("second", s / "conv");
        x.Conv2d(s / "other", 8, 3);
        Assert.Throws<SpecException>(() => s.Alias("second", s / "other"));
        Assert.Throws<SpecException>(() => s.Alias("other", s / "conv"));
    }

    [Fact]
    public void A_buffer_is_made_of_tables_only()
    {
        var (_, s, x) = Map();
        Assert.Equal(SpecErrors.CachedInput, Assert.Throws<SpecException>(() => s.Buffer("table", x)).Id);
        Assert.Equal(ElementType.Int64, s.Buffer("index", s.Arange(0, 4).ToInt64()).Type);
    }

    private static (Graph Graph, Scope S, Sym X) Map()
    {
        var graph = new Graph();
        return (graph, graph.Root, graph.Root.Input("x", Dim.Batch, 8, 16, 16));
    }
}
