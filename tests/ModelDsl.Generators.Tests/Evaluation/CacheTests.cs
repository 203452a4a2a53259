using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Pipeline;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>A model is evaluated again when something that it reads may have changed, and only then.</summary>
[Collection("evaluation counter")]
public class CacheTests
{
    private const string Model = """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => Helper.Widen(s.Input("image", Dim.Batch, 3, 8, 8));
        }
        """;

    private const string Helper = """
        static class Helper
        {
            public static Sym Widen(Sym x) => x.Rearrange("b c h w -> b h w c");
        }
        """;

    private readonly CSharpCompilation _start = Spec.Compile(Model, Helper, "class Unrelated { void Old() { } }");

    [Fact]
    public void The_same_compilation_is_evaluated_once() => AssertEvaluations(0, _start);

    [Fact]
    public void A_clone_is_not_evaluated() => AssertEvaluations(0, _start.Clone());

    [Fact]
    public void An_edit_of_an_unrelated_file_evaluates_nothing() =>
        AssertEvaluations(0, Replace(3, "class Unrelated { void New() { int local = 1; } }"));

    [Fact]
    public void A_new_unrelated_file_evaluates_nothing() => AssertEvaluations(0, _start.AddSyntaxTrees(Spec.Tree("class Different { }", "New.cs")));

    [Fact]
    public void An_edit_of_a_helper_evaluates() => AssertEvaluations(1, Replace(2, Helper.Replace("b h w c\"", "b w h c\"")));

    [Fact]
    public void An_edit_of_the_model_evaluates() => AssertEvaluations(1, Replace(1, Model.Replace("8, 8", "8, 16")));

    [Fact]
    public void A_new_file_that_declares_a_used_name_evaluates() =>
        AssertEvaluations(1, _start.AddSyntaxTrees(Spec.Tree("static class More { public static Sym Rearrange(this Sym x, string a) => x; }", "New.cs")));

    [Fact]
    public void A_file_that_comes_to_declare_a_used_name_evaluates() => AssertEvaluations(1, Replace(3, "class Unrelated { class Dim { } }"));

    [Fact]
    public void A_global_using_evaluates() => AssertEvaluations(1, _start.AddSyntaxTrees(Spec.Tree("global using System.Text;", "New.cs")));

    [Fact]
    public void Another_reference_evaluates() => AssertEvaluations(1, _start.RemoveReferences(References.All[3]));

    [Fact]
    public void Other_options_evaluate() => AssertEvaluations(1, _start.WithOptions(_start.Options.WithOverflowChecks(true)));

    private CSharpCompilation Replace(int tree, string text) =>
        _start.ReplaceSyntaxTree(_start.SyntaxTrees[tree], Spec.Tree(text, _start.SyntaxTrees[tree].FilePath));

    private void AssertEvaluations(int expected, CSharpCompilation next)
    {
        Get(_start);
        var before = ModelCache.Evaluations;
        var again = Get(next);
        Assert.Equal(expected, ModelCache.Evaluations - before);
        if (expected == 0) Assert.Same(Get(_start), again);
    }

    private static object Get(CSharpCompilation compilation) => ModelCache.GetOrEvaluate<object>(Spec.Declaration(compilation), compilation, CancellationToken.None, () =>
    {
        var evaluation = Spec.Evaluate(compilation);
        return (evaluation, evaluation.TreesRead);
    });
}
