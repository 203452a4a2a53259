using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Pipeline;
using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Tests.Weights;

/// <summary>What a manifest has to look like, which keys count, and what is checked again on which edit.</summary>
[Collection(nameof(Alone))]
public sealed class ManifestTests
{
    private const string Model = """
        [Model("m")]
        [Weights("m.weights.json")]
        public partial class M
        {
            static Sym Define(Scope s) => Net.Of(s, 8);
        }
        """;

    private const string Plain = """
        [Model("plain")]
        public partial class Plain
        {
            static Sym Define(Scope s) => Net.Of(s, 9);
        }
        """;

    private const string Net = """
        static class Net
        {
            public static Sym Of(Scope s, int width)
            {
                var x = s.Input("x", Dim.Batch, 4).Linear(s / "fc", width).Linear(s / "head", 10);
                (s / "second").Alias("name", s / "head");
                return x + s.Buffer("table", s.Arange(0, 10));
            }
        }
        """;

    private const string Unrelated = "class Unrelated { }";

    private static readonly (string Name, string Type, IEnumerable<long> Shape)[] s_right =
    [
        ("fc.weight", "F32", [8, 4]), ("fc.bias", "F16", [8]), ("head.weight", "BF16", [10, 8]), ("head.bias", "F64", [10]),
    ];

    private static readonly CSharpCompilation s_project = Generation.Generation.Project(Model, Plain, Net, Unrelated);

    [Fact]
    public void A_file_of_the_model_fits() => Assert.Equal([], Check(s_right));

    [Fact]
    public void A_table_may_be_there() => Assert.Equal([], Check([.. s_right, ("table", "F32", [10])]));

    [Fact]
    public void A_table_of_another_shape_may_not() => Assert.Contains("1 of another shape: table", Assert.Single(Check([.. s_right, ("table", "F32", [11])])));

    [Fact]
    public void One_of_two_names_is_enough() => Assert.Equal([], Check([.. s_right.Take(2), ("second.name.weight", "F32", [10, 8]), ("second.name.bias", "F32", [10])]));

    [Theory]
    [InlineData("module.")]
    [InlineData("module._orig_mod.")]
    [InlineData("model.module.")]
    public void Wrappers_do_not_count(string wrapper) => Assert.Equal([], Check([.. s_right.Select(t => (wrapper + t.Name, t.Type, t.Shape))]));

    [Fact]
    public void Wrappers_of_parts_do_not_count() => Assert.Equal([], Check([.. s_right.Select(t => (t.Name.Replace("fc.", "fc._orig_mod.", StringComparison.Ordinal), t.Type, t.Shape))]));

    [Fact]
    public void Counts_of_batches_may_be_missing_where_the_norm_is_there()
    {
        var project = Generation.Generation.Project("""
            [Model("m")]
            [Weights("m.weights.json")]
            public partial class M
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, 4, 8, 8).BatchNorm2d(s / "norm");
            }
            """);
        (string, string, IEnumerable<long>)[] statistics = [("norm.weight", "F32", [4]), ("norm.bias", "F32", [4]), ("norm.running_mean", "F32", [4]), ("norm.running_var", "F32", [4])];
        Assert.Equal([], Run(project, ManifestFile.Of(statistics)).Diagnostics.Where(IsError).Select(Message));
        Assert.Contains("2 missing from the file: norm.running_mean, norm.num_batches_tracked", Assert.Single(
            Run(project, ManifestFile.Of([statistics[0], statistics[1], statistics[3]])).Diagnostics.Where(IsError).Select(Message)));
    }

    [Fact]
    public void Whole_numbers_are_no_weights() => Assert.Contains("1 of another type: fc.bias", Assert.Single(Check([s_right[0], ("fc.bias", "I64", [8]), .. s_right[2..]])));

