using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Pipeline;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>A model is evaluated again when something that it reads may have changed, and only then.</summary>
[Collection(nameof(Alone))]
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

    /// <summary>Another family's file names its parameters like everybody else; only its own models read what its methods do.</summary>
    [Theory]
    [InlineData("static Sym Narrow(Sym x) => x.Relu();", "static Sym Narrow(Sym x) => x.Gelu().Relu();", 0)]
    [InlineData("static Sym Narrow(Sym x) { return x; }", "static Sym Narrow(Sym x) { var batch = 2; return x; }", 0)]
    [InlineData("static int Image { get; } = 3;", "static int Image { get; } = 4;", 0)]
    [InlineData("static Sym Narrow(Sym x) => x;", "static Sym Narrow(Sym x, int image) => x;", 1)]
    [InlineData("const int Image = 3;", "const int Image = 4;", 1)]
    public void An_edit_in_a_file_that_the_model_does_not_read_evaluates_where_it_changes_a_declaration(string before, string after, int expected) => AssertEvaluations(
        expected,
        Replace(3, $"static class M2 {{ {after} static void Input(int image) {{ }} }}"),
        Replace(3, $"static class M2 {{ {before} static void Input(int image) {{ }} }}"));

    [Fact]
    public void A_constant_that_a_constant_is_made_of_evaluates()
    {
        var model = Model.Replace("3, 8, 8", "Middle.Channels, 8, 8");
        AssertEvaluations(1, Of(4), Of(3));

        CSharpCompilation Of(int channels) => Spec.Compile(model, Helper, "static class Middle { public const int Channels = End.Channels; }", $"static class End {{ public const int Channels = {channels}; }}");
    }

    [Fact]
    public void A_global_using_evaluates() => AssertEvaluations(1, _start.AddSyntaxTrees(Spec.Tree("global using System.Text;", "New.cs")));

    [Fact]
    public void Another_reference_evaluates() => AssertEvaluations(1, _start.RemoveReferences(References.All[3]));

    [Fact]
    public void Other_options_evaluate() => AssertEvaluations(1, _start.WithOptions(_start.Options.WithOverflowChecks(true)));

    private CSharpCompilation Replace(int tree, string text) =>
        _start.ReplaceSyntaxTree(_start.SyntaxTrees[tree], Spec.Tree(text, _start.SyntaxTrees[tree].FilePath));

    private void AssertEvaluations(int expected, CSharpCompilation next) => AssertEvaluations(expected, next, _start);

    private static void AssertEvaluations(int expected, CSharpCompilation next, CSharpCompilation start)
    {
        Get(start);
        var before = ModelCache.Evaluations;
        var again = Get(next);
        Assert.Equal(expected, ModelCache.Evaluations - before);
        if (expected == 0) Assert.Same(Get(start), again);
    }

    private static object Get(CSharpCompilation compilation) => ModelCache.GetOrEvaluate<object>(Spec.Declaration(compilation), compilation, CancellationToken.None, () =>
    {
        var evaluation = Spec.Evaluate(compilation);
        return (evaluation, evaluation.TreesRead);
    });
}
