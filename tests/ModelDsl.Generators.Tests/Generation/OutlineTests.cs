using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Tests.Mutations;
using Xunit.Abstractions;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>A mistake in a specification is one message, however much code uses the model.</summary>
public sealed class OutlineTests(ITestOutputHelper output)
{
    private const string Consumer = """
        using TorchSharp;
        using ModelDsl.Runtime;

        static class Consumer
        {
            const long Size = Net.Info.Parameters + Net.Info.Buffers + Net.Info.Macs + Net.Info.ActivationBytes;
            const string Text = Net.Info.Name + Net.Info.InputShape + Net.Info.OutputShape;
            static readonly ModelInfo s_info = Net.Info.Model;

            static torch.Tensor Run(torch.Tensor images)
            {
                using var net = new Net(Initialization.Published);
                TREE
                return net.call(torch.zeros(1, 7, 5, 5));
            }
        }
        """;

    private const string Tree = """
        net.Head.weight!.zero_();
        net.Levels[0].Blocks[0].Conv1.weight!.zero_();
        net.Levels[2].Blocks[0].Attn.Qkv.weight!.zero_();
        _ = net.Levels[2].Blocks[0].Attn.PosEmbFunct;
        """;

    [Theory]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Heads = [7, 16] })", "MDSL3102")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Windows = [5, 7] })", "MDSL3102")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Resolution = 256 })", "MDSL3102")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { CarrierSize = 9 })", "MDSL3301")]
    [InlineData("FasterVit.Classifier(s, FasterVit.B0 with { Classes = -1 })", "MDSL3001")]
    public void A_wrong_hyper_parameter_is_one_message(string specification, string expected) =>
        Assert.Equal([expected], Errors($"using ModelDsl.Models; [Model(\"net\")] public partial class Net {{ static Sym Define(Scope s) => {specification}; }}", Tree));

    [Fact]
    public void A_wrong_rearrangement_is_one_message() => Assert.Equal(["MDSL3102"], Errors("""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s) => Attend(s / "attn", s.Input("x", Dim.Batch, 16, 20)).Linear(s / "head", 10);

            [Block]
            static Sym Attend(Scope s, Sym x) =>
                x.Linear(s / "qkv", 60).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", 7)).Select(0, 0).Rearrange("b h n d -> b n (h d)").Linear(s / "proj", 20);
        }
        """, "net.AttnModule.Qkv.weight!.zero_(); net.AttnModule.Proj.weight!.zero_(); net.Head.weight!.zero_();".Replace("AttnModule", "Attn", StringComparison.Ordinal)));

    [Fact]
    public void A_place_that_is_a_layer_and_a_group_is_one_message() => Assert.Equal(["MDSL4001"], Errors("""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s) => s.Input("x", Dim.Batch, 8).Linear(s / "a" / "b", 8).Linear(s / "a", 8);
        }
        """, ""));

    [Fact]
    public void A_backbone_has_its_outputs() => Assert.Equal(["MDSL3102"], Errors(
        "using ModelDsl.Models; [Model(\"net\")] public partial class Net { static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.B0 with { Heads = [7, 16] }); }",
        "using var outputs = net.call(images); outputs.Stage1.zero_(); outputs.Stage4.zero_(); _ = Net.Outputs.Stage1Channels; return outputs.Stage2; }\n static torch.Tensor Other(Module<torch.Tensor, torch.Tensor> net) {".Replace("Module<", "torch.nn.Module<", StringComparison.Ordinal)));

    /// <summary>That module is known, so that the call which does not fit it is a separate mistake.</summary>
    [Fact]
    public void A_model_over_its_budget_is_one_message() => Assert.Equal(["MDSL5001", "MDSL6001"], Errors(
        "using ModelDsl.Models; [Model(\"net\")] [Budget(Parameters = 5_000_000)] public partial class Net { static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0); }", Tree));

    [Fact]
    public void What_did_not_come_to_an_end_still_has_its_info() => Assert.Equal(["MDSL2003"], Errors(
        "[Model(\"net\")] public partial class Net { static Sym Define(Scope s) { while (true) { } } }", ""));

    [Fact]
    public void No_outline_adds_a_message_of_the_compiler()
    {
        var mutants = FamilySeeds.Mutants().Concat(StructuralMutants.All()).Concat(OperationSeeds.All.SelectMany(s => s.Mutants())).Where(m => m.IsWrong).Where((_, i) => i % 40 == 0).ToList();
        var withTree = 0;
        foreach (var mutant in mutants)
        {
            var project = Generation.Project(mutant.Model, mutant.Family);
            Generation.Driver().RunGeneratorsAndUpdateCompilation(project, out var generated, out var diagnostics);
            Assert.NotEmpty(diagnostics);
            Assert.Equal([], generated.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && !project.ContainsSyntaxTree(d.Location.SourceTree!)).Select(d => $"{mutant.Seed}: {mutant.Change}: {d}"));
            if (generated.SyntaxTrees.Any(t => t.ToString().Contains("NewLayer.", StringComparison.Ordinal))) withTree++;
        }
        output.WriteLine($"{mutants.Count} outlines, {withTree} of them with layers");
        Assert.True(mutants.Count > 40 && withTree > mutants.Count / 4, $"{withTree} of {mutants.Count}");
    }

    [Fact]
    public void An_outline_cannot_be_made()
    {
        var driver = Generation.Driver().RunGenerators(Generation.Project("[Model(\"net\")] public partial class M { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", 0); }"));
        var text = driver.GetRunResult().Results.Single().GeneratedSources.Single(s => s.HintName == "M.g.cs").SourceText.ToString();
        Assert.Contains("public M(Initialization initialization = Initialization.Published) : base(Guard.Outline(\"net\"))", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TensorShape(", text, StringComparison.Ordinal);
    }

    /// <summary>The errors of generator, compiler and analyzer in a project of a model and code that uses it.</summary>
    private static IEnumerable<string> Errors(string model, string tree)
    {
        var project = Generation.Project(model, Consumer.Replace("TREE", tree, StringComparison.Ordinal));
        Generation.Driver().RunGeneratorsAndUpdateCompilation(project, out var generated, out var diagnostics);
        return diagnostics.Concat(generated.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).Concat(UseSites.Uses.Analyze(generated).Select(d => d.Id));
    }
}
