using System.Text;

namespace ModelDsl.Generators.Tests.Generation;

/// <summary>Whatever the parts of a network are called, what is generated compiles.</summary>
public sealed class NamesTests
{
    /// <summary>A U-Net as people write it: units counted by numbers, in pairs that are numbered themselves.</summary>
    [Fact]
    public void A_UNet_with_numbered_units_compiles()
    {
        var files = Generation.Generate("""
            [Model("unet")]
            public partial class UNet
            {
                static Sym Define(Scope s)
                {
                    var x = s.Input("image", Dim.Batch, 3, 64, 64);
                    var stem = Double(s, x, 16);
                    var d0 = Down(s / "down" / 0, stem, 32);
                    var d1 = Down(s / "down" / 1, d0, 64);
                    var u0 = Up(s / "up" / 0, d1, d0, 32);
                    var u1 = Up(s / "up" / 1, u0, stem, 16);
                    return u1.Conv2d(s / "out", 2, kernel: 1);
                }

                [Block] static Sym ConvUnit(Scope s, Sym x, Dim channels) =>
                    x.Conv2d(s / 0, channels, kernel: 3, padding: 1, bias: false).BatchNorm2d(s / 1).Relu();

                [Block] static Sym Double(Scope s, Sym x, Dim channels) => ConvUnit(s / 1, ConvUnit(s / 0, x, channels), channels);

                [Block] static Sym Down(Scope s, Sym x, Dim channels) => Double(s / "double", x.MaxPool2d(2), channels);

                [Block] static Sym Up(Scope s, Sym x, Sym skip, Dim channels) =>
                    Double(s / "double", x.ResizeNearest(skip.Height, skip.Width).Concat(skip, 1), channels);
            }
            """);
        Assert.Contains("UNet.g.cs", files.Keys);
    }

