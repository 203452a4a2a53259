using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>The published models of this repository: what the evaluator builds is what running the specification builds.</summary>
public class FamilyTests
{
    private static readonly Lazy<CSharpCompilation> s_zoo = new(Compile);

    private static readonly Lazy<LoadedProject> s_loaded = new(() => new LoadedProject(s_zoo.Value));

    internal static CSharpCompilation Compile() => CSharpCompilation.Create(
        "ModelDsl.Models",
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Spec.Tree(File.ReadAllText(path), path)).Append(Spec.Tree(Spec.Usings, "Usings.cs")),
        References.All,
        Spec.CompilationOptions);

    public static TheoryData<string> Models => [.. ModelsIn(s_zoo.Value.Assembly.GlobalNamespace)];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_evaluated_graph_is_the_executed_graph(string name)
    {
        var evaluation = Spec.Evaluate(s_zoo.Value, name);
        Assert.Equal([], evaluation.Diagnostics.Select(Spec.Describe));
        Assert.Equal(s_loaded.Value.Run(name).Nodes, evaluation.Graph.Nodes.Select(n => n.ToString()));
    }

    /// <summary>A hyper-parameter that no network can have is one message on it.</summary>
    [Theory]
    [InlineData("MobileNetV2.Classifier(s, MobileNetV2.W100 with { Width = -1 })", "Width is -1")]
    [InlineData("MobileNetV2.Classifier(s, MobileNetV2.W100 with { Width = double.NaN })", "Width is NaN")]
    [InlineData("MobileNetV2.Classifier(s, MobileNetV2.W100 with { Depths = [1, 2, 0, 4, 3, 3, 1] })", "Depths[2] is 0")]
    [InlineData("ResNet.Classifier(s, ResNet.R50 with { Depths = [3, 4, 0, 3] })", "Depths[2] is 0")]
    [InlineData("Swin.Classifier(s, Swin.Tiny with { Depths = [2, -2, 6, 2] })", "Depths[1] is -2")]
    public void A_number_of_a_family_that_makes_no_network(string network, string part)
    {
        var source = $"using ModelDsl.Models; [Model(\"m\")] public partial class M {{ static Sym Define(Scope s) => {network}; }}";
        var told = Assert.Single(Spec.Evaluate(s_zoo.Value.AddSyntaxTrees(Spec.Tree(source, "M.cs"))).Diagnostics);
        Assert.StartsWith(part, told.Message, StringComparison.Ordinal);
        Assert.Equal("M.cs", told.Where!.Value.Tree.FilePath);
        Assert.Equal(part[(part.LastIndexOf(' ') + 1)..].Replace("NaN", "double.NaN", StringComparison.Ordinal), told.Where.Value.Tree.ToString().Substring(told.Where.Value.Span.Start, told.Where.Value.Span.Length));
    }

    private static IEnumerable<string> ModelsIn(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(t => t.GetAttributes().Any(a => a.AttributeClass?.Name == nameof(ModelAttribute))).Select(t => t.ToDisplayString())
            .Concat(space.GetNamespaceMembers().SelectMany(ModelsIn));
}
