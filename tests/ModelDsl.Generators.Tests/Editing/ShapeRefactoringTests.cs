using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.CodeFixes;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Editing;

/// <summary>Shapes as comments behind the statements of a specification, on request of who writes it.</summary>
public sealed class ShapeRefactoringTests
{
    /// <summary>A method <c>Net.Block</c> that two stages of a model call.</summary>
    private static string Two(string body, string calls = "x = Block(s / \"a\", x, 8);\n        x = Block(s / \"b\", x.Conv2d(s / \"d\", 32, kernel: 2, stride: 2), 12);") => $$"""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 16, 32, 32);
                {{calls}}
                return x.Mean(2, 3);
            }

            [Block]
            internal static Sym Block(Scope s, Sym x, int hidden)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public async Task Define_has_sizes_and_a_second_call_changes_nothing()
    {
        const string Source = """
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("x", Dim.Batch, 3, Dim.Symbol("H", minimum: 32), Dim.Symbol("W", minimum: 32));
                    x = x.Conv2d(s / "stem", 8, kernel: 3, stride: 2, padding: 1)
                         .Gelu();
                    int channels = 2 * 8;
                    if (channels > 8) x += 1; // more
                    var (a, b) = (x.Mean(2, 3), x.Flatten(2, 3));
                    Sym[] all = [x, x, a];
                    for (var i = 0; i < 2; i++)
                    {
                        x = x.Conv2d(s / "down" / i, 16 << i, kernel: 2, stride: 2);
                    }
                    var order = s.Arange(0, 4).ToInt64();
                    Sym Head(Sym t) => t.Mean(2, 3);
                    var same = all.Select(t => t.Gelu()).ToList();
                    return Head(x);
                }
            }

            """;
        var shown = await Do("Show shapes", Source);
        Assert.Equal("""
            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("x", Dim.Batch, 3, Dim.Symbol("H", minimum: 32), Dim.Symbol("W", minimum: 32));  // [N, 3, H, W]
                    x = x.Conv2d(s / "stem", 8, kernel: 3, stride: 2, padding: 1)
                         .Gelu();  // [N, 8, ⌈H/2⌉, ⌈W/2⌉]
                    int channels = 2 * 8;
                    if (channels > 8) x += 1; // more  // [N, 8, ⌈H/2⌉, ⌈W/2⌉]
                    var (a, b) = (x.Mean(2, 3), x.Flatten(2, 3));  // [N, 8], [N, 8, ⌈H/2⌉·⌈W/2⌉]
                    Sym[] all = [x, x, a];  // 2 × [N, 8, ⌈H/2⌉, ⌈W/2⌉], [N, 8]
                    for (var i = 0; i < 2; i++)
                    {
                        x = x.Conv2d(s / "down" / i, 16 << i, kernel: 2, stride: 2);  // [N, 16, ⌊(H + 1)/4⌋, ⌊(W + 1)/4⌋] and 1 more
                    }
                    var order = s.Arange(0, 4).ToInt64();  // Int64 [4]
                    Sym Head(Sym t) => t.Mean(2, 3);  // [N, 32]
                    var same = all.Select(t => t.Gelu()).ToList();  // 2 × [N, 8, ⌈H/2⌉, ⌈W/2⌉], [N, 8]
                    return Head(x);  // [N, 32]
                }
            }

            """, shown);
        Assert.Equal(shown, await Do("Update shapes", shown));
        Assert.Equal(Source, await Do("Hide shapes", shown));
    }

    [Fact]
    public async Task A_body_that_is_an_expression_and_one_on_a_line()
    {
        Assert.Equal("[Model(\"net\")] public partial class Net { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8); }  // [N, 8]\n",
            await Do("Show shapes", "[Model(\"net\")] public partial class Net { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8); }\n"));
        Assert.Equal("[Model(\"net\")] public partial class Net { static Sym Define(Scope s) { var x = s.Input(\"x\", Dim.Batch, 8); return x.Linear(s / \"a\", 4); } }  // [N, 4]\r\n",
            await Do("Show shapes", "[Model(\"net\")] public partial class Net { static Sym Define(Scope s) { var x = s.Input(\"x\", Dim.Batch, 8); return x.Linear(s / \"a\", 4); } }\r\n"));
        // More on the line is not a place for a comment.
        const string Crowded = "[Model(\"net\")] public partial class Net { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 8); static int Other() => 3; }\n";
        Assert.Equal(Crowded, await Do("Show shapes", Crowded));
    }

    [Fact]
    public async Task Sizes_that_differ_between_the_calls_of_a_block_have_the_names_of_its_arguments() => Assert.Equal(
        Two("""
            var y = x.Conv2d(s / "a", hidden, kernel: 3, padding: 1);  // [N, hidden, height, width]
                    var z = x.Conv2d(s / "b", 2 * x.Channels, kernel: 2, stride: 2);  // [N, 2·channels, height/2, width/2]
                    var t = z.Mean(2, 3);  // [N, 2·channels]
                    return y.Conv2d(s / "c", x.Channels, kernel: 1);  // [N, channels, height, width]
            """),
        await Do("Show shapes", Two("""
            var y = x.Conv2d(s / "a", hidden, kernel: 3, padding: 1);
                    var z = x.Conv2d(s / "b", 2 * x.Channels, kernel: 2, stride: 2);
                    var t = z.Mean(2, 3);
                    return y.Conv2d(s / "c", x.Channels, kernel: 1);
            """), "Block"));

    [Fact]
    public async Task Sizes_that_arguments_do_not_tell_are_those_of_the_first_call() => Assert.Equal(
        Two("""
            var y = x.Conv2d(s / "a", hidden == 8 ? 5 : 6, kernel: 1);  // [N, 5, 32, 32] and 1 more
                    for (var i = 0; i < 2; i++) x = x.Conv2d(s / "b" / i, 3 + i, kernel: 1);  // [N, 3, 32, 32] and 3 more
                    return y.AdaptiveAveragePool2d(4, 4);  // [N, 5, 4, 4] and 1 more
            """, Three),
        await Do("Show shapes", Two("""
            var y = x.Conv2d(s / "a", hidden == 8 ? 5 : 6, kernel: 1);
                    for (var i = 0; i < 2; i++) x = x.Conv2d(s / "b" / i, 3 + i, kernel: 1);
                    return y.AdaptiveAveragePool2d(4, 4);
            """, Three), "Block"));

    [Fact]
    public async Task Calls_with_open_sizes_have_a_form_beside_that_of_others() => Assert.Equal(
        Two("""
            return x.Conv2d(s / "a", x.Channels, kernel: 3, stride: 2, padding: 1);  // [N, channels, height/2, width/2] or [N, channels, ⌈height/2⌉, ⌈width/2⌉]
            """, Open) + Any,
        await Do("Show shapes", Two("""
            return x.Conv2d(s / "a", x.Channels, kernel: 3, stride: 2, padding: 1);
            """, Open) + Any, "Block"));

    [Fact]
    public async Task Several_tensors_are_told_apart_by_the_names_of_their_parameters() => Assert.Equal(
        Pair("return (x.Concat(skip, axis: 1), skip.Mean(2, 3));  // [N, channels + skipChannels, height, width], [N, skipChannels]"),
        await Do("Show shapes", Pair("return (x.Concat(skip, axis: 1), skip.Mean(2, 3));"), "Block"));

    [Fact]
    public async Task Comments_that_are_no_longer_right_are_changed_or_go()
    {
        var stale = Two("""
            var y = x.Conv2d(s / "a", hidden, kernel: 3, padding: 1); // first  // [N, 7, height, width]
                    var two = 2 * 3;  // 2 × [N, 3, H], Int64 [4]
                    // [N, 5] is what its author calls it
                    return y.Conv2d(s / "c", x.Channels, kernel: 1); // see [3]
            """);
        var right = Two("""
            var y = x.Conv2d(s / "a", hidden, kernel: 3, padding: 1); // first  // [N, hidden, height, width]
                    var two = 2 * 3;
                    // [N, 5] is what its author calls it
                    return y.Conv2d(s / "c", x.Channels, kernel: 1); // see [3]  // [N, channels, height, width]
            """);
        Assert.Equal(right, await Do("Update shapes", stale, "Block"));
        Assert.Equal(right.Replace("  // [N, hidden, height, width]", "", StringComparison.Ordinal).Replace("  // [N, channels, height, width]", "", StringComparison.Ordinal), await Do("Hide shapes", right, "Block"));
    }

    [Fact]
    public async Task A_block_that_no_model_calls_says_so()
    {
        const string Source = "public static class Blocks\n{\n    [Block]\n    public static Sym Block(Scope s, Sym x)\n    {\n        return x.Gelu();\n    }\n}\n";
        var shown = await Do("Show shapes", Source, "Block");
        Assert.Equal(Source.Replace("Sym x)", "Sym x)  // no model of this project calls this block", StringComparison.Ordinal), shown);
        Assert.Equal(Source, await Do("Hide shapes", shown, "Block"));
    }

    [Fact]
    public async Task Sizes_that_stand_for_those_of_a_mistake_are_not_shown()
    {
        const string Wrong = "        var x = s.Input(\"x\", Dim.Batch, 8);\n        var y = x.Linear(s / \"a\", 0);\n        return x.Linear(s / \"b\", 4);\n";
        const string Head = "[Model(\"net\")]\npublic partial class Net\n{\n    static Sym Define(Scope s)\n    {\n";
        Assert.Equal(
            Head + Wrong.Replace("8);", "8);  // [N, 8]", StringComparison.Ordinal).Replace("4);", "4);  // [N, 4]", StringComparison.Ordinal) + "    }\n}\n",
            await Do("Show shapes", Head + Wrong + "    }\n}\n"));
    }

    [Theory]
    [InlineData("public static class Other { public static Sym Define(Scope s) => s.Input(\"x\", 3); }", "Define")]
    [InlineData("public static class Other { public static Sym Block(Scope s, Sym x) => x; }", "Block")]
    public async Task Nothing_is_offered_elsewhere(string source, string method) => Assert.Empty((await Offer(source, method)).Actions);

    private const string Three = "x = Block(s / \"a\", x, 8);\n        x = Block(s / \"b\", x.Conv2d(s / \"d\", 32, kernel: 2, stride: 2), 16);\n        x = Block(s / \"c\", x.Conv2d(s / \"e\", 16, kernel: 2, stride: 2), 20);";

    private const string Open = "x = Block(s / \"a\", x, 8);\n        x = Block(s / \"b\", x.Conv2d(s / \"d\", 32, kernel: 1), 16);";

    private const string Any = """

        [Model("any")]
        public partial class Any
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 16, Dim.Symbol("H"), Dim.Symbol("W"));
                return Net.Block(s / "b", Net.Block(s / "a", x, 8).Conv2d(s / "d", 4, kernel: 1), 16);
            }
        }
        """;

    private static string Pair(string body) => $$"""
        [Model("net")]
        public partial class Net
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("x", Dim.Batch, 16, 32, 32);
                var (a, b) = Block(s / "a", x, x.Conv2d(s / "d", 5, kernel: 1));
                var (c, d) = Block(s / "b", a.AveragePool2d(2), x.Conv2d(s / "e", 6, kernel: 2, stride: 2));
                return Block(s / "c", c.AveragePool2d(2), x.Conv2d(s / "f", 10, kernel: 4, stride: 4)).Item2;
            }

            [Block]
            static (Sym, Sym) Block(Scope s, Sym x, Sym skip)
            {
                {{body}}
            }
        }
        """;

    private static async Task<string> Do(string title, string source, string method = "Define")
    {
        var (document, actions) = await Offer(source, method);
        var action = Assert.Single(actions, a => a.Title == title);
        var operation = (await action.GetOperationsAsync(document.Project.Solution, null!, CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return (await operation.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    private static async Task<(Document Document, IReadOnlyList<CodeAction> Actions)> Offer(string source, string method)
    {
        var project = new AdhocWorkspace().AddProject("p", LanguageNames.CSharp).WithParseOptions(Spec.ParseOptions).WithCompilationOptions(Spec.CompilationOptions)
            .AddMetadataReferences(References.All).AddDocument("Usings.cs", SourceText.From(Spec.Usings)).Project;
        var document = project.AddDocument("Net.cs", SourceText.From(source), filePath: "Net.cs");
        Spec.AssertCompiles((await document.Project.GetCompilationAsync())!);
        var place = (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<MethodDeclarationSyntax>().First(m => m.Identifier.ValueText == method).Identifier.Span;
        var actions = new List<CodeAction>();
        await new ShapeRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(document, place, actions.Add, CancellationToken.None));
        return (document, actions);
    }
}
