using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Passes;

/// <summary>What a block computes for nobody is not written, but what it owns is kept.</summary>
public sealed class RemoveDeadStepsTests
{
    private const string Blocks = """
        #pragma warning disable MDSL7001, MDSL7002 // what nobody uses is what is tested
        static class Blocks
        {
            [Block]
            public static Sym Wasteful(Scope s, Sym x, double rate)
            {
                var unused = x.Linear(s / "unused", 4).DropPath(0.5).Gelu();
                x = x.Linear(s / "used", x.Features);
                s.Buffer("table", s.Arange(0, 8));
                return x.DropPath(rate);
            }

            [Block]
            public static Sym Watched(Scope s, Sym x)
            {
                Wasteful(s / "inner", x, 0.25);
                return x.Relu();
            }
        }
        """;

    private const string Model = """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 8);
                return Blocks.Watched(s / "b", Blocks.Wasteful(s / "a", x, 0.125));
            }
        }
        """;

    [Fact]
    public void Steps_that_nothing_is_made_from_go_and_those_that_stay_know_where_they_were()
    {
        var read = Body("a");
        var body = new RemoveDeadSteps().Run(read);
        Assert.Equal(["linear", "arange", "buffer", "drop_path"], body.Steps.Select(s => ((Apply)s).Op.Name));
        Assert.Equal([.. Enumerable.Range(3, 4)], body.Origins);
        Assert.Equal(new Ref(3, 0), Assert.Single(body.Outputs).Value);
        Assert.Equal(new Ref(0, 0), body.Steps[3].Inputs[0]);
        Assert.Equal(read.State, body.State);
        Assert.Equal(7, read.Steps.Count);
    }

    [Fact]
    public void A_body_without_dead_steps_stays_the_same_object_and_a_second_run_finds_nothing()
    {
        var body = new RemoveDeadSteps().Run(Body("a"));
        Assert.Same(body, new RemoveDeadSteps().Run(body));
    }

    [Fact]
    public void Equal_bodies_stay_equal() => Assert.Equal(new RemoveDeadSteps().Run(Body("a")), new RemoveDeadSteps().Run(Body("b.inner")));

    [Fact]
    public void A_module_is_called_though_nothing_uses_what_it_yields() =>
        Assert.Contains(new RemoveDeadSteps().Run(Body("b")).Steps, s => s is Call { Path: "inner" });

    [Fact]
    public void The_rate_of_a_step_that_is_gone_is_no_parameter()
    {
        var files = Generation.Generation.Generate(Model, Blocks);
        Assert.Contains("public Wasteful(double dropPath, Initialization initialization)", files["BlocksBlocks.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("gelu", files["BlocksBlocks.g.cs"], StringComparison.Ordinal);
        Assert.Contains("new BlocksBlocks.Wasteful(0.125, initialization)", files["M.g.cs"], StringComparison.Ordinal);
        Assert.Contains("new Wasteful(0.25, initialization)", files["BlocksBlocks.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_runs_it_last() => Assert.IsType<RemoveDeadSteps>(TorchSharpTarget.Passes[^1]);

    private static Body Body(string path)
    {
        var compilation = Spec.Compile(Model, Blocks);
        var declaration = DeclarationReader.Read(Spec.Model(compilation), compilation);
        return ModelStructure.Of(Spec.Evaluate(compilation), declaration, [], [], CancellationToken.None).Classes.Single(c => c.Paths.Contains(path)).Body;
    }
}
