using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.CodeFixes;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>What an editor offers, and what comes of it.</summary>
public sealed class CodeFixTests
{
    private const string Head = "[Model(\"net\")]\npublic partial class Net\n{\n    static Sym Define(Scope s) => ";

    [Theory]
    [InlineData("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", 0)", "Change features to 1|Change features to 2|Change features to 4", "s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", 1)")]
    [InlineData("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", 16).Linear(s / \"a\", 8)", "Change to \"a_2\"", "s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", 16).Linear(s / \"a_2\", 8)")]
    [InlineData("s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a.b\", 16)", "Change to \"a_b\"", "s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a_b\", 16)")]
    [InlineData("s.Input(\"x\", Dim.Batch, 8).Linear(s, 16)", "Name it \"linear\"", "s.Input(\"x\", Dim.Batch, 8).Linear(s / \"linear\", 16)")]
    [InlineData("s.Input(\"x\", Dim.Batch, 8, 4, 4).Rearrange(\"b c h w -> b h v c\")", "Change to \"b c h w -> b h w c\"", "s.Input(\"x\", Dim.Batch, 8, 4, 4).Rearrange(\"b c h w -> b h w c\")")]
    public async Task A_replacement(string before, string titles, string after)
    {
        var (diagnostic, actions, solution) = await Offer(Head + before + ";\n}\n", new ReplacementFix());
        Assert.Equal(titles, string.Join('|', actions.Select(a => a.Title)));
        Assert.Equal(Head + after + ";\n}\n", await Apply(actions[0], solution));
        Assert.Contains(diagnostic.Id, new ReplacementFix().FixableDiagnosticIds);
    }

    [Theory]
    [InlineData("{ lock (s) { n = 4; } }", "{ { n = 4; } }")]
    [InlineData("n = (int)(n * 1.5m);", "n = (int)(n * 1.5);")]
    [InlineData("n = (int)(n * 2m);", "n = (int)(n * 2.0);")]
    public async Task A_construct_with_one_right_answer(string before, string after)
    {
        string Source(string statement) => $"[Model(\"net\")]\npublic partial class Net\n{{\n    static Sym Define(Scope s) {{ var n = 2; {statement} return s.Input(\"x\", Dim.Batch, n); }}\n}}\n";
        var (_, actions, solution) = await Offer(Source(before), new ReplacementFix());
        Assert.Equal(Source(after), await Apply(Assert.Single(actions), solution));
    }

    [Theory]
    [InlineData("[Model(\"net\")] public class Net", "[Model(\"net\")] public partial class Net")]
    [InlineData("// A net.\n[Model(\"net\")]\nclass Net", "// A net.\n[Model(\"net\")]\npartial class Net")]
    public async Task A_class_becomes_partial(string before, string after)
    {
        const string Rest = " { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8); }\n";
        var (_, actions, solution) = await Offer(before + Rest, new PartialFix());
        Assert.Equal(after + Rest, await Apply(Assert.Single(actions), solution));
    }

    [Fact]
    public async Task All_at_once()
    {
        const string Two = "[Model(\"m1\")] public partial class A { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", 0); }\n"
            + "[Model(\"m2\")] public partial class B { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8).Linear(s / \"a\", -1); }\n";
        var (document, diagnostics) = await Project(Two);
        var fix = new ReplacementFix();
        var context = new FixAllContext(document, fix, FixAllScope.Document, nameof(ReplacementFix) + "0", ["MDSL3001"], new Known(diagnostics), CancellationToken.None);
        var action = await fix.GetFixAllProvider().GetFixAsync(context);
        Assert.Equal(Two.Replace(" 0)", " 1)", StringComparison.Ordinal).Replace("-1", "1", StringComparison.Ordinal), await Apply(action!, document.Project.Solution));
    }

    private static async Task<(Diagnostic Diagnostic, IReadOnlyList<CodeAction> Actions, Solution Solution)> Offer(string source, CodeFixProvider fix)
    {
        var (document, diagnostics) = await Project(source);
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostics[0], (action, _) => actions.Add(action), CancellationToken.None));
        return (diagnostics[0], actions, document.Project.Solution);
    }

    private static async Task<(Document Document, ImmutableArray<Diagnostic> Diagnostics)> Project(string source)
    {
        var project = new AdhocWorkspace().AddProject("p", LanguageNames.CSharp).WithParseOptions(Spec.ParseOptions);
        var document = project.AddDocument("Net.cs", SourceText.From(source), filePath: "Net.cs");
        var compilation = Spec.Compile().AddSyntaxTrees((await document.GetSyntaxTreeAsync())!);
        var run = CSharpGeneratorDriver.Create([new ModelGenerator().AsSourceGenerator()], parseOptions: Spec.ParseOptions).RunGenerators(compilation).GetRunResult();
        return (document, run.Diagnostics);
    }

    private static async Task<string> Apply(CodeAction action, Solution before)
    {
        var operation = (await action.GetOperationsAsync(before, null!, CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        var text = await operation.ChangedSolution.Projects.Single().Documents.Single().GetTextAsync();
        return text.ToString();
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
