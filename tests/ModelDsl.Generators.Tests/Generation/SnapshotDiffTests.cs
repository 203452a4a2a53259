using ModelDsl.SnapshotDiff;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>The comparison of two generators' files, as <c>tools/SnapshotDiff</c> reports it.</summary>
public sealed class SnapshotDiffTests
{
    private const string Body = """
        var conv = Conv.call(x);
        var far = functional.gelu(conv);
        conv.Dispose();
        var near = functional.gelu(far);
        return near.add(far, Scalars.One).narrow(2, 0, 8);
        """;

    [Fact]
    public void Equal_changes_are_one_whatever_their_names()
    {
        var comparison = Compare(Text(Body), Text(Body.Replace("functional.gelu(conv)", "conv.gelu()").Replace("functional.gelu(far)", "far.gelu()")));
        Assert.Equal(["1 file, 2 places: functional.gelu(x) → x.gelu()"], comparison.Changes);
        Assert.Empty(comparison.Keys);
        Assert.Empty(comparison.Costs);
    }

    [Fact]
    public void Names_alone_are_a_word_and_other_values_a_change()
    {
        Assert.Equal(["1 file, 1 place: names of locals"], Compare(Text(Body), Text(Body.Replace("far", "gelu"))).Changes);
        Assert.Equal(["1 file, 1 place: return x.add(y, Scalars.One).narrow(#, #, #) → return y.add(x, Scalars.One).narrow(#, #, #)"], Compare(Text(Body), Text(Body.Replace("near.add(far", "far.add(near"))).Changes);
        Assert.Equal(["1 file, 1 place: return x.add(y, Scalars.One).narrow(#, #, 8) → return x.add(y, Scalars.One).narrow(#, #, 4)"], Compare(Text(Body), Text(Body.Replace("0, 8", "0, 4"))).Changes);
        Assert.Equal(["1 file, 1 place: return x.add(y, Scalars.One).narrow(2, 0, 8) → return x.add(y, Scalars.One).narrow(0, 2, 8)"], Compare(Text(Body), Text(Body.Replace("2, 0", "0, 2"))).Changes);
    }

    [Fact]
    public void Steps_come_and_go_and_comments_are_a_word()
    {
        Assert.Equal(["1 file, 1 place: − x.Dispose()"], Compare(Text(Body), Text(Body.Replace("conv.Dispose();", ""))).Changes);
        Assert.Equal(["1 file, 1 place: comments"], Compare(Text(Body), Text(Body.Replace("conv.Dispose();", "conv.Dispose();  // no longer used"))).Changes);
        Assert.Equal(["1 file, 1 place: + class Block"], Compare(Text(Body), Text(Body).Replace("public static class Info", "class Block { void Step() { } } public static class Info")).Changes);
    }

    [Fact]
    public void Keys_and_costs_that_move_are_told()
    {
        var comparison = Compare(Text(Body), Text(Body).Replace("Macs = 5", "Macs = 6").Replace("register_module(\"conv\"", "register_module(\"conv2\""));
        Assert.Equal(["1 model, 1 place: + conv#", "1 model, 1 place: − conv"], comparison.Keys);
        Assert.Equal(["m: Macs 5 → 6"], comparison.Costs);
    }

    [Fact]
    public void Files_come_and_go_and_a_version_is_no_difference()
    {
        var (before, after) = (new GeneratedText("M.g.cs", Text(Body)), new GeneratedText("M.g.cs", Text(Body).Replace("\"1.0\"", "\"1.1\"")));
        Assert.True(Comparison.Of([before], [after]).IsEmpty);
        Assert.Equal(["+ B.g.cs (1 lines)", "− A.g.cs"], Comparison.Of([before, new("A.g.cs", "class A;\n")], [after, new("B.g.cs", "class B;\n")]).Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_tree_of_modules_is_read_from_constructors()
    {
        var model = new GeneratedText("M.g.cs", """
            public partial class M : Block<Tensor, Tensor>, IModel
            {
                internal readonly Level _levels0;

                public M(Initialization initialization) : base("m")
                {
                    register_parameter("scale", _scale = NewLayer.Parameter([8], Init.Ones, initialization));
                    _levels0 = new Level(0.1, initialization);
                    _levels1 = new Level(0.2, initialization);
                    _levels2 = new Shared.Last(initialization);
                    var levels = new ModuleArray<ILevel>("levels", _levels0, _levels1, _levels2);
                    register_module("levels", levels);
                    Levels = levels;
                }

                public sealed class Level : Block<Tensor, Tensor>
                {
                    internal Level(double rate, Initialization initialization) : base("Level")
                    {
                        register_module("conv", Conv = NewLayer.Conv2d(8, 8, initialization));
                        register_table(Rows = new ConstantTable("rows", [4], ScalarType.Float32, ComputeRows));
                        register_module("again", Again = new Group(initialization));
                        Again.register_module("name", Conv);
                    }
                }

                public sealed class Group : ModuleGroup
                {
                    internal Group(Initialization initialization) : base("Group")
                    {
                    }
                }
            }
            """);
        var shared = new GeneratedText("Shared.g.cs", """
            public static class Shared
            {
                public sealed class Last : Block<Tensor, Tensor>
                {
                    internal Last(Initialization initialization) : base("Last")
                    {
                        register_module("blocks", Blocks = new ModuleArray<Linear>("blocks",
                            NewLayer.Linear(8, 8, initialization),
                            NewLayer.Linear(8, 4, initialization)));
                    }
                }
            }
            """);
        var tree = ModuleTree.Of(model.Model!, shared.Classes);
        Assert.Equal(
            ["scale", "levels.0.conv", "levels.0.rows", "levels.0.again.name", "levels.1.conv", "levels.1.rows", "levels.1.again.name", "levels.2.blocks.0", "levels.2.blocks.1"],
            tree.Paths);
        Assert.Equal("Level(Group)×2, Last", tree.Outline);
    }

    private static Comparison Compare(string before, string after) => Comparison.Of([new("M.g.cs", before)], [new("M.g.cs", after)]);

    private static string Text(string forward) => $$"""
        [global::System.CodeDom.Compiler.GeneratedCode("ModelDsl.Generators", "1.0")]
        public partial class M : Block<Tensor, Tensor>, IModel
        {
            public M(Initialization initialization) : base("m")
            {
                register_module("conv", Conv = NewLayer.Conv2d(3, 8, initialization));
            }

            public override Tensor forward(Tensor x)
            {
        {{forward}}
            }

            public static class Info
            {
                public const string Name = "m";
                public const long Macs = 5;
            }
                }
        """;
}
