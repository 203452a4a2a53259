namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>One message for each root cause, and all root causes in one build.</summary>
public class SeveralMistakesTests
{
    private const string Family = """
        sealed record Config
        {
            public int Resolution { get; init; } = 224;
            public int Dim { get; init; } = 16;
            public IReadOnlyList<int> Windows { get; init; } = [7, 7];
            public IReadOnlyList<int> Heads { get; init; } = [2, 4];
        }

        static class Family
        {
            public static Sym Net(Scope s, Config config)
            {
                Require.That(config.Heads.Count == 2, $"Heads has {config.Heads.Count} entries; there are two stages", config.Heads.Count);
                var x = s.Input("image", Dim.Batch, 3, config.Resolution, config.Resolution);
                x = x.Conv2d(s / "stem", config.Dim, kernel: 16, stride: 16);
                for (var i = 0; i < 2; i++) x = Stage(s / "stages" / i, x, config.Windows[i], config.Heads[i], i + 3);
                return x.Mean(2, 3).Linear(s / "head", 10);
            }

            [Block]
            static Sym Stage(Scope s, Sym x, int window, int heads, int stage)
            {
                Require.Divides(window, x.Height, $"window {window} does not tile the {x.Height}×{x.Width} map of stage {stage}");
                var grid = (int)(x.Height / window);
                x = x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", window), ("q", window));
                Require.Divides(heads, x.Features, $"{heads} heads do not divide {x.Features} channels");
                var qkv = x.Linear(s / "qkv", 3 * x.Features).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", heads));
                var y = qkv.Select(0, 0).MatMul(qkv.Select(0, 1).Rearrange("b h n d -> b h d n")).Softmax().MatMul(qkv.Select(0, 2));
                x = x + y.Rearrange("b h n d -> b n (h d)").Linear(s / "proj", x.Features);
                x = x.Rearrange("(b h w) (p q) c -> b c (h p) (w q)", ("h", grid), ("w", grid), ("p", window));
                return x.Conv2d(s / "down", 2 * x.Channels, kernel: 3, stride: 2, padding: 1);
            }
        }
        """;

    private static void Check(string with, params string[] expected)
    {
        var marked = Marked.Parse($$"""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s) => Family.Net(s, new Config() with { {{with}} });
            }
            """);
        var compilation = Spec.Compile(marked.Text, Family);
        Spec.AssertCompiles(compilation);
        var found = Spec.Evaluate(compilation).Diagnostics;
        Assert.Equal(expected, found.Select(d => $"{d.Descriptor.Id}@{marked.Places.SingleOrDefault(p => p.Value == d.Where!.Value.Span, new(-1, default)).Key}"));
    }

    [Theory]
    [InlineData("Windows = [{|#0:5|}, 7], Heads = [2, {|#1:5|}]", "MDSL3102@0 MDSL3102@1")]
    [InlineData("Windows = [{|#0:5|}, {|#1:0|}], Heads = [{|#2:3|}, {|#3:5|}]", "MDSL3102@0 MDSL3102@2 MDSL3001@1 MDSL3102@3")]
    [InlineData("Resolution = {|#0:256|}, Heads = [{|#1:3|}, {|#2:7|}]", "MDSL3102@0 MDSL3102@1 MDSL3102@2")]
    [InlineData("Resolution = {|#0:-5|}, Heads = [{|#1:3|}, {|#2:7|}]", "MDSL3001@0 MDSL3102@1 MDSL3102@2")]
    [InlineData("Resolution = {|#0:15|}, Heads = [2, {|#1:7|}]", "MDSL3006@0 MDSL3102@1")]
    [InlineData("Dim = {|#0:15|}", "MDSL3102@0")]
    [InlineData("Dim = {|#0:-16|}, Windows = [{|#1:5|}, 7]", "MDSL3001@0 MDSL3102@1")]
    [InlineData("Heads = {|#0:[2]|}", "MDSL3301@0")]
    [InlineData("Windows = [{|#0:0|}, 7]", "MDSL3001@0")]
    [InlineData("Windows = [{|#0:-7|}, 7]", "MDSL3001@0")]
    public void Each_root_cause_is_told_once(string with, string expected) => Check(with, expected.Split(' '));

    [Theory]
    [InlineData(
        "Resolution = 256", "MDSL3102",
        "window 7 does not tile the 16×16 map of stage 3; 16 mod 7 = 2, divisors of 16: 1, 2, 4, 8, 16; 16 = Resolution 256 (File0.cs 4,82) / 16; Resolution: 224, 448, 672",
        "224 448 672")]
    [InlineData(
        "Heads = [3, 4]", "MDSL3102", "3 heads do not divide 16 channels; 16 mod 3 = 1, divisors of 16: 1, 2, 4, 8, 16; Heads[0]: 1, 2, 4", "2 4 1")]
    [InlineData(
        "Dim = 15", "MDSL3102", "2 heads do not divide 15 channels; 15 mod 2 = 1, divisors of 15: 1, 3, 5, 15; Dim: 12, 14, 16", "14 16 12")]
    public void The_numbers_and_what_would_work_are_named(string with, string id, string message, string fixes)
    {
        var compilation = Spec.Compile($$"""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s) => Family.Net(s, new Config() with { {{with}} });
            }
            """, Family);
        var found = Assert.Single(Spec.Evaluate(compilation).Diagnostics);
        Assert.Equal(id, found.Descriptor.Id);
        Assert.True(message == found.Message, found.Message);
        Assert.Equal(fixes, string.Join(' ', found.Fixes.Select(f => f.Text)));
    }
}
