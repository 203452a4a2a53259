namespace ModelDsl.Generators.Tests.Review;

/// <summary>What <c>[Budget]</c> says when a model costs more, and that it is silent otherwise.</summary>
public sealed class BudgetTests
{
    [Theory]
    [InlineData("Parameters = 665", "'M' has 666 parameters, 1 more than its budget of 665; the largest parts: blocks.0 288, blocks.1 288, head 90")]
    [InlineData("Macs = 36_943", "'M' takes 36,944 multiply-accumulate operations for an image, 1 more than its budget of 36,943; the largest parts: blocks.0 18,432, blocks.1 18,432, head 80")]
    [InlineData("ActivationBytes = 1_000", "'M' holds up to 8,192 bytes of tensors for an image, 7,192 more than its budget of 1,000; the largest tensors at that moment: image [N, 8, 8, 8] 2,048, image (ordered copy) [N, 8, 8, 8] 2,048, blocks.0.conv [N, 8, 8, 8] 2,048")]
    public void A_model_over_its_budget_is_an_error_that_names_what_costs_most(string budget, string message)
    {
        var diagnostic = Assert.Single(Run($"[Budget({budget})]"));
        Assert.Equal("MDSL5001", diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(budget, diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void Each_limit_that_is_broken_has_a_message_of_its_own() =>
        Assert.Equal(["MDSL5001", "MDSL5001", "MDSL5001"], Run("[Budget(Parameters = 1, Macs = 1, ActivationBytes = 1)]").Select(d => d.Id));

    [Theory]
    [InlineData("")]
    [InlineData("[Budget]")]
    [InlineData("[Budget(Parameters = 666, Macs = 36_944, ActivationBytes = 8_192)]")]
    [InlineData("[Budget(Parameters = 5_000_000)]")]
    public void A_model_within_its_budget_is_no_news(string attribute) => Assert.Empty(Run(attribute));

    private static IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic> Run(string attribute)
    {
        Generation.Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Generation.Project($$"""
            [Model("m")]
            {{attribute}}
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 8, 8, 8);
                    for (var i = 0; i < 2; i++) x = Block(s / "blocks" / i, x);
                    return x.Mean(2, 3).Linear(s / "head", 10);
                }

                [Block]
                static Sym Block(Scope s, Sym x) => x + x.Conv2d(s / "conv", 8, kernel: 3, padding: 1, groups: 2, bias: false).Gelu();
            }
            """), out var output, out var diagnostics);
        Assert.Equal([], Generation.Generation.Complaints(output));
        return diagnostics;
    }
}