    [Fact]
    public void Keys_that_nothing_explains_are_listed_on_the_manifest()
    {
        var diagnostic = Assert.Single(Run(s_project, ManifestFile.Of([.. s_right.Take(3), ("extra.weight", "F32", [3])])).Diagnostics, IsError);
        Assert.Equal("\"m.weights.json\"", Text(diagnostic));
        Assert.Contains("2 missing from the file: head.bias, second.name.bias; 1 unknown to the model: extra.weight", Message(diagnostic));
    }

    [Fact]
    public void Names_of_a_stranger_stay_on_their_line() =>
        Assert.Contains(@"1 unknown to the model: a\u000a\u202eb", Assert.Single(Check([.. s_right, (@"a\n\u202eb", "F32", [3])])));

    [Fact]
    public void A_message_comes_with_the_change_that_mends_it()
    {
        var diagnostic = Assert.Single(Run(s_project, ManifestFile.Of([("fc.weight", "F32", [12, 4]), ("fc.bias", "F32", [12]), ("head.weight", "F32", [10, 12]), s_right[3]])).Diagnostics, IsError);
        Assert.Equal(("MDSL4103", "8"), (diagnostic.Id, Text(diagnostic)));
        Assert.Contains("width is 8 here and 12 in the file: fc.weight is [8, 4] here, [12, 4] in the file", Message(diagnostic));
        Assert.Contains(diagnostic.Properties.Values, v => v == "12");
    }

    [Theory]
    [InlineData(null, "it cannot be opened")]
    [InlineData("", "expected '{' at 1,1")]
    [InlineData("{}", "it has no \"tensors\"")]
    [InlineData("{\"file\":\"x\",\"file\":\"y\",\"tensors\":[]}", "expected \"file\" only once at 1,13")]
    [InlineData("{\"tensors\":[],\n\"more\":1}", "expected no member \"more\" at 2,1")]
    [InlineData("{\"tensors\":[]} {", "expected the end of the file at 1,16")]
    [InlineData("{\"tensors\":[{\"name\":\"a\",\"dtype\":\"F32\"}]}", "expected a tensor with \"name\", \"dtype\" and \"shape\" at 1,13")]
    [InlineData("{\"tensors\":[{\"name\":\"a\",\"dtype\":\"F32\",\"shape\":[-1]}]}", "expected a size at 1,48")]
    [InlineData("{\"tensors\":[{\"name\":\"a\",\"dtype\":\"F32\",\"shape\":[1e3]}]}", "expected ']' at 1,49")]
    [InlineData("{\"tensors\":[{\"name\":\"a\",\"dtype\":\"F32\",\"shape\":[99999999999999999999]}]}", "expected a size at 1,48")]
    [InlineData("{\"tensors\":[{\"name\":\"a\\q\"", "expected an escaped character")]
    [InlineData("{\"tensors\":[{\"name\":\"a", "expected the end of the text")]
    [InlineData("{\"tensors\":[{\"name\":\"a\",\"dtype\":\"F32\",\"shape\":[]},{\"name\":\"\\u0061\",\"dtype\":\"F32\",\"shape\":[]}]}", "it has two tensors \"a\"")]
    public void What_is_no_manifest_is_told(string? text, string problem)
    {
        var diagnostic = Assert.Single(Manifests.Run(s_project, new ManifestFile("/project/m.weights.json", text)).Diagnostics, IsError);
        Assert.Equal(("MDSL4102", "\"m.weights.json\""), (diagnostic.Id, Text(diagnostic)));
        Assert.Contains(problem, Message(diagnostic));
    }

    [Fact]
    public void A_name_that_fits_two_files_is_told() =>
        Assert.Contains("fits several", Message(Assert.Single(Manifests.Run(s_project, new ManifestFile("/a/m.weights.json", "{}"), new ManifestFile("/b/m.weights.json", "{}")).Diagnostics, IsError)));

