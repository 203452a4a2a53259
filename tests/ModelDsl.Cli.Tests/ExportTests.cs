namespace ModelDsl.Cli.Tests;

/// <summary><c>modeldsl export</c> to ONNX: what it refuses, and what a file for one engine is.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Model = "vit_tiny_patch16_224";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("net.onnx --opset 17", "--opset")]
    [InlineData("net.onnx --opset 99", "--opset")]
    [InlineData("net.onnx --for tensorrt", "--for: 'tensorrt' is neither any nor ort")]
    [InlineData("net.onnx --dtype int8", "--dtype: 'int8' is none of float32, float16 and bfloat16; modeldsl quantize writes int8")]
    [InlineData("net.onnx --size 256x256", "its height is 224, not 256")]
    [InlineData("net.onnx --size 256", "--size: '256' is not a height and a width")]
    [InlineData("net.onnx --without FoldAll", "there is no pass 'FoldAll'")]
    [InlineData("net.pt", "ends neither in .onnx nor in .py")]
    [InlineData("missing/net.onnx", "missing")]
    public async Task Bad_input_is_one_line_and_no_file(string arguments, string reason)
    {
        var (name, options) = arguments.Split(' ') is [var first, .. var rest] ? (first, rest) : throw new ArgumentException(arguments);
        var result = await Command.Run(ModelCatalog.BuiltIn, ["export", Model, _scratch.Path(name), "--weights", "formula", .. options]);
        Assert.Equal(2, result.Code);
        Assert.Contains(reason, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_scratch.Path("net"))!));
    }

    [Fact]
    public async Task Images_set_ranges_and_check_the_file_in_8_bits()
    {
        var (weights, images, file) = (_scratch.Path("weights.safetensors"), _scratch.Path("images"), _scratch.Path("int8.onnx"));
        using (var module = new FashionMnist.FasterVitFashion()) Runtime.Weights.Save(module, weights);
        Directory.CreateDirectory(images);
        foreach (var name in new[] { "rgb.png", "grey.jpg" }) File.Copy(Scratch.Fixture(name), Path.Combine(images, name));
        var json = (await Command.Run(ModelCatalog.BuiltIn, "quantize", "faster_vit_fashion", file, "--weights", weights, "--data", images, "--agreement", "0", "--json")).Json;
        Assert.Equal(1, json.GetProperty("images").GetInt32());
        Assert.InRange(json.GetProperty("layers").GetInt32(), 20, 200);
        Assert.True(File.Exists(file));
        var missing = await Command.Run(ModelCatalog.BuiltIn, "quantize", "faster_vit_fashion", file, "--weights", weights, "--data", _scratch.Path("nowhere"));
        Assert.Equal($"--data: {_scratch.Path("nowhere")}: no such folder, nor the name of a data set (fashion-mnist)", missing.Failure);
    }

    [Fact]
    public async Task For_ONNX_Runtime_the_file_has_its_operator_and_computes_the_same()
    {
        var files = new[] { "any", "ort" }.ToDictionary(e => e, e => _scratch.Path(e + ".onnx"));
        foreach (var (engine, file) in files) Assert.Equal(0, (await Command.Run(ModelCatalog.BuiltIn, "export", Model, file, "--weights", "formula", "--for", engine)).Code);
        Assert.DoesNotContain("com.microsoft", await File.ReadAllTextAsync(files["any"]), StringComparison.Ordinal);
        Assert.Contains("com.microsoft", await File.ReadAllTextAsync(files["ort"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("few_pixels")]
    [InlineData("few_classes")]
    public async Task The_file_has_the_names_of_the_classes(string name)
    {
        var model = Array.Find([FewPixels.Info.Model, FewClasses.Info.Model], m => m.Name == name)!;
        var (weights, file) = (_scratch.Path("weights.safetensors"), _scratch.Path("net.onnx"));
        using (var module = model.Create(Runtime.Initialization.Published)) Runtime.Weights.Save(module, weights, ["sky", "tree", "path"]);
        Assert.Equal(0, (await Command.Run(new ModelCatalog([model]), "export", name, file, "--weights", weights)).Code);
        using var session = new Onnx.OnnxSession(file);
        Assert.Equal("[\"sky\",\"tree\",\"path\"]", session.Metadata["classes"]);
    }
}

/// <summary>A class for each pixel.</summary>
[Model("few_pixels")]
public partial class FewPixels
{
    private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, Dim.Symbol("H", minimum: 4, reference: 8), Dim.Symbol("W", minimum: 4, reference: 8)).Conv2d(s / "head", 3, kernel: 1);
}

/// <summary>A class for each image.</summary>
[Model("few_classes")]
public partial class FewClasses
{
    private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 8, 8).Mean(2, 3).Linear(s / "head", 3);
}
