using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.UseSites;

/// <summary>Calls whose arguments are known not to fit: each is reported once, on the argument.</summary>
public sealed class WrongUseTests
{
    public static TheoryData<string, string> Cases => new()
    {
        // Where the shape is stated.
        { "net.call({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.forward({|#0:ones(1, 1, 224, 224)|});", "MDSL6001: image is [1, 1, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 1, expected 3" },
        { "net.call({|#0:rand(3, 224, 224)|});", "MDSL6002: image is [3, 224, 224], but net_224 takes [N, 3, 224, 224]: the number of axes is 3, expected 4" },
        { "net.call({|#0:randn([2, 3, 224, 223])|});", "MDSL6001: image is [2, 3, 224, 223], but net_224 takes [N, 3, 224, 224]: axis 3 is 223, expected 224" },
        { "net.call({|#0:empty(new long[] { 2, 4, 224, 224 })|});", "MDSL6001: image is [2, 4, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 4, expected 3" },
        { "net.call({|#0:full(new long[] { 1, 3, 224, 225 }, 0.5)|});", "MDSL6001: image is [1, 3, 224, 225], but net_224 takes [N, 3, 224, 224]: axis 3 is 225, expected 224" },
        { "net.call({|#0:zeros(0, 3, 224, 224)|});", "MDSL6003: image is [0, 3, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 0 is 0, expected at least 1" },
        { "net.call({|#0:torch.zeros(1, 3, 224, 128)|});", "MDSL6001: image is [1, 3, 224, 128], but net_224 takes [N, 3, 224, 224]: axis 3 is 128, expected 224" },
        { "net.call({|#0:arange(224)|});", "MDSL6002: image is [224], but net_224 takes [N, 3, 224, 224]: the number of axes is 1, expected 4" },
        { "pair.call({|#0:arange(0, 15).unsqueeze(0)|}, image);", "MDSL6001: left is [1, 15], but pair takes [N, 16]: axis 1 is 15, expected 16" },
        { "pair.call({|#0:arange(0, 30, 2).reshape(1, -1)|}, image);", "MDSL6001: left is [1, 15], but pair takes [N, 16]: axis 1 is 15, expected 16" },
        // Through locals and numbers.
        { "var x = zeros(1, 3, 256, 256); net.call({|#0:x|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "using var x = zeros(1, 3, 256, 256); using var y = net.call({|#0:x|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "const int side = 256; net.call({|#0:zeros(1, 3, side, side)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var side = 112; side = side * 2 + 1; net.call({|#0:zeros(1, 3, side, side)|});", "MDSL6001: image is [1, 3, 225, 225], but net_224 takes [N, 3, 224, 224]: axis 2 is 225, expected 224" },
        { "long[] shape = [1, 3, 256, 256]; net.call({|#0:zeros(shape)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "image = zeros(1, 5, 224, 224); net.call({|#0:image|});", "MDSL6001: image is [1, 5, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 5, expected 3" },
        { "net.call({|#0:zeros(n, 1, 224, 224)|});", "MDSL6001: image is [?, 1, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 1, expected 3" },
        { "net.call({|#0:zeros(n, n, n)|});", "MDSL6002: image is [?, ?, ?], but net_224 takes [N, 3, 224, 224]: the number of axes is 3, expected 4" },
        { "var x = zeros(1, 3, 256, 256); var y = zeros(x.shape[0], 3, x.shape[3], 224); net.call({|#0:y|});", "MDSL6001: image is [1, 3, 256, 224], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var x = flag ? zeros(1, 3, 256, 256) : zeros(2, 3, 256, 256); net.call({|#0:x|});", "MDSL6001: image is [?, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "Tensor x; if (flag) x = zeros(1, 3, 256, 256); else x = ones(1, 3, 256, 256); net.call({|#0:x|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "for (var i = 0; i < 3; i++) net.call({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var x = zeros(1, 3, 256, 256); while (flag) { net.call({|#0:x|}); }", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "Action run = () => net.call({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "void Local() { var x = zeros(1, 3, 256, 256); net.call({|#0:x|}); } Local();", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "try { net.call({|#0:zeros(1, 3, 256, 256)|}); } finally { image.Dispose(); }", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        // Through operations.
        { "var x = zeros(3, 224, 224).unsqueeze(1); net.call({|#0:x|});", "MDSL6001: image is [3, 1, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 1, expected 3" },
        { "net.call({|#0:zeros(1, 3, 50176).reshape(1, 3, -1, 256)|});", "MDSL6001: image is [1, 3, 196, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 196, expected 224" },
        { "net.call({|#0:zeros(1, 224, 224, 3).permute(0, 1, 3, 2)|});", "MDSL6001: image is [1, 224, 3, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 224, expected 3" },
        { "net.call({|#0:zeros(1, 224, 224, 3).transpose(1, 2)|});", "MDSL6001: image is [1, 224, 224, 3], but net_224 takes [N, 3, 224, 224]: axis 1 is 224, expected 3" },
        { "var a = zeros(1, 2, 224, 224); net.call({|#0:cat(new[] { a, a }, 1)|});", "MDSL6001: image is [1, 4, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 4, expected 3" },
        { "var a = zeros(1, 2, 224, 224); net.call({|#0:cat([a, a], dim: 1)|});", "MDSL6001: image is [1, 4, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 4, expected 3" },
        { "var a = zeros(1, 2, 224, 224); net.call({|#0:cat(new List<Tensor> { a, a }, 1)|});", "MDSL6001: image is [1, 4, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 4, expected 3" },
        { "net.call({|#0:stack(new[] { zeros(224, 224), zeros(224, 224) }, 0)|});", "MDSL6002: image is [2, 224, 224], but net_224 takes [N, 3, 224, 224]: the number of axes is 3, expected 4" },
        { "net.call({|#0:zeros(1, 3, 256, 256) / 255|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:zeros(1, 1, 224, 224) + zeros(4, 1, 1)|});", "MDSL6001: image is [1, 4, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 4, expected 3" },
        { "net.call({|#0:zeros(1, 3, 256, 256).to(ScalarType.Float32).cpu().relu()|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:zeros(1, 3, 448, 448).narrow(2, 0, 224)|});", "MDSL6001: image is [1, 3, 224, 448], but net_224 takes [N, 3, 224, 224]: axis 3 is 448, expected 224" },
        { "net.call({|#0:zeros(2, 3, 224, 224).select(0, 0)|});", "MDSL6002: image is [3, 224, 224], but net_224 takes [N, 3, 224, 224]: the number of axes is 3, expected 4" },
        { "net.call({|#0:image.unsqueeze(0).reshape(1, 1, 224, 224)|});", "MDSL6001: image is [1, 1, 224, 224], but net_224 takes [N, 3, 224, 224]: axis 1 is 1, expected 3" },
        { "net.call({|#0:zeros_like(zeros(1, 3, 1, 1)).expand(1, 3, 200, 224)|});", "MDSL6001: image is [1, 3, 200, 224], but net_224 takes [N, 3, 224, 224]: axis 2 is 200, expected 224" },
        { "head.call({|#0:zeros(1, 4, 4, 8).flatten(1)|});", "MDSL6002: map is [1, 128], but head takes [N, 8, 4, 4]: the number of axes is 2, expected 4" },
        { "head.call({|#0:zeros(1, 8, 4, 4).mean([2, 3])|});", "MDSL6002: map is [1, 8], but head takes [N, 8, 4, 4]: the number of axes is 2, expected 4" },
        { "head.call({|#0:zeros(1, 8, 4, 4).mean([2, 3], keepdim: true)|});", "MDSL6001: map is [1, 8, 1, 1], but head takes [N, 8, 4, 4]: axis 2 is 1, expected 4" },
        // Sizes that are fixed only at run time.
        { "any.call({|#0:zeros(1, 3, 100, 128)|});", "MDSL6003: image is [1, 3, 100, 128], but any_size takes [N, 3, H, W]: axis 2 is 100, expected a multiple of 32, for instance 96" },
        { "any.call({|#0:zeros(1, 3, 64, 32)|});", "MDSL6003: image is [1, 3, 64, 32], but any_size takes [N, 3, H, W]: axis 3 is 32, expected at least 64" },
        { "any.call({|#0:zeros(1, 4, 64, 64)|});", "MDSL6001: image is [1, 4, 64, 64], but any_size takes [N, 3, H, W]: axis 1 is 4, expected 3" },
        { "square.call({|#0:zeros(1, 3, 64, 65)|});", "MDSL6001: image is [1, 3, 64, 65], but square takes [N, 3, S, S]: axis 3 is 65, expected 64, which S is already" },
        { "pair.call(zeros(2, 16), {|#0:zeros(3, 8)|});", "MDSL6001: right is [3, 8], but pair takes [N, 8]: axis 0 is 3, expected 2, which N is already" },
        // Results of modules, and records.
        { "head.call({|#0:net.call(image)|});", "MDSL6002: map is [?, 10], but head takes [N, 8, 4, 4]: the number of axes is 2, expected 4" },
        { "var y = any.call(zeros(2, 3, 128, 96)); head.call({|#0:y|});", "MDSL6001: map is [2, 8, 4, 3], but head takes [N, 8, 4, 4]: axis 3 is 3, expected 4" },
        { "head.call({|#0:square.call(zeros(1, 3, 7, 7)).unsqueeze(0)|});", "MDSL6002: map is [1, 1, 8, 4, 4], but head takes [N, 8, 4, 4]: the number of axes is 5, expected 4" },
        { "head.call({|#0:square.call(zeros(1, 3, 9, 9))|});", "MDSL6001: map is [1, 8, 5, 5], but head takes [N, 8, 4, 4]: axis 2 is 5, expected 4" },
        { "using var y = pyramid.call(image); head.call({|#0:y.Fine|});", "MDSL6001: map is [?, 4, 8, 8], but head takes [N, 8, 4, 4]: axis 1 is 4, expected 8" },
        { "head.call({|#0:maps.Fine|});", "MDSL6001: map is [?, 4, 8, 8], but head takes [N, 8, 4, 4]: axis 1 is 4, expected 8" },
        { "var y = pyramid.call(zeros(5, 3, 32, 32)); pair.call(zeros(4, 16), {|#0:y.Coarse.mean([2, 3])|});", "MDSL6001: right is [5, 8], but pair takes [N, 8]: axis 0 is 5, expected 4, which N is already" },
        { "net.StemModule.call({|#0:zeros(1, 4, 224, 224)|});", "MDSL6001: x is [1, 4, 224, 224], but Stem takes [N, 3, 224, 224]: axis 1 is 4, expected 3" },
        // Members and captured locals.
        { "net.call({|#0:s_probe|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Consumer.s_probe|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Image|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Probe()|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:s_probe.clone().contiguous()|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:zeros_like(s_probe)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Probe().full_like(0.5)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Fresh|});", "MDSL6001: image is [1, 3, 256, 224], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Either()|});", "MDSL6001: image is [?, 3, 256, 224], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:Twice()|});", "MDSL6001: image is [1, 6, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 1 is 6, expected 3" },
        { "net.call({|#0:zeros(1, 3, s_side, 224)|});", "MDSL6001: image is [1, 3, 256, 224], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "s_module.call({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var x = zeros(1, 3, 256, 256); Action run = () => net.call({|#0:x|}); run();", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var x = zeros(1, 3, 256, 256); void Local() { net.call({|#0:x|}); } Local();", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var x = zeros(1, 3, 256, 256); Action run = () => { void Inner() { net.call({|#0:x|}); } Inner(); }; run();", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "Tensor x; x = zeros(1, 3, 256, 256); Func<Tensor> run = () => net.call({|#0:x|}); run();", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "using var x = zeros(1, 3, 256, 256); Action run = () => net.call({|#0:x|}); run();", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "net.call({|#0:zeros([1, 3, 1, 256, 256]).squeeze(2).view(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        // Modules by other types.
        { "Module<Tensor, Tensor> module = new Net(); module.call({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "using var module = new Net(); module.forward({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "((Module<Tensor, Tensor>)net).call({|#0:zeros(1, 3, 256, 256)|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
        { "var (a, b) = (zeros(1, 3, 256, 256), 1); net.call({|#0:a|});", "MDSL6001: image is [1, 3, 256, 256], but net_224 takes [N, 3, 224, 224]: axis 2 is 256, expected 224" },
    };

    /// <summary>All cases, right and wrong, without their marks.</summary>
    internal static IEnumerable<string> Statements()
    {
        foreach (object[] row in (System.Collections.IEnumerable)Cases) yield return Marked.Parse((string)row[0]).Text;
        foreach (object[] row in (System.Collections.IEnumerable)RightUseTests.Cases) yield return (string)row[0];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tensor_that_does_not_fit_is_reported_on_the_argument(string statements, string expected)
    {
        var marked = Marked.Parse(statements);
        var diagnostic = Assert.Single(Uses.In(marked.Text));
        Assert.Equal(expected, $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        var text = diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
        Assert.Equal(marked.Text.Substring(marked.Places[0].Start, marked.Places[0].Length), text);
    }

    [Fact]
    public void The_cases_compile()
    {
        var methods = string.Join("\n", Statements().Select(s => "{ " + s + " }"));
        Assert.Equal("", string.Join("\n", Uses.Errors(methods).Take(3)));
    }

    [Fact]
    public void A_module_of_the_same_project_is_known_as_well()
    {
        var project = Generation.Generation.Project(Uses.Models, "class Program { static void Run(Net net) => net.call(TorchSharp.torch.zeros(1, 3, 256, 256)); }");
        Generation.Generation.Driver().RunGeneratorsAndUpdateCompilation(project, out var output, out _);
        Assert.Equal(["MDSL6001"], Uses.Analyze(output).Select(d => d.Id));
    }

    [Fact]
    public void Two_wrong_calls_are_two_messages() =>
        Assert.Equal(["MDSL6001", "MDSL6002"], Uses.In("net.call(zeros(1, 3, 256, 256)); net.call(zeros(3, 224, 224));").Select(d => d.Id));
}
