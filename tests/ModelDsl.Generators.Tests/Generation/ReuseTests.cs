using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Pipeline;
using ModelDsl.Generators.Tests.Evaluation;
using static TorchSharp.torch;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>What a project takes from the classes of an assembly that it references, and what it writes itself.</summary>
[Collection(nameof(Alone))]
public sealed class ReuseTests
{
    private const string Library = """
        namespace Zoo;

        public static class Parts
        {
            /// <summary>Two layers; one number stands for both rates.</summary>
            [Block]
            public static Sym Mlp(Scope s, Sym x, int ratio, double dropout) =>
                x.Linear(s / "fc1", ratio * x.Features).Gelu().Dropout(dropout).Linear(s / "fc2", x.Features).Dropout(dropout);

            [Block]
            public static Sym Attention(Scope s, Sym x, int heads)
            {
                var q = x.Linear(s / "q", x.Features).Rearrange("b n (h d) -> b h n d", ("h", heads));
                var logits = q.MatMul(q.Rearrange("b h n d -> b h d n")) * Math.Pow((int)x.Features / heads, -0.5);
                return logits.Softmax().MatMul(q).Rearrange("b h n d -> b n (h d)");
            }

            [Block]
            public static Sym Layer(Scope s, Sym x, int heads, int ratio, double dropout, double? gamma = null)
            {
                x = x + Attention(s / "attn", x, heads);
                var y = Mlp(s / "mlp", x, ratio, dropout);
                return x + (gamma is { } start ? y * s.Parameter("gamma", [x.Features], Init.Constant(start)) : y);
            }

            public static Sym Net(Scope s, int tokens, int width, int depth, int heads, int ratio, double dropout = 0.1, double? lastGamma = null)
            {
                var x = s.Input("x", Dim.Batch, tokens, width);
                for (var i = 0; i < depth; i++) x = Layer(s / "layers" / i, x, heads, ratio, i * dropout, i == depth - 1 ? lastGamma : null);
                return x;
            }
        }

        [Model("narrow")]
        public partial class Narrow
        {
            static Sym Define(Scope s) => Parts.Net(s, 5, 24, 2, 3, 4);
        }

        [Model("wide")]
        public partial class Wide
        {
            static Sym Define(Scope s) => Parts.Net(s, 5, 64, 3, 4, 2, 0.2);
        }
        """;

    private static readonly Lazy<CSharpCompilation> s_zoo = new(() => Compiled(Library));
    private static readonly Lazy<MetadataReference> s_library = new(() => Spec.Emit(s_zoo.Value));

