using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.SnapshotDiff;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>Sessions of ONNX Runtime: a project gets what it references the library of.</summary>
public sealed class SessionTests
{
    private const string Classifier = """
        namespace My.Nets;

        [Model("classifier")]
        [Preprocessing]
        public partial class M
        {
            static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 16, 16).Conv2d(s / "conv", 8, kernel: 3, stride: 2).Mean(2, 3).Linear(s / "head", 5);
        }
        """;

    private const string Maps = """
        [Model("maps")]
        public partial class M
        {
            static Features Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, Dim.Symbol("H", multipleOf: 8, minimum: 16), Dim.Symbol("W", multipleOf: 8, minimum: 16)).Conv2d(s / "a", 4, kernel: 4, stride: 4);
                return new Features(("fine", x), ("coarse", x.Conv2d(s / "b", 8, kernel: 2, stride: 2)));
            }
        }
        """;

    [Fact]
    public Task A_session_beside_the_module() => Check(Both(Classifier), "My.Nets.M.Session.g.cs");

    [Fact]
    public Task A_session_of_any_size_alone() => Check(Alone(Maps), "M.Session.g.cs");

    [Fact]
    public void Alone_there_are_neither_modules_nor_blocks()
    {
        var files = Generation.Generate(Alone(Classifier));
        Assert.Equal(["Models.g.cs", "My.Nets.M.Session.g.cs", "SpecificationSources.g.cs"], files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files.Values, text => Assert.DoesNotContain("TorchSharp", text, StringComparison.Ordinal));
        Assert.Contains("IReadOnlyList<global::ModelDsl.Runtime.ModelDescription> All", files["Models.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_library_there_is_no_session() =>
        Assert.DoesNotContain(Generation.Generate(Classifier).Keys, file => file.Contains("Session", StringComparison.Ordinal));

    [Fact]
    public void Members_of_the_user_keep_their_names()
    {
        var text = Generation.Generate(Alone("""
            [Model("net")]
            public partial class Session
            {
                public static int Onnx => 3;
                static Sym Define(Scope s) => s.Input("n", Dim.Batch, 4).Linear(s / "session", 5);
            }
            """))["Session.Session.g.cs"];
        Assert.Contains("OnnxWriter Onnx2 => new", text, StringComparison.Ordinal);
        Assert.Contains("public sealed class Session2(", text, StringComparison.Ordinal);
        Assert.Contains("Run(global::System.ReadOnlySpan<float> n, long n2)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_may_be_called_session() =>
        Generation.Generate(Both("[Model(\"net\")] public partial class M { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4).Linear(s / \"session\", 5).Linear(s / \"onnx\", 5); }"));

    [Theory]
    [InlineData("s.Input(\"image\", Dim.Batch, 4).Linear(s / \"a\", 0)")]
    [InlineData("throw new Exception()")]
    [InlineData("s.Input(\"a\", Dim.Batch, 4) + s.Input(\"a\", Dim.Batch, 4)")]
    public void A_mistake_in_a_specification_is_one_message(string specification)
    {
        const string Use = "static class Use { static object Run(string file) { using var session = new M.Session(file); _ = M.Info.Name; return session.Metadata; } }";
        foreach (var project in new Func<string[], CSharpCompilation>[] { Alone, Both })
        {
            Generation.Driver().RunGeneratorsAndUpdateCompilation(
                project([$"[Model(\"net\")] public partial class M {{ static Sym Define(Scope s) => {specification}; }}", Use]), out var generated, out var diagnostics);
            var errors = diagnostics.Concat(generated.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
            Assert.StartsWith("MDSL", Assert.Single(errors).Id, StringComparison.Ordinal);
        }
    }

    private static CSharpCompilation Alone(params string[] sources) => Spec.Compile("Project", sources, [.. Generation.SessionLibraries]);

    private static CSharpCompilation Both(params string[] sources) => Spec.Compile("Project", sources, [.. Generation.Libraries.Union(Generation.SessionLibraries.Skip(1))]);

    private static Task Check(CSharpCompilation project, string file) =>
        Verifier.Verify(Generation.Generate(project)[file], extension: "cs").UseDirectory("Snapshots").ScrubLinesWithReplace(GeneratedText.LineWithoutVersion);
}