    [Fact]
    public void A_path_tells_files_of_one_name_apart()
    {
        var project = Generation.Generation.Project(Model.Replace("m.weights", "b/m.weights", StringComparison.Ordinal), Net);
        Assert.DoesNotContain(Manifests.Run(project, new ManifestFile("/a/m.weights.json", "{}"), new ManifestFile("\\b\\m.weights.json", ManifestFile.Of(s_right))).Diagnostics, IsError);
    }

    [Fact]
    public void A_damaged_manifest_never_ends_the_generator()
    {
        var text = ManifestFile.Of(s_right);
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = text.ToCharArray();
            for (var j = random.Next(1, 4); j > 0; j--) damaged[random.Next(damaged.Length)] = (char)random.Next(32, 127);
            var cut = new string(damaged, 0, random.Next(2) == 0 ? damaged.Length : random.Next(damaged.Length));
            try
            {
                ManifestReader.Read(cut);
            }
            catch (ManifestException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void An_edit_elsewhere_checks_nothing()
    {
        var (_, after, evaluations) = Edit(d => d, p => Replace(p, Unrelated, "class Unrelated { int answer; }"));
        Assert.Equal(0, evaluations);
        AssertReasons(after, TrackedSteps.Manifest, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged);
        AssertReasons(after, TrackedSteps.Weights, IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edited_manifest_checks_the_models_that_name_it_and_evaluates_nothing()
    {
        var (before, after, evaluations) = Edit(d => d.ReplaceAdditionalText(s_manifest, new ManifestFile(s_manifest.Path, ManifestFile.Of(s_right.Take(3)))), p => p);
        Assert.Equal(0, evaluations);
        Assert.DoesNotContain(before.Diagnostics, IsError);
        Assert.Single(after.Diagnostics, IsError);
        Assert.Single(after.TrackedSteps[TrackedSteps.Weights]);
        AssertReasons(after, TrackedSteps.Weights, IncrementalStepRunReason.Modified);
        AssertReasons(after, TrackedSteps.Text, IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void Another_manifest_checks_nothing()
    {
        var (_, after, _) = Edit(d => d.ReplaceAdditionalText(s_other, new ManifestFile(s_other.Path, "{ }")), p => p);
        AssertReasons(after, TrackedSteps.Weights, IncrementalStepRunReason.Cached);
    }

    private static readonly ManifestFile s_manifest = new("/project/m.weights.json", ManifestFile.Of(s_right));
    private static readonly ManifestFile s_other = new("/project/other.weights.json", "{}");

    private static (GeneratorRunResult Before, GeneratorRunResult After, int Evaluations) Edit(Func<GeneratorDriver, GeneratorDriver> edit, Func<CSharpCompilation, CSharpCompilation> change)
    {
        var driver = Generation.Generation.Driver().AddAdditionalTexts([s_manifest, s_other]).RunGenerators(s_project);
        var before = driver.GetRunResult().Results.Single();
        var ran = ModelCache.Evaluations;
        var after = edit(driver).RunGenerators(change(s_project)).GetRunResult().Results.Single();
        return (before, after, ModelCache.Evaluations - ran);
    }

    private static CSharpCompilation Replace(CSharpCompilation project, string text, string by)
    {
        var tree = project.SyntaxTrees.Single(t => t.ToString() == text);
        return project.ReplaceSyntaxTree(tree, Spec.Tree(by, tree.FilePath));
    }

    private static void AssertReasons(GeneratorRunResult result, string step, params IncrementalStepRunReason[] reasons) =>
        Assert.All(result.TrackedSteps[step].SelectMany(s => s.Outputs), output => Assert.Contains(output.Reason, reasons));

    private static GeneratorDriverRunResult Run(CSharpCompilation project, string manifest) => Manifests.Run(project, new ManifestFile("/project/m.weights.json", manifest));

    private static IReadOnlyList<string> Check(IEnumerable<(string, string, IEnumerable<long>)> tensors) => [.. Run(s_project, ManifestFile.Of(tensors)).Diagnostics.Where(IsError).Select(Message)];

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static string Message(Diagnostic diagnostic) => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
}