    [Fact]
    public void Calls_that_differ_in_numbers_only_are_instances_of_the_assembly_s_classes()
    {
        var files = Generate("Zoo.Parts.Net(s, 5, 48, 4, 6, 3, 0.05)");
        Assert.Equal(["M.g.cs", "Models.g.cs"], files.Keys.Where(f => f != "SpecificationSources.g.cs").Order(StringComparer.Ordinal));
        Assert.Contains("public ModuleArray<global::Zoo.PartsBlocks.Layer> Layers { get; }", files["M.g.cs"], StringComparison.Ordinal);
        // Parameters in the order of the assembly's class.
        var constructor = Regex.Match(Text(s_library.Value), "PartsBlocks.Layer\\(([^)]*)\\)").Groups[1].Value;
        Assert.Equal("long heads, long ratio, long channels, double[] dropout, ModelDsl.Runtime.Initialization initialization".Replace("[]", "", StringComparison.Ordinal), constructor);
        Assert.Contains("rate => new global::Zoo.PartsBlocks.Layer(6, 3, 48, rate, initialization)", files["M.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    // The assembly's class has 5 tokens in it, as all its models have them.
    [InlineData("Zoo.Parts.Attention(s / \"a\", s.Input(\"x\", Dim.Batch, 7, 24), 3)", "Attention")]
    [InlineData("Zoo.Parts.Attention(s / \"a\", s.Input(\"x\", Dim.Batch, 5, 40), 5)", "")]
    [InlineData("Zoo.Parts.Mlp(s / \"m\", s.Input(\"x\", Dim.Batch, 5, 24), 4, 0)", "")]
    // All of its models have these axes.
    // A map in place of tokens.
    [InlineData("Zoo.Parts.Mlp(s / \"m\", s.Input(\"x\", Dim.Batch, 5, 5, 24), 4, 0)", "Mlp")]
    public void What_the_assembly_s_class_cannot_be_is_written(string model, string written)
    {
        var files = Generate(model);
        Assert.Equal(written.Length > 0, files.ContainsKey("Zoo.PartsBlocks.g.cs") || files.ContainsKey("PartsBlocks.g.cs"));
        var text = string.Concat(files.Values);
        Assert.Equal(written.Length > 0 ? [written] : [], Regex.Matches(text, @"sealed class (\w+)").Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void Another_structure_is_written_and_what_is_in_it_is_not()
    {
        var files = Generate("Zoo.Parts.Layer(s / \"l\", s.Input(\"x\", Dim.Batch, 5, 48), 6, 3, 0.1, 1e-5)");
        var blocks = files["PartsBlocks.g.cs"];
        Assert.Equal(["Layer"], Regex.Matches(blocks, @"sealed class (\w+)").Select(m => m.Groups[1].Value));
        Assert.Contains("public global::Zoo.PartsBlocks.Attention Attn { get; }", blocks, StringComparison.Ordinal);
        Assert.Contains("public global::Zoo.PartsBlocks.Mlp Mlp { get; }", blocks, StringComparison.Ordinal);
    }

    [Fact]
    public void The_elements_of_a_list_keep_one_type_where_only_some_are_new()
    {
        var blocks = Generate("Zoo.Parts.Net(s, 5, 48, 3, 6, 3, 0.1, 1e-5)")["PartsBlocks.g.cs"];
        Assert.Equal(["LayerWithGamma", "Layer"], Regex.Matches(blocks, @"sealed class (\w+)").Select(m => m.Groups[1].Value));
        Assert.Contains("public interface ILayer", blocks, StringComparison.Ordinal);
    }

    /// <summary>What is new stands in a namespace whose last name is that of the assembly's, inside of it or beside it.</summary>
    [Theory]
    [InlineData("Zoo.Tests")]
    [InlineData("Zoo")]
    [InlineData("Other")]
    public void New_classes_and_those_of_the_assembly_keep_apart(string space)
    {
        // The second model has nothing but what the assembly has.
        var models = Model("Zoo.Parts.Layer(s / \"l\", s.Input(\"x\", Dim.Batch, 5, 48), 6, 3, 0.1, 1e-5)")
            + "\n" + Model("Zoo.Parts.Mlp(s / \"m\", s.Input(\"x\", Dim.Batch, 5, 48), 3, 0.1)").Replace("[Model(\"m\")]", "[Model(\"n\")]", StringComparison.Ordinal).Replace("class M", "class N", StringComparison.Ordinal);
        var project = Spec.Compile("Project", [$"namespace {space};\n" + models], [.. Generation.Libraries, s_library.Value]);
        var driver = Generation.Driver().RunGeneratorsAndUpdateCompilation(project, out var output, out _);
        Assert.Equal([], Generation.Complaints(output));
        var blocks = Files(driver)[space + ".PartsBlocks.g.cs"];
        Assert.Single(Regex.Matches(blocks, "sealed class "));
        Assert.Contains("Mlp Mlp { get; }", blocks, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_in_an_editor_is_read_like_an_assembly()
    {
        var files = Generate("Zoo.Parts.Net(s, 5, 48, 4, 6, 3, 0.05)", Compiled(Library).ToMetadataReference());
        Assert.DoesNotContain("PartsBlocks.g.cs", files.Keys);
    }

    [Fact]
    public void Classes_of_a_private_model_are_not_for_others()
    {
        var library = Spec.Emit(Compiled(Library.Replace("public partial", "internal partial", StringComparison.Ordinal)));
        Assert.Contains("PartsBlocks.g.cs", Generate("Zoo.Parts.Net(s, 5, 48, 4, 6, 3, 0.05)", library).Keys);
    }

    [Fact]
    public void An_edit_does_not_read_the_assembly_again_and_a_change_of_it_is_seen()
    {
        var project = Project("Zoo.Parts.Net(s, 5, 48, 4, 6, 3, 0.05)", s_library.Value);
        var driver = Generation.Driver().RunGenerators(project);
        var reads = ReferencedBlocks.Reads;
        driver = driver.RunGenerators(project.ReplaceSyntaxTree(project.SyntaxTrees.Last(), Spec.Tree(Model("Zoo.Parts.Net(s, 5, 96, 4, 6, 3, 0.05)"), "File0.cs")));
        Assert.Equal(reads, ReferencedBlocks.Reads);
        Assert.DoesNotContain("PartsBlocks.g.cs", Files(driver).Keys);
        // Without the second model there is no parameter for the width.
        var other = Spec.Emit(Compiled(Library[..Library.IndexOf("[Model(\"wide\")]", StringComparison.Ordinal)]));
        driver = driver.RunGenerators(project.ReplaceReference(s_library.Value, other));
        Assert.Contains("PartsBlocks.g.cs", Files(driver).Keys);
    }

    [Fact]
    public void The_assembly_s_classes_compute_in_another_model_what_they_do_in_its_own()
    {
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Project("Zoo.Parts.Net(s, 5, 24, 2, 3, 4)", s_library.Value), out var project, out _);
        var context = new AssemblyLoadContext(null);
        context.Resolving += (own, name) => name.Name switch
        {
            "ModelDsl" => own.LoadFromAssemblyPath(References.VocabularyPath),
            "ModelDsl.Runtime" or "ModelDsl.Files" => own.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "families", name.Name + ".dll")),
            _ => null,
        };
        using var published = Make(Load(context, s_zoo.Value).GetType("Zoo.Narrow")!);
        using var mine = Make(Load(context, project).GetType("M")!);
        Assert.Equal(published.state_dict().Keys, mine.state_dict().Keys);
        mine.load_state_dict(published.state_dict());
        published.eval();
        mine.eval();
        using var x = randn(2, 5, 24);
        using var expected = published.call(x);
        using var actual = mine.call(x);
        Assert.True(actual.allclose(expected, 0, 0));
        Assert.Equal("Zoo", mine.named_modules().Single(m => m.name == "layers.1").module.GetType().Assembly.GetName().Name);
    }

    private static Assembly Load(AssemblyLoadContext context, Compilation compilation)
    {
        using var stream = new MemoryStream();
        Assert.True(compilation.Emit(stream).Success);
        stream.Position = 0;
        return context.LoadFromStream(stream);
    }

    private static nn.Module<Tensor, Tensor> Make(Type model)
    {
        var constructor = Assert.Single(model.GetConstructors());
        return (nn.Module<Tensor, Tensor>)constructor.Invoke([Enum.ToObject(constructor.GetParameters()[0].ParameterType, 0)]);
    }

    private static CSharpCompilation Compiled(string source)
    {
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Spec.Compile("Zoo", [source], [.. Generation.Libraries]), out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal([], Generation.Complaints(output));
        return (CSharpCompilation)output;
    }

    private static string Model(string body) => $$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s) => {{body}};
        }
        """;

    private static CSharpCompilation Project(string body, MetadataReference library) => Spec.Compile("Project", [Model(body)], [.. Generation.Libraries, library]);

    private static IReadOnlyDictionary<string, string> Generate(string body, MetadataReference? library = null)
    {
        var driver = Generation.Driver().RunGeneratorsAndUpdateCompilation(Project(body, library ?? s_library.Value), out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal([], Generation.Complaints(output));
        return Files(driver);
    }

    private static IReadOnlyDictionary<string, string> Files(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>The constructors of an assembly's types.</summary>
    private static string Text(MetadataReference library)
    {
        var compilation = Spec.Compile("Reader", [], [.. Generation.Libraries, library]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(library)!;
        return string.Join("\n", assembly.TypeNames.Select(name => compilation.GetTypeByMetadataName("Zoo.PartsBlocks." + name)).OfType<INamedTypeSymbol>()
            .SelectMany(t => t.InstanceConstructors).Select(c => $"PartsBlocks.{c.ContainingType.Name}({string.Join(", ", c.Parameters.Select(p => $"{p.Type} {p.Name}"))})"));
    }
}
