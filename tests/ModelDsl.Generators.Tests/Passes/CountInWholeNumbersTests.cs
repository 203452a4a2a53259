using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Tests.Passes;

/// <summary>Positions are whole numbers from the start; what is computed with floating point numbers stays what it is.</summary>
public sealed class CountInWholeNumbersTests
{
    [Fact]
    public void A_range_that_is_converted_is_made_of_whole_numbers()
    {
        var text = Generation.Generation.Generate("""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("x", Dim.Batch, Dim.Symbol("T"), 4);
                    return x + s.Parameter("table", [600, 4], Init.Normal(1)).TakeRows(s.Arange(0, x.Shape[1]).ToInt64());
                }
            }
            """)["M.g.cs"];
        Assert.Contains("NewTensor.Indices(0, t, x)", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("NewTensor.Range|to_type"), text);
    }

    [Fact]
    public void A_range_that_is_also_computed_with_is_made_of_both()
    {
        var text = Generation.Generation.Generate("""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("x", Dim.Batch, Dim.Symbol("T"));
                    var places = s.Arange(0, x.Shape[1]);
                    return (x * places).Unsqueeze(-1) + s.Parameter("table", [600, 4], Init.Normal(1)).TakeRows(places.ToInt64());
                }
            }
            """)["M.g.cs"];
        Assert.Contains("NewTensor.Range(0, t, x)", text, StringComparison.Ordinal);
        Assert.Contains("NewTensor.Indices(0, t, x)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("to_type", text, StringComparison.Ordinal);
    }
}
