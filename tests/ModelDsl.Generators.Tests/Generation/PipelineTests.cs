using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Pipeline;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>What is evaluated and written anew on which edit.</summary>
[Collection(nameof(Alone))]
public sealed class PipelineTests
{
    private const string Model = """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => Blocks.Stem(s / "stem", s.Input("image", Dim.Batch, 3, 32, 32), 8);
        }
        """;

    private const string Blocks = """
        static class Blocks
        {
            [Block]
            public static Sym Stem(Scope s, Sym x, int channels) => x.Conv2d(s / "conv", channels, kernel: 3, padding: 1).Relu();
        }
        """;

    private const string Unrelated = "class Unrelated { int Answer() => 42; }";

    [Fact]
    public void An_edit_elsewhere_evaluates_nothing_and_writes_nothing()
    {
        var (before, after, evaluations) = Edit(2, "class Unrelated { int Answer() => 43; }");
        Assert.Equal(0, evaluations);
        AssertReasons(after, TrackedSteps.Evaluate, IncrementalStepRunReason.Cached);
        AssertReasons(after, TrackedSteps.Text, IncrementalStepRunReason.Cached);
        Assert.All(after.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        Assert.Equal(before.GeneratedSources.Select(s => s.SourceText.ToString()), after.GeneratedSources.Select(s => s.SourceText.ToString()));
    }

    [Fact]
    public void A_comment_in_a_block_evaluates_again_but_writes_nothing()
    {
        var (_, after, evaluations) = Edit(1, "// a comment\n" + Blocks);
        Assert.Equal(1, evaluations);
        AssertReasons(after, TrackedSteps.Evaluate, IncrementalStepRunReason.Unchanged);
        AssertReasons(after, TrackedSteps.Text, IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_change_in_a_block_of_another_file_is_seen()
    {
        var (before, after, evaluations) = Edit(1, Blocks.Replace("kernel: 3, padding: 1", "kernel: 1", StringComparison.Ordinal));
        Assert.Equal(1, evaluations);
        AssertReasons(after, TrackedSteps.Text, IncrementalStepRunReason.Modified);
        Assert.NotEqual(Text(before), Text(after));
    }

    [Fact]
    public void A_change_in_the_model_is_seen()
    {
        var (before, after, evaluations) = Edit(0, Model.Replace(", 8)", ", 16)", StringComparison.Ordinal));
        Assert.Equal(1, evaluations);
        AssertReasons(after, TrackedSteps.Text, IncrementalStepRunReason.Modified);
        Assert.NotEqual(Text(before), Text(after));
    }

    [Fact]
    public void A_mistake_comes_and_goes_with_the_edit()
    {
        var project = Generation.Project(Model, Blocks, Unrelated);
        var driver = Generation.Driver().RunGenerators(project);
        var broken = Replace(project, 0, Model.Replace(", 8)", ", -8)", StringComparison.Ordinal));
        driver = driver.RunGenerators(broken);
        Assert.Equal("MDSL3001", Assert.Single(driver.GetRunResult().Diagnostics).Id);
        driver = driver.RunGenerators(project);
        Assert.Empty(driver.GetRunResult().Diagnostics);
    }

    [Fact]
    public void Results_hold_no_part_of_a_compilation_or_graph()
    {
        var project = Generation.Project(Model, Blocks, Unrelated);
        var result = Conductor.Model(Spec.Declaration(project), project, CancellationToken.None);
        Assert.Equal([], LargeObjectsIn(result));
        // The check itself sees what it is there to see.
        Assert.NotEmpty(LargeObjectsIn(new List<object> { Spec.Model(project) }));
        Assert.NotEmpty(LargeObjectsIn((1, project)));
        Assert.NotEmpty(LargeObjectsIn(Spec.Evaluate(project).Graph.Inputs));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("fi-FI")]
    [InlineData("de-DE")]
    public void Text_is_the_same_under_every_culture(string culture)
    {
        var expected = Generation.Generate(Model, Blocks);
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo(culture);
            Assert.Equal(expected, Generation.Generate(Model, Blocks));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    private static (GeneratorRunResult Before, GeneratorRunResult After, int Evaluations) Edit(int file, string text)
    {
        var project = Generation.Project(Model, Blocks, Unrelated);
        var driver = Generation.Driver().RunGenerators(project);
        var before = driver.GetRunResult().Results.Single();
        var ran = ModelCache.Evaluations;
        var after = driver.RunGenerators(Replace(project, file, text)).GetRunResult().Results.Single();
        return (before, after, ModelCache.Evaluations - ran);
    }

    private static CSharpCompilation Replace(CSharpCompilation project, int file, string text)
    {
        var tree = project.SyntaxTrees.Single(t => t.FilePath == $"File{file}.cs");
        return project.ReplaceSyntaxTree(tree, Spec.Tree(text, tree.FilePath));
    }

    private static string Text(GeneratorRunResult result) => result.GeneratedSources.Single(s => s.HintName == "M.g.cs").SourceText.ToString();

    private static void AssertReasons(GeneratorRunResult result, string step, IncrementalStepRunReason reason) =>
        Assert.All(result.TrackedSteps[step].SelectMany(s => s.Outputs), output => Assert.Equal(reason, output.Reason));

    private static IEnumerable<object> LargeObjectsIn(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out var item))
        {
            if (item is string || item.GetType().IsPrimitive || !seen.Add(item)) continue;
            // A place keeps its tree, so that a pragma there finds the message.
            if (item is SyntaxTree) continue;
            if (item is ISymbol or SyntaxNode or Compilation or SemanticModel or IOperation or Graph or Node) yield return item;
            else if (item is IEnumerable items and not Diagnostic)
            {
                foreach (var part in items)
                {
                    if (part is not null) open.Push(part);
                }
            }
            if (item.GetType().Namespace?.StartsWith("Microsoft", StringComparison.Ordinal) == true) continue;
            for (var type = item.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (field.GetValue(item) is { } value) open.Push(value);
                }
            }
        }
    }
}
