using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>What is wrong with the declaration of a model.</summary>
public class DeclarationTests
{
    private const string Define = "static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch);";

    [Theory]
    [InlineData("[Model(\"m\")] partial class M { " + Define + " }", "M", null, null)]
    [InlineData("[Model(\"m\")] class M { " + Define + " }", "M", "MDSL1001", "M")]
    [InlineData("[Model(\"m\")] partial class M { }", "M", "MDSL1002", "M")]
    [InlineData("[Model(\"m\")] partial class M { Sym Define(Scope s) => null!; }", "M", "MDSL1002", "Define")]
    [InlineData("[Model(\"m\")] partial class M { static Sym Define() => null!; }", "M", "MDSL1002", "Define")]
    [InlineData("[Model(\"m\")] partial class M { static int Define(Scope s) => 1; }", "M", "MDSL1002", "Define")]
    [InlineData("[Model(\"m\")] partial class M { static (Sym A, Sym B) Define(Scope s) => default; }", "M", null, null)]
    [InlineData("[Model(\"m\")] partial class M { static Features Define(Scope s) => new(); }", "M", null, null)]
    [InlineData("[Model(\"m\")] partial class M<T> { " + Define + " }", "M`1", "MDSL1003", "M")]
    [InlineData("class Outer { [Model(\"m\")] public partial class M { " + Define + " } }", "Outer+M", "MDSL1003", "M")]
    [InlineData("[Model(\"m\")] static partial class M { " + Define + " }", "M", "MDSL1003", "M")]
    [InlineData("[Model(\"\")] partial class M { " + Define + " }", "M", "MDSL1005", "\"\"")]
    public void Declarations(string source, string name, string? id, string? place)
    {
        var compilation = Spec.Compile(source);
        var diagnostics = DeclarationCheck.Check(compilation.GetTypeByMetadataName(name)!, compilation);
        Assert.Equal(id is null ? [] : [id], diagnostics.Select(d => d.Descriptor.Id));
        if (place is not null) Assert.Equal(place, diagnostics[0].Where!.Value.Tree.GetText().ToString(diagnostics[0].Where!.Value.Span));
        Assert.All(diagnostics, d => Assert.NotEmpty(d.ToDiagnostic().GetMessage(null)));
    }

    [Fact]
    public void A_name_is_taken_once() =>
        Assert.Equal(["MDSL1004"], DeclarationCheck.CheckNames([("a", "A", null), ("b", "B", null), ("a", "C", null)]).Select(d => d.Descriptor.Id));

    [Fact]
    public void Diagnostics_are_equal_by_value()
    {
        var tree = Spec.Tree("class C { }", "C.cs");
        DiagnosticInfo Make(string text) => DiagnosticInfo.Create(DiagnosticDescriptors.Thrown, new Place(tree, new(0, 5)), text);
        Assert.Equal(Make("a"), Make("a"));
        Assert.Equal(Make("a").GetHashCode(), Make("a").GetHashCode());
        Assert.NotEqual(Make("a"), Make("b"));
    }
}
