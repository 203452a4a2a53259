namespace ModelDsl.Generators.Tests.Generation;

/// <summary>Second names of layers, wherever the layer and the name lie.</summary>
public sealed class AliasTests
{
    [Theory]
    [InlineData("s / \"second\"", "s / \"outer\" / \"inner\" / \"fc\"", "Second.register_module(\"name\", Outer.Inner.Fc);")]
    [InlineData("s / \"outer\" / \"inner\"", "s / \"head\"", "Outer.Inner.register_module(\"name\", Head);")]
    [InlineData("s / \"outer\"", "s / \"list\" / 1 / \"fc\"", "Outer.register_module(\"name\", List[1].Fc);")]
    [InlineData("s", "s / \"outer\" / \"inner\" / \"fc\"", "register_module(\"name\", Outer.Inner.Fc);")]
    public void A_name_may_lie_in_another_module_than_what_it_names(string place, string target, string registration)
    {
        var text = Generation.Generate($$"""
            [Model("m")]
            public partial class M
            {
                static Sym Define(Scope s)
                {
                    var x = Wrap(s / "outer", s.Input("x", Dim.Batch, 4));
                    for (var i = 0; i < 2; i++) x = Cell(s / "list" / i, x);
                    x = x.Linear(s / "head", 4);
                    ({{place}}).Alias("name", {{target}});
                    return x;
                }

                [Block]
                static Sym Wrap(Scope s, Sym x) => Cell(s / "inner", x);

                [Block]
                static Sym Cell(Scope s, Sym x) => x.Linear(s / "fc", 4);
            }
            """)["M.g.cs"];
        var registrations = text.Split('\n').Select(l => l.Trim()).Where(l => l.Contains("register_", StringComparison.Ordinal));
        Assert.Contains(registration, registrations);
    }
}
