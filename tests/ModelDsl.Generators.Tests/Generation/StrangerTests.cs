using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>A project that knows the families only as a compiled assembly: first variants, and first mistakes.</summary>
public sealed partial class StrangerTests
{
    private const string Head = """
        using ModelDsl.Models;

        [Model("mine")]
        public partial class M
        {
            static Sym Define(Scope s) =>
        """;

    [Fact]
    public void Three_lines_make_a_module()
    {
        var files = Generation.Generate(Head + " FasterVit.Classifier(s, FasterVit.B0 with { Depths = [2, 2, 4, 2], Classes = 102 }); }");
        Assert.Contains("public const long Parameters = 16659110;", files["M.g.cs"], StringComparison.Ordinal);
        Assert.Contains("global::M.Info.Model,", files["Models.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Resolution = {|#0:256|} })", "MDSL3102", "window 7 does not tile the 16×16 map of stage 3; 16 mod 7 = 2, divisors of 16: 1, 2, 4, 8, 16; 16 = Resolution 256 (File0.cs 6,92) / 16; Resolution: 224, 448, 672")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Windows = [{|#0:6|}, 7] })", "MDSL3102", "window 6 does not tile the 14×14 map of stage 3; 14 mod 6 = 2, divisors of 14: 1, 2, 7, 14; 14 = Resolution 224 (ClassifierConfig.cs) / 16; Windows[0]: 2, 7, 14")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Heads = [{|#0:7|}, 16] })", "MDSL3102", "7 heads do not divide 256 channels; 256 mod 7 = 4, divisors of 256: 1, 2, 4, 8, 16, 32, 64, 128, 256; 256 = 4 · Dim 64 (FasterVit.cs); Heads[0]: 2, 4, 8")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Depths = {|#0:[2, 3, 6]|} })", "MDSL3301", "Depths has 3 entries; there are four stages")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { CarrierSize = {|#0:8|} })", "MDSL3301", "CarrierSize 8 asks for 16×16 carrier tokens, more than the 14×14 map has positions; 14 = Resolution 224 (ClassifierConfig.cs) / 16; CarrierSize: 1, 2, 7")]
    [InlineData("Lvt.MeanClassifier(s, Lvt.Published with { Encoder = Lvt.Encoder with { Stages = [new() { Depth = 1, Dim = {|#0:30|}, Heads = 4, MlpRatio = 2, Attention = new GlobalAttention() }] } })", "MDSL3102", "4 heads do not divide 30 channels; 30 mod 4 = 2, divisors of 30: 1, 2, 3, 5, 6, 10, 15, 30; Dim: 24, 28, 32; Heads: 2, 3, 5")]
    [InlineData("s.Input(\"x\", Dim.Batch, 8, 16, 16).Conv2d(s / \"c\", 8, kernel: 3, stride: {|#0:-1|})", "MDSL3001", "stride is -1; it must be at least 1; to fix it, change stride to 1")]
    [InlineData("Residual(s, s.Input(\"x\", Dim.Batch, 8, 16, 16)); static Sym Residual(Scope s, Sym x) => x + x.Conv2d(s / \"c\", {|#0:16|}, kernel: 1)", "MDSL3004", "[N, 8, 16, 16] + [N, 16, 16, 16]: axis -3 is 8 on one side and 16 on the other; 8 since x (line 6), 16 since c (line 6); to fix it, change channels to 8")]
    public void A_mistake_gives_one_message_on_the_number_that_is_wrong(string body, string id, string message)
    {
        var source = Marked.Parse(Head + " " + body + "; }");
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Project(source.Text), out var output, out var diagnostics);
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        // Where in the families' own files a number stands is of no interest here.
        var actual = FamilyPlace().Replace(diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), "($1)");
        Assert.True(message == actual, actual);
        Assert.Equal(source.Places[0], diagnostic.Location.SourceSpan);
        // The outline of the module keeps everything else that uses it compiling.
        Assert.Equal([], Generation.Complaints(output));
    }

    [Fact]
    public void A_message_can_be_suppressed_where_it_lands()
    {
        var source = Head + "\n#pragma warning disable MDSL3102\nFasterVit.Classifier(s, FasterVit.B0 with { Resolution = 256 }); }";
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Project(source), out _, out var diagnostics);
        Assert.DoesNotContain(diagnostics, d => !d.IsSuppressed);
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Project(source.Replace("MDSL3102", "MDSL3001", StringComparison.Ordinal)), out _, out diagnostics);
        Assert.Single(diagnostics, d => !d.IsSuppressed);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\(((?:FasterVit|Lvt|Classifier)\w*\.cs) \d+,\d+\)")]
    private static partial System.Text.RegularExpressions.Regex FamilyPlace();
}
