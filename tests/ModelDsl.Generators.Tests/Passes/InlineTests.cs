using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Passes;

/// <summary>
/// The tree of bodies and the executed specification are one: bodies put into one another are the steps of the graph, and
/// that graph is what <c>Define</c> builds as a program (<see cref="FamilyTests"/>).
/// </summary>
public sealed class InlineTests
{
    private static readonly Lazy<CSharpCompilation> s_zoo = new(FamilyTests.Compile);

    public static TheoryData<string> Models => FamilyTests.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_without_its_modules_computes_what_its_graph_does(string name)
    {
        var evaluation = Spec.Evaluate(s_zoo.Value, name);
        var flat = BodyOf(evaluation with { Blocks = [] }, name);
        Assert.DoesNotContain(flat.Steps, s => s is Call);
        var (steps, outputs) = Inline.Of(BodyOf(evaluation, name));
        Assert.Equal(flat.Steps.Select(s => s.ToString()), steps.Select(s => s.ToString()));
        Assert.Equal(flat.Steps, steps);
        Assert.Equal(flat.Outputs, outputs);
    }

    private static Body BodyOf(Generators.Evaluation.Evaluation evaluation, string name)
    {
        var declaration = DeclarationReader.Read(Spec.Model(s_zoo.Value, name), s_zoo.Value);
        return ModelStructure.Of(evaluation, declaration, [], [], CancellationToken.None).Classes[^1].Body;
    }
}
