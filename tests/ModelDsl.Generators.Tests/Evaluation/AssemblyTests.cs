using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Families in other assemblies, as the command line and as an IDE see them.</summary>
public class AssemblyTests
{
    private const string Family = """
        namespace Zoo;

        public record Config
        {
            public IReadOnlyList<int> Depths { get; init; } = [1, 2];
            public int Width { get; init; } = 16;
            public int Heads { get; init; } = 4;
            public int Total => Depths.Sum();
        }

        public static class Family
        {
            public static readonly Config Base = new();
            internal const int Classes = 10;

            public static Sym Classifier(Scope s, Config config, int classes = Classes)
            {
                var x = s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "stem", config.Width, kernel: 3, padding: 1);
                for (var i = 0; i < config.Depths.Count; i++)
                {
                    for (var j = 0; j < config.Depths[i]; j++) x = Residual(s / "levels" / i / j, x, groups: config.Heads);
                }
                return x.Mean(2, 3).Linear(s / "head", classes);
            }

            /// <summary>
            /// One convolution with a shortcut, see <see cref="Classifier"/>.
            /// </summary>
            [Block]
            internal static Sym Residual(Scope s, Sym x, Dim groups) => x + x.Conv2d(s / "conv", x.Channels, kernel: 3, padding: 1, groups: groups);
        }
        """;

    private static string Model(string config) => $$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => Zoo.Family.{|#1:Classifier(s, {{config}})|};
        }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_family_of_another_assembly_is_evaluated(bool fromMetadata)
    {
        var library = Library();
        var source = Marked.Parse(Model("Zoo.Family.Base with { Depths = [2, 1], Width = 8 }")).Text;
        var compilation = Spec.Compile("Spec", [source], fromMetadata ? Spec.Emit(library) : library.ToMetadataReference());
        Spec.AssertCompiles(compilation);
        var evaluation = Spec.Evaluate(compilation);
        Assert.Equal([], evaluation.Diagnostics.Select(Spec.Describe));
        Assert.Equal(Spec.Run(compilation, "M", library).Nodes, evaluation.Graph.Nodes.Select(n => n.ToString()));
        Assert.Equal("[N, 10]", Assert.Single(evaluation.Results).Value.Shape.ToString());
        Assert.Equal(["levels.0.0", "levels.0.1", "levels.1.0"], evaluation.Blocks.Select(b => b.Scope));
        Assert.All(evaluation.Blocks, b => Assert.Equal("One convolution with a shortcut, see Classifier.", b.Summary));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mistake_in_its_use_is_shown_on_the_number_in_this_assembly(bool fromMetadata) => Expect.Diagnostics(
        [Model("Zoo.Family.Base with { Heads = {|#0:3|} }")], [fromMetadata ? Spec.Emit(Library()) : Library().ToMetadataReference()], "MDSL3102@0+1");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mistake_inside_it_is_shown_on_the_call_that_leads_there(bool fromMetadata)
    {
        var library = Library(Family.Replace("Heads { get; init; } = 4", "Heads { get; init; } = 3"));
        Expect.Diagnostics([Model("Zoo.Family.Base")], [fromMetadata ? Spec.Emit(library) : library.ToMetadataReference()], "MDSL3102@1");
    }

    [Fact]
    public void An_assembly_without_its_source_is_named()
    {
        var library = Spec.Compile("Library", [Family]);
        var diagnostic = Assert.Single(Expect.Diagnostics([Model("{|#0:Zoo.Family.Base|}")], [Spec.Emit(library)], "MDSL2002@0"));
        Assert.Contains("'Library'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_carried_has_stable_names_and_no_generated_files()
    {
        var compilation = Spec.Compile("Library", [Family, "class Plain { }", "namespace Zoo; class Other { }"])
            .AddSyntaxTrees(Spec.Tree("using ModelDsl; class G { }", "/obj/M.g.cs"), Spec.Tree("namespace A { using ModelDsl; class File0 { Sym? x; } }", "/b/File0.cs"));
        var carried = SpecificationSources.Collect(compilation, CancellationToken.None);
        Assert.Equal(["<global usings>", "File0.cs", "File0~2.cs"], carried.Select(c => c.Path));
    }

    /// <summary>A library that carries its source, as the generator makes it.</summary>
    private static CSharpCompilation Library(string source = Family)
    {
        var plain = Spec.Compile("Library", [source]);
        var attributes = SpecificationSources.Collect(plain, CancellationToken.None)
            .Select(c => $"[assembly: ModelDsl.SpecificationSource({SymbolDisplay.FormatLiteral(c.Path, true)}, {SymbolDisplay.FormatLiteral(c.Text, true)})]");
        return plain.AddSyntaxTrees(Spec.Tree(string.Join("\n", attributes), "Carried.g.cs"));
    }
}
