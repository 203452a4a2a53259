using System.Text.Json;

namespace ModelDsl.PyTorch.Tests;

/// <summary><c>modeldsl export</c> with PyTorch as its target.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task The_name_of_the_file_says_what_it_is()
    {
        using var folder = new TemporaryFolder();
        var (code, output) = await ModelDslCommand.Run("export", "lvt_fashion", folder.File("model.py"), "--train", folder.File("train.py"), "--json");
        Assert.Equal(0, code);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal([folder.File("model.py"), folder.File("train.py")], document.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()));
        Assert.Equal("LvtFashion", document.GetProperty("classes").EnumerateArray().Last().GetString());
        Assert.Equal(PyTorchModel.TrainingScript, File.ReadAllText(folder.File("train.py")));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task Weights_go_into_a_file_beside_it_where_they_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await ModelDslCommand.Run("export", "lvt_fashion", folder.File("model.py"), "--weights", "formula")).Code);
        Assert.Equal(["model.py", "model.safetensors"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("model.txt", "ends neither in .onnx nor in .py; say what it is with --target onnx or --target pytorch")]
    [InlineData("model.onnx --target pytorch", "the name of a Python file ends in .py")]
    [InlineData("model.py --target onnx --weights formula", "the name of an ONNX file ends in .onnx")]
    [InlineData("model.onnx", "an ONNX file holds weights: name them with --weights FILE ('formula' for those of the golden files)")]
    [InlineData("model.py --opset 20", "--opset is an option of --target onnx")]
    [InlineData("model.onnx --train train.py", "--train is an option of --target pytorch")]
    [InlineData("model.py --target torch", "--target: 'torch' is neither onnx nor pytorch")]
    public async Task What_does_not_go_together_is_one_line(string arguments, string expected)
    {
        using var folder = new TemporaryFolder();
        var words = arguments.Split(' ');
        var (code, output) = await ModelDslCommand.Run(["export", "lvt_fashion", folder.File(words[0]), .. words.Skip(1)]);
        Assert.Equal(2, code);
        Assert.EndsWith(expected, output.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output.Trim());
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
