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
