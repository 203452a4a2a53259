using System.Globalization;
using ModelDsl.Cli.Commands;
using ModelDsl.Models.Tests;
using ModelDsl.Runtime;

namespace ModelDsl.PyTorch.Tests;

/// <summary>The text of files, which needs no Python.</summary>
public sealed class TextTests
{
    private const int Columns = 120;

    [Theory]
    [InlineData("faster_vit_fashion")]
    [InlineData("resnet18_backbone")]
    public void The_text_is_what_was_reviewed(string name)
    {
        var path = Path.Combine(Folder(), "Snapshots", name + ".verified.py");
        var text = TextOf(Find(name));
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1") File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void Every_model_has_a_file_with_lines_that_can_be_read()
    {
        foreach (var model in ModelDsl.Models.Models.All)
        {
            var text = TextOf(model);
            Assert.Equal([], text.Split('\n').Where(l => l.Length > Columns));
            Assert.DoesNotContain('\r', text);
            // Blocks that repeat are written once.
            Assert.True(text.Split('\n').Length < 900, $"{model.Name} has {text.Split('\n').Length} lines");
        }
    }

    [Fact]
    public void The_script_that_trains_is_one_file_with_lines_that_can_be_read()
    {
        Assert.Equal([], PyTorchModel.TrainingScript.Split('\n').Where(l => l.Length > Columns));
        Assert.StartsWith("\"\"\"", PyTorchModel.TrainingScript, StringComparison.Ordinal);
        Assert.EndsWith("\nif __name__ == \"__main__\":\n    main()\n", PyTorchModel.TrainingScript, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_model_is_the_same_bytes_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var text = TextOf(Find("lvt_cls"));
        try
        {
            foreach (var name in new[] { "tr-TR", "ar-SA", "de-DE" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                Assert.Equal(text, TextOf(Find("lvt_cls")));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Classes_are_those_of_the_specification()
    {
        var classes = PyTorchModel.Of(Find("vit_tiny_patch16_224").Specification!(), PyTorchExport.OptionsOf(Find("vit_tiny_patch16_224"))).Classes;
        Assert.Equal(["SelfAttention", "Mlp", "TransformerBlock", "VitTinyPatch16"], classes);
    }

    [Fact]
    public void Every_operation_is_written() => Assert.Contains("class EveryOperation(nn.Module):", TextOf(EveryOperation.Info.Model), StringComparison.Ordinal);

    [Fact]
    public void What_a_model_makes_is_like_its_input_or_its_weights()
    {
        var text = TextOf(TokenPositions.Info.Model);
        Assert.Contains("device, dtype = ids.device, self.wte.weight.dtype", text, StringComparison.Ordinal);
        Assert.Contains("self.wpe[torch.arange(t, device=device)]", text, StringComparison.Ordinal);
        var half = Specification.Of(s => s.Parameter("table", [150, 4], Init.Zeros).TakeRows((s.Arange(0, 300) / 2).ToInt64()), "output");
        Assert.Contains("self.table[(torch.arange(300, device=device, dtype=torch.float32) / 2).long()]", PyTorchModel.Of(half, new() { Name = "half", ClassName = "Half" }).Text, StringComparison.Ordinal);
        Assert.Contains("torch.full((8,), -3.0)", TextOf(WholeStarts.Info.Model), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_called_like_a_member_of_every_module_is_refused()
    {
        var specification = Specification.Of(s => s.Input("image", Dim.Batch, 3, 8, 8).Conv2d(s / "type", 4, kernel: 3), "output");
        var e = Assert.Throws<PyTorchException>(() => PyTorchModel.Of(specification, new() { Name = "wrong", ClassName = "Wrong" }));
        Assert.Equal("'type' cannot be the name of a part in PyTorch, whose modules have a member 'type'; rename it in the specification", e.Message);
    }

    [Theory]
    [InlineData("class", "Wrong")]
    [InlineData("1st", "Wrong")]
    [InlineData("right", "no.class")]
    public void A_name_that_Python_does_not_take_is_refused(string name, string type)
    {
        var specification = Specification.Of(s => s.Input("image", Dim.Batch, 3, 8, 8).Relu(), "output");
        Assert.Throws<PyTorchException>(() => PyTorchModel.Of(specification, new() { Name = name, ClassName = type }));
    }

    [Fact]
    public void Blocks_of_another_build_are_refused()
    {
        var specification = Specification.Of(s => s.Input("image", Dim.Batch, 3, 8, 8).Relu(), "output").WithBlocks("7\n|\n");
        Assert.Throws<InvalidOperationException>(() => PyTorchModel.Of(specification, new() { Name = "old", ClassName = "Old" }));
    }

    private static ModelInfo Find(string name) => ModelDsl.Models.Models.Find(name) ?? FashionMnist.FasterVitFashion.Info.Model;

    private static string TextOf(ModelInfo model) => PyTorchModel.Of(model.Specification!(), PyTorchExport.OptionsOf(model)).Text;

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
