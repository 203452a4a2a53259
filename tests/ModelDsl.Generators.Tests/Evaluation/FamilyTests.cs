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

    private static IEnumerable<string> ModelsIn(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(t => t.GetAttributes().Any(a => a.AttributeClass?.Name == nameof(ModelAttribute))).Select(t => t.ToDisplayString())
            .Concat(space.GetNamespaceMembers().SelectMany(ModelsIn));
}