    [Fact]
    public void A_part_that_is_called_like_its_model_compiles()
    {
        var files = Generation.Generate("""
            [Model("head")]
            public partial class Head
            {
                static Sym Define(Scope s) => s.Input("x", Dim.Batch, 8).Linear(s / "head", 4);
            }
            """);
        Assert.Contains("public Linear HeadModule", files["Head.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_called_like_a_type_of_which_the_class_speaks_compiles()
    {
        var files = Generation.Generate("""
            public static class Tower
            {
                public const int Dim = 8;

                public static Sym Of(Scope s, Sym x) => x.Linear(s / "fc", Dim);
            }

            public static class Other
            {
                public static Sym Of(Scope s, Sym x) => x.Linear(s / "fc", 8);
            }

            [Model("net")]
            public partial class Net
            {
                static Sym Define(Scope s) => Other.Of(s / "head", Tower.Of(s / "tower", s.Input("x", Dim.Batch, 8)));

                void Freeze() => Head.Fc.weight!.requires_grad_(false);
            }
            """);
        Assert.Contains(" TowerModule { get; }", files["Net.g.cs"], StringComparison.Ordinal);
        // An object's code may mean the part.
        Assert.Contains(" Head { get; }", files["Net.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training")]
    [InlineData("functional")]
    [InlineData("cat")]
    [InlineData("torch")]
    [InlineData("nn")]
    [InlineData("initialization")]
    [InlineData("_")]
    [InlineData("to")]
    [InlineData("parameters")]
    [InlineData("device_type")]
    [InlineData("dispose")]
    [InlineData("Dispose")]
    [InlineData("get_type")]
    [InlineData("GetHashCode")]
    [InlineData("to_string")]
    [InlineData("equals")]
    [InlineData("memberwise_clone")]
    public void An_input_a_layer_and_a_variable_may_have_any_name(string name)
    {
        var model = """
            [Model("named")]
            public partial class Named
            {
                static Sym Define(Scope s)
                {
                    var NAME = s.Input("NAME", Dim.Batch, 8).Gelu();
                    var other = Part(s / "part", NAME).DropPath(0.1).Concat(NAME, 1).Linear(s / "NAME", 8).Gelu().DropPath(0.1);
                    NAME = other * 2;
                    return NAME.Gelu().DropPath(0.2) + NAME.Concat(NAME, 1).Linear(s / "last", 8);
                }

                [Block]
                static Sym Part(Scope s, Sym NAME) => NAME.Linear(s / "NAME", 8).Gelu().DropPath(0.1).Concat(NAME, 1).Linear(s / "fc", 8);
            }
            """.Replace("NAME", name, StringComparison.Ordinal);
        Generation.Generate(model);
    }

    [Theory]
    [InlineData("Dispose", "B")]
    [InlineData("Of", "EqualityContract")]
    [InlineData("PrintMembers", "Outputs")]
    [InlineData("a", "A")]
    [InlineData("equals", "to_string")]
    [InlineData("Clone", "deconstruct")]
    [InlineData("Named", "Results")]
    public void Outputs_may_have_any_names(string first, string second)
    {
        var model = """
            [Model("named")]
            public partial class Named
            {
                static (Sym FIRST, Sym SECOND) Define(Scope s)
                {
                    var (x, y) = Pair(s / "pair", s.Input("x", Dim.Batch, 8));
                    return (x.Relu(), y);
                }

                [Block]
                static (Sym FIRST, Sym SECOND) Pair(Scope s, Sym x) => (x.Linear(s / "a", 8), x.Linear(s / "b", 4));
            }
            """.Replace("FIRST", first, StringComparison.Ordinal).Replace("SECOND", second, StringComparison.Ordinal);
        Generation.Generate(model);
    }

    [Fact]
    public void A_model_may_have_more_inputs_than_a_module_of_TorchSharp()
    {
        var files = Generation.Generate("""
            [Model("seven")]
            public partial class Seven
            {
                static Sym Define(Scope s) => Enumerable.Range(0, 7).Select(i => s.Input($"x{i}", Dim.Batch, 4)).Concat(1).Linear(s / "head", 2);
            }
            """);
        Assert.Contains("public Tensor forward(", files["Seven.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>Model classes called like what generated code uses, beside and inside a namespace.</summary>
    [Theory]
    [InlineData("Conv2d", "Linear", "BatchNorm", "Tensor", "Module", "Parameter", "Scalar")]
    [InlineData("Guard", "Block", "IModel", "ModelInfo", "Initialization", "Init", "NewLayer", "Layout")]
    [InlineData("Info", "Outputs", "Math", "Models", "TensorShapeAttribute", "IDisposable", "IReadOnlyList")]
    [InlineData("System", "TorchSharp", "ModelDsl", "Stage", "Conv", "Norm", "Fc")]
    [InlineData("@event", "@record", "@class", "Größe", "NETS", "Nets", "NeTs")]
    public void A_model_may_have_any_name(params string[] names)
    {
        foreach (var name in names.Where(n => n is not ("System" or "TorchSharp" or "ModelDsl"))) Generation.Generate(Net(name));
        Generation.Generate([.. names.Select(name => "namespace Mine\n{\n" + Net(name) + "\n}\n")]);
    }

    [Theory]
    [InlineData("global using Tensor = System.Text.StringBuilder; global using torch = System.Math; global using nn = System.Array;")]
    [InlineData("global using Parameter = System.String; global using Init = System.String; global using Block = System.Int32;")]
    [InlineData("global using Mine; namespace Mine { public class Linear; public class Scalars; public class ScalarType; }")]
    [InlineData("global using static Mine.Ops; namespace Mine { public static class Ops { public static int cat(int a) => a; public class Tensor; } }")]
    [InlineData("namespace Other.Torch { public class Conv2d; public class Guard; }")]
    [InlineData("public class Tensor; public static class Guard; public enum Layout; public struct Initialization;")]
    public void A_project_may_use_names_of_generated_code(string declarations)
    {
        Generation.Generate(declarations, Net("Small"));
        Generation.Generate(declarations, "namespace Other.Torch.Deep\n{\n" + Net("Small") + "\n}\n");
    }

    [Theory]
    [InlineData("public static int Tensor => 3; static void Scalars() { } public class Linear;")]
    [InlineData("public const int Guard = 1; public int NewLayer;")]
    [InlineData("public Small(int seed) : this(ModelDsl.Runtime.Initialization.Published) { }")]
    public void A_model_may_have_members_of_its_own(string members) => Generation.Generate(Net("Small", members));

    [Theory]
    [InlineData("public static partial class Zoo { ", " }")]
    [InlineData("public static partial class Zoo { private static partial class Inner { ", " } }")]
    [InlineData("public partial class Zoo { protected partial class Inner { ", " } }")]
    [InlineData("namespace Mine.@event { public partial interface @new { ", " } }")]
    [InlineData("public partial class Tensor { public class Linear; ", " }")]
    public void A_model_may_lie_anywhere(string before, string after) => Generation.Generate(before + Net("Small", model: "inner") + after, Net("Small"), Net("SMALL"));

    [Theory]
    [InlineData("static Sym Define(Scope s) => (s.Input(\"two words\", Dim.Batch, 4) + s.Input(\"class\", Dim.Batch, 4) + s.Input(\"3d\", Dim.Batch, 4) + s.Input(\"a-b\", Dim.Batch, 4)).Linear(s / \"fc\", 2);")]
    [InlineData("static Sym Define(Scope s) { var x = s.Input(\"x\", Dim.Batch, 4); var y = Many(s / \"a\", x, x); return Listed(s / \"b\", [x, y], (y, x)); } [Block] static Sym Many(Scope s, params Sym[] xs) => (xs[0] + xs[1]).Linear(s / 0, 4); [Block] static Sym Listed(Scope s, List<Sym> xs, (Sym A, Sym B) p) => (xs[0] + xs[1] + p.A * p.B).Linear(s / 0, 4);")]
    [InlineData("static Sym Define(Scope s) { var x = s.Input(\"x\", Dim.Batch, 4); for (var i = 0; i < 6; i++) x = Step(s / \"stages\" / (i / 3) / (i % 3), x, 0.1 * i); return x; } [Block] static Sym Step(Scope s, Sym x, double rate) => x + x.Linear(s / \"fc\", 4).DropPath(rate);")]
    public void Inputs_and_blocks_have_any_form(string members) => Generation.Generate("[Model(\"m\")] public partial class M { " + members + " }");

    [Theory]
    [InlineData("public partial class M : Exception { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4); }", "'M' has the base class 'Exception'")]
    [InlineData("public partial class M { public M() { } static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4); }", "'M' has a constructor that does not call the generated one")]
    [InlineData("public partial class M(int n) { public int N => n; static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4); }", "'M' has parameters behind its name; write a constructor")]
    [InlineData("public partial struct M { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4); }", "'M' is a struct")]
    [InlineData("public partial class M<T> { static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4); }", "'M' is generic")]
    [InlineData("public partial class M { static int Info => 1; static Sym Define(Scope s) => s.Input(\"x\", Dim.Batch, 4); }", "'M' declares 'Info'")]
    public void What_leaves_no_room_for_a_module_is_one_message(string declaration, string message)
    {
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Project("[Model(\"m\")] " + declaration), out _, out var diagnostics);
        Assert.StartsWith(message, Assert.Single(diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_generic_type_around_a_model_is_named()
    {
        Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Project("public partial class Host<T> { " + Net("M") + " }"), out _, out var diagnostics);
        Assert.StartsWith("'M' lies inside the generic type 'Host'", Assert.Single(diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string Net(string name, string members = "", string? model = null) => $$"""
        [Model("{{model ?? name}}")]
        public partial class {{name}}
        {
            static (Sym Map, Sym Logits) Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 32, 32);
                x = Step(s / "stage", x.Conv2d(s / "conv", 8, kernel: 3, padding: 1).BatchNorm2d(s / "norm").Relu());
                return (x, x.Concat(x, 1).Mean(2, 3).Linear(s / "fc", 10));
            }

            [Block] static Sym Step(Scope s, Sym x) => x + x.Conv2d(s / "conv", 8, kernel: 1) * s.Parameter("gamma", [1, 8, 1, 1], global::ModelDsl.Init.Constant(0.1));

            {{members}}
        }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_names_compile(int seed)
    {
        var random = new Random(seed);
        Generation.Generate([.. Enumerable.Range(0, 12).Select(i => RandomNetwork(random, $"M{i}"))]);
    }

    /// <summary>A network of blocks that call one another, at places whose names are those of blocks, layers, keywords and numbers.</summary>
    private static string RandomNetwork(Random random, string model)
    {
        string[] methods = ["Conv", "Double", "ConvUnit", "Down", "Group", "Linear", "Tensor", "Conv0", "Module"];
        var blocks = methods.OrderBy(_ => random.Next()).Take(4).ToArray();
        var text = new StringBuilder($"[Model(\"{model}\")]\npublic partial class {model}\n{{\n    static Sym Define(Scope s)\n    {{\n        var x = s.Input(\"image\", Dim.Batch, 4, 8, 8);\n");
        Body(4);
        text.Append("        return x;\n    }\n");
        for (var i = 0; i < blocks.Length; i++)
        {
            text.Append($"\n    [Block] static Sym {blocks[i]}(Scope s, Sym x, Dim channels)\n    {{\n");
            Body(i);
            text.Append("        return x;\n    }\n");
        }
        return text.Append("}\n").ToString();

        void Body(int callable)
        {
            string[] words = ["conv", "double", "conv_unit", "down", "group", "linear", "info", "tensor", "conv0", "module", "x", "forward", "name", "initialization", "0", "1", "2"];
            foreach (var word in words.OrderBy(_ => random.Next()).Take(random.Next(2, 5)))
            {
                var place = int.TryParse(word, out _) ? $"s / {word}" : $"s / \"{word}\"";
                var channels = random.Next(1, 4) * 4;
                foreach (var part in random.Next(3) == 0 ? new[] { " / 0", " / 1" } : [""])
                {
                    text.Append(callable > 0 && random.Next(4) > 0
                        ? $"        x = {blocks[random.Next(callable)]}({place}{part}, x, {channels});\n"
                        : $"        x = x.Conv2d({place}{part}, {channels}, kernel: 3, padding: 1);\n");
                }
            }
        }
    }
}
