using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>Which types are models: those whose attribute means <c>[Model]</c>, however it is written.</summary>
public sealed class MarkedTypesTests
{
    private const string Body = "partial class M { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 3).Relu(); }";

    [Theory]
    [InlineData("[Model(\"m\")] " + Body)]
    [InlineData("[ModelAttribute(\"m\")] " + Body)]
    [InlineData("[ModelDsl.Model(\"m\")] " + Body)]
    [InlineData("[global::ModelDsl.ModelAttribute(\"m\")] " + Body)]
    [InlineData("[@ModelAttribute(\"m\")] " + Body)]
    [InlineData("[System.Obsolete, Model(\"m\")] " + Body)]
    [InlineData("using Net = ModelDsl.ModelAttribute; [Net(\"m\")] " + Body)]
    [InlineData("using NetAttribute = ModelDsl.ModelAttribute; [Net(\"m\")] " + Body)]
    [InlineData("using D = ModelDsl; [D::Model(\"m\")] " + Body)]
    [InlineData("namespace A { using Net = ModelDsl.ModelAttribute; namespace B { [Net(\"m\")] " + Body + " } }")]
    [InlineData("namespace A . B; [Model(\"m\")] " + Body)]
    [InlineData("partial interface IOuter { partial struct Inner { [Model(\"m\")] " + Body + " } }")]
    public void A_model_is_found_however_its_attribute_is_written(string source) => Assert.Equal([Path(source)], Models(source));

    [Theory]
    [InlineData(Body)]
    [InlineData("class ModelAttribute(string name) : System.Attribute { } [Model(\"m\")] " + Body)]
    [InlineData("namespace Mvc { class ModelAttribute(string name) : System.Attribute { } } namespace A { [Mvc.Model(\"m\")] " + Body + " }")]
    [InlineData("using Model = System.ObsoleteAttribute; [Model(\"m\")] " + Body)]
    [InlineData("[Unknown.Model(\"m\")] " + Body)]
    [InlineData("[@Model(\"m\")] " + Body)]
    [InlineData("[Model(\"m\")] enum M { }")]
    public void A_type_with_another_attribute_is_none(string source) => Assert.Empty(Models(source));

    [Fact]
    public void A_model_in_several_parts_is_one() =>
        Assert.Equal(["A.B.M.g.cs"], Models("namespace A.B; [Model(\"m\")] " + Body, "namespace A { namespace B { [Model(\"m\")] partial class M { } } }"));

    [Fact]
    public void Types_of_one_name_that_their_files_keep_to_themselves_are_two()
    {
        var source = "[Model(\"m\")] file " + Body;
        Assert.Equal(["MDSL1003", "MDSL1003"], Run(Generation.Project(source, source)).Diagnostics.Where(d => d.Id == "MDSL1003").Select(d => d.Id));
    }

    [Fact]
    public void An_alias_for_all_files_comes_and_goes_with_the_edit()
    {
        var project = Generation.Project("[Net(\"m\")] " + Body, "class Other { }");
        Assert.Empty(Files(project));
        var tree = project.SyntaxTrees.Single(t => t.FilePath == "File1.cs");
        var edited = project.ReplaceSyntaxTree(tree, Spec.Tree("global using Net = ModelDsl.ModelAttribute; class Other { }", tree.FilePath));
        Assert.Equal(["M.g.cs"], Files(edited));
        Assert.Empty(Files(project));
    }

    [Fact]
    public void Another_attribute_that_takes_the_name_ends_the_model()
    {
        var project = Generation.Project("namespace A; [Model(\"m\")] " + Body, "class Other { }");
        Assert.Equal(["A.M.g.cs"], Files(project));
        var taken = Spec.Tree("namespace A { class ModelAttribute(string name) : System.Attribute { } }", "New.cs");
        Assert.Empty(Files(project.AddSyntaxTrees(taken)));
        Assert.Equal(["A.M.g.cs"], Files(project));
    }

    private static string Path(string source) =>
        source.Contains("IOuter", StringComparison.Ordinal) ? "IOuter.Inner.M.g.cs"
        : source.Contains("namespace A", StringComparison.Ordinal) ? "A.B.M.g.cs" : "M.g.cs";

    private static string[] Models(params string[] sources) => Files(Generation.Project(sources));

    private static string[] Files(CSharpCompilation project) =>
        [.. Run(project).GeneratedSources.Select(s => s.HintName).Where(n => n is not ("Models.g.cs" or "SpecificationSources.g.cs" or "BlockStructures.g.cs"))];

    private static GeneratorRunResult Run(CSharpCompilation project)
    {
        var result = Generation.Driver().RunGenerators(project).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }
}
