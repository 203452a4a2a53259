using System.Runtime.InteropServices;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Onnx.Tests;

/// <summary>Generated sessions: what they take, yield and refuse.</summary>
public sealed class TypedSessionTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int StandardError = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_session_computes_what_the_module_computes()
    {
        using var module = new TypedClassifier();
        module.eval();
        using var session = new TypedClassifier.Session(Write(module, TypedClassifier.Onnx), new() { Threads = 1 });
        var image = Image(2 * 3 * 16 * 16);
        var logits = session.Run(image, 2);
        Assert.Equal([2, 5], logits.Shape);
        Near(Engine.Logits(TypedClassifier.Info.Model, module, image, [2, 3, 16, 16]), logits.Values);
    }

    [Fact]
    public void One_session_takes_images_of_any_size_and_yields_a_record()
    {
        using var module = new TypedMaps();
        module.eval();
        using var session = new TypedMaps.Session(Write(module, TypedMaps.Onnx));
        foreach (var (n, h, w) in new[] { (1, 16, 24), (2, 32, 16) })
        {
            var image = Image(n * 3 * h * w);
            var maps = session.Run(image, n, h, w);
            Assert.Equal([n, 4, h / 4, w / 4], maps.Fine.Shape);
            Assert.Equal([n, 8, h / 8, w / 8], maps.Coarse.Shape);
            Near(Engine.Logits(TypedMaps.Info.Model, module, image, [n, 3, h, w]), maps.Fine.Values);
        }
        Assert.Equal(
            "image is [1, 3, 16, 20]; typed_maps takes [N, 3, H, W], its sizes at least [1, 1, 16, 16] and multiples of [1, 1, 8, 8]",
            Assert.Throws<OnnxException>(() => session.Run(Image(3 * 16 * 20), 1, 16, 20)).Message);
        Assert.Throws<OnnxException>(() => session.Bind(1, 3, 8, 16));
        Assert.Equal("a tensor [1, 3, 16, 16] has 768 elements, not 7", Assert.Throws<OnnxException>(() => session.Run(Image(7), 1, 16, 16)).Message);
    }

    [Fact]
    public void Several_inputs_of_several_types()
    {
        using var module = new TypedTokens();
        module.eval();
        using var session = new TypedTokens.Session(Write(module, TypedTokens.Onnx));
        long[] tokens = [1, 2, 3, 4, 5, 6];
        var weights = Image(6 * 4);
        using var expected = module.call(torch.tensor(tokens, [2, 3]), torch.tensor(weights, [2, 3, 4]));
        Near(expected.data<float>().ToArray(), session.Run(tokens, weights, 2).Values);
    }

    [Fact]
    public void A_file_of_another_model_is_told_when_it_is_opened()
    {
        using var module = new TypedMaps();
        var path = Write(module, TypedMaps.Onnx);
        Assert.Equal(
            $"{path}: a file of another model: it takes image [-1, 3, -1, -1], and typed_classifier takes image [N, 3, 16, 16]; write it with modeldsl export typed_classifier, or open it as an OnnxSession, which runs any file",
            Assert.Throws<OnnxException>(() => new TypedClassifier.Session(path)).Message);
        Assert.Contains("has no execution provider 'dml'; it has cpu", Assert.Throws<OnnxException>(() => new TypedMaps.Session(path, new() { Provider = "dml" })).Message);
    }

    [Fact]
    public void A_head_that_was_replaced_is_written_as_it_is()
    {
        using var module = new TypedClassifier();
        using (module.Head) module.Head = torch.nn.Linear(module.Head.weight.shape[1], 3);
        module.eval();
        var (image, path, weights) = (Image(2 * 3 * 16 * 16), Write(module, TypedClassifier.Onnx), Path.Combine(_folder, "w.safetensors"));
        Weights.Save(module, weights, ["ant", "bee", "cat"]);
        foreach (var file in TypedClassifier.Onnx.Save(Path.Combine(_folder, "saved.onnx"), weights).Append(path))
        {
            using var session = new OnnxSession(file);
            var logits = session.Run(image, 2, 3, 16, 16)[0];
            Assert.Equal([2, 3], logits.Shape);
            Near(Engine.Logits(TypedClassifier.Info.Model, module, image, [2, 3, 16, 16]), logits.Values);
        }
        using var classifier = new OnnxClassifier(Path.Combine(_folder, "saved.onnx"));
        Assert.Equal(["ant", "bee", "cat"], classifier.Classes);
        using (module.Head) module.Head = torch.nn.Linear(module.Head.weight.shape[1], 3, hasBias: false);
        Assert.Equal("the weights do not fit the model: 'head.bias' is missing", Assert.Throws<OnnxException>(() => Write(module, TypedClassifier.Onnx)).Message);
    }

    [Fact]
    public void A_file_for_one_size_of_a_model_of_any_says_that_size()
    {
        using var module = new SizelessClassifier();
        var path = Path.Combine(_folder, "sized.onnx");
        using (var file = File.Create(path)) SizelessClassifier.Onnx.Write(file, StateValues.Of(module), new() { Size = (8, 12) });
        var picture = new RgbImage(20, 20, new byte[3 * 20 * 20]);
        using var session = new SizelessClassifier.Session(path);
        Assert.Equal("8x12", session.Metadata["size"]);
        using var classifier = new OnnxClassifier(path);
        Assert.Equal(session.Classify(picture, top: 5).Select(c => c.Index), classifier.Classify(picture, top: 5).Select(c => c.Index));
    }

    [Fact]
    public void A_picture_is_classified_by_the_names_in_the_weight_file()
    {
        using var module = new TypedClassifier();
        module.eval();
        var weights = Path.Combine(_folder, "w.safetensors");
        string[] names = ["ant", "bee", "cat", "dog", "elk"];
        Weights.Save(module, weights, names);
        var path = Path.Combine(_folder, "named.onnx");
        Assert.Equal([path], TypedClassifier.Onnx.Save(path, weights));
        var image = new RgbImage(40, 30, [.. Enumerable.Range(0, 3 * 40 * 30).Select(i => (byte)(i * 7))]);

        using var session = new TypedClassifier.Session(path);
        var scores = session.Classify(image, top: 3);
        Assert.Equal(3, scores.Count);
        Assert.Equal(scores.OrderByDescending(s => s.Probability), scores);
        Assert.All(scores, s => Assert.Equal(names[s.Index], s.Name));
        Assert.Equal(1, session.Classify(image, top: 5).Sum(s => s.Probability), 1e-9);
        var logits = Engine.Logits(TypedClassifier.Info.Model, module, Preprocessing.Apply(image, TypedClassifier.Info.Model.Preprocessing!), [1, 3, 16, 16]);
        Assert.Equal(Array.IndexOf(logits, logits.Max()), scores[0].Index);

        // The file alone says the same, and whose weights these are.
        using var classifier = new OnnxClassifier(path);
        Assert.Equal(names, classifier.Classes);
        Assert.Equal(scores, classifier.Classify(image, top: 3));
        Assert.Equal(WeightFile.Checksum(weights), session.Metadata["weights_sha256"]);
    }

    [Fact]
    public void The_same_weights_make_the_same_bytes_from_a_file_and_from_a_module()
    {
        using var module = new TypedClassifier();
        var weights = Path.Combine(_folder, "w.safetensors");
        Weights.Save(module, weights);
        var options = new OnnxOptions { Metadata = new Dictionary<string, string> { ["model"] = "typed" } };
        using var fromFile = new MemoryStream();
        using var fromModule = new MemoryStream();
        TypedClassifier.Onnx.Write(fromFile, weights, options);
        TypedClassifier.Onnx.Write(fromModule, StateValues.Of(module), options);
        Assert.Equal(fromModule.ToArray(), fromFile.ToArray());
    }

    [Theory]
    [InlineData("size", "16", "the text 'size' cannot be '16'")]
    [InlineData("size", "-16x16", "the text 'size' cannot be '-16x16'")]
    [InlineData("mean", "0.5 0.5", "the text 'mean' cannot be '0.5 0.5'")]
    [InlineData("std", "1 NaN 1", "the text 'std' cannot be '1 NaN 1'")]
    [InlineData("crop", "0", "the text 'crop' cannot be '0'")]
    [InlineData("crop_mode", "7", "the text 'crop_mode' cannot be '7'")]
    [InlineData("crop_mode", null, "the text 'crop_mode' is missing beside 'size'")]
    [InlineData("classes", "ant", "the text 'classes' is not a JSON list of names")]
    public void A_text_in_a_file_that_is_not_what_it_should_be_is_told(string key, string? text, string message)
    {
        using var module = new TypedClassifier();
        var texts = ModelMetadata.Of(TypedClassifier.Info.Model, ["a", "b", "c", "d", "e"]).ToDictionary();
        texts.Remove(key);
        if (text is not null) texts[key] = text;
        var path = Path.Combine(_folder, "texts.onnx");
        OnnxModel.Of(TypedClassifier.Info.Model.Specification!(), StateValues.Of(module), new() { Metadata = texts }).Save(path);
        Assert.Equal($"{path}: {message}", Assert.Throws<OnnxException>(() => new OnnxClassifier(path)).Message);
    }

    [Fact]
    public void A_bound_call_takes_no_memory()
    {
        using var module = new TypedMaps();
        module.eval();
        using var session = new TypedMaps.Session(Write(module, TypedMaps.Onnx), new() { Threads = 1 });
        using var binding = session.Bind(1, 3, 16, 24);
        var image = Image(3 * 16 * 24);
        var expected = session.Run(image, 1, 16, 24);
        image.CopyTo(binding.Input);
        binding.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) binding.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(expected.Fine.Values, binding.Output(0).ToArray());
        Assert.Equal(expected.Coarse.Values, binding.Output(1).ToArray());
        Assert.Equal(expected.Coarse.Shape, binding.OutputShapes[1]);
        // What is in the input counts, not what was there first.
        binding.Input.Clear();
        binding.Run();
        Assert.NotEqual(expected.Fine.Values, binding.Output(0).ToArray());
    }

    [Fact]
    public void What_goes_wrong_is_an_exception_and_not_a_line_of_the_engine_besides()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var module = new TypedMaps();
        using var session = new OnnxSession(Write(module, TypedMaps.Onnx));
        var lines = Path.Combine(_folder, "error.txt");
        using (var file = File.OpenHandle(lines, FileMode.Create, FileAccess.Write))
        {
            var own = Duplicate(StandardError);
            Assert.Equal(StandardError, Replace((int)file.DangerousGetHandle(), StandardError));
            // An image that is smaller than the kernel.
            var error = Record.Exception(() => { session.Run(new float[3 * 2 * 2], 1, 3, 2, 2); });
            Assert.Equal(StandardError, Replace(own, StandardError));
            Assert.StartsWith("the model cannot be computed for [1, 3, 2, 2]: ", Assert.IsType<OnnxException>(error).Message);
        }
        Assert.Equal("", File.ReadAllText(lines));
    }

    [Fact]
    public void A_session_that_is_disposed_says_so()
    {
        using var module = new TypedClassifier();
        var path = Path.Combine(_folder, "disposed.onnx");
        OnnxModel.Of(TypedClassifier.Info.Model.Specification!(), StateValues.Of(module), new() { Metadata = ModelMetadata.Of(TypedClassifier.Info.Model) }).Save(path);
        var picture = new RgbImage(16, 16, new byte[3 * 16 * 16]);
        var session = new TypedClassifier.Session(path);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Image(3 * 16 * 16), 1));
        Assert.Throws<ObjectDisposedException>(() => session.Bind(1, 3, 16, 16));
        Assert.Throws<ObjectDisposedException>(() => session.Classify(picture));
        Assert.Throws<ObjectDisposedException>(() => session.Metadata);
        var classifier = new OnnxClassifier(path);
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(picture));
    }

    [Fact]
    public void A_file_that_says_nothing_of_pictures_is_no_classifier()
    {
        using var module = new ScaledClassifier();
        var path = Path.Combine(_folder, "plain.onnx");
        OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module)).Save(path);
        Assert.Equal($"{path}: does not say how a picture becomes its input; write it with modeldsl export", Assert.Throws<OnnxException>(() => new OnnxClassifier(path)).Message);
        using var maps = new TypedMaps();
        Assert.Contains("no classifier: it takes image", Assert.Throws<OnnxException>(() => new OnnxClassifier(Write(maps, TypedMaps.Onnx))).Message);
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Replace(int by, int descriptor);

    private string Write(torch.nn.Module module, OnnxWriter writer)
    {
        var path = Path.Combine(_folder, module.GetType().Name + ".onnx");
        using var file = File.Create(path);
        writer.Write(file, StateValues.Of(module));
        return path;
    }

    private static float[] Image(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i * 0.37f))];

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, Tolerance * Math.Max(1, expected.Max(Math.Abs)));
    }
}

[Model("typed_classifier")]
[Preprocessing]
public partial class TypedClassifier
{
    private static Sym Define(Scope s) =>
        s.Input("image", Dim.Batch, 3, 16, 16).Conv2d(s / "conv", 8, kernel: 3, stride: 2, padding: 1).Relu().Mean(2, 3).Linear(s / "head", 5);
}

/// <summary>The classes of images of any size.</summary>
[Model("sizeless_classifier")]
[Preprocessing]
public partial class SizelessClassifier
{
    private static Sym Define(Scope s) =>
        s.Input("image", Dim.Batch, 3, Dim.Symbol("H", minimum: 4, reference: 16), Dim.Symbol("W", minimum: 4, reference: 16)).Mean(2, 3).Linear(s / "head", 5);
}

[Model("typed_maps")]
public partial class TypedMaps
{
    private static Features Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 3, Dim.Symbol("H", minimum: 16, multipleOf: 8, reference: 32), Dim.Symbol("W", minimum: 16, multipleOf: 8, reference: 32));
        var fine = x.Conv2d(s / "fine", 4, kernel: 4, stride: 4);
        return new Features(("fine", fine), ("coarse", fine.Conv2d(s / "coarse", 8, kernel: 2, stride: 2)));
    }
}

[Model("typed_tokens")]
public partial class TypedTokens
{
    private static Sym Define(Scope s) =>
        s.Input(ElementType.Int64, "tokens", Dim.Batch, 3).Embedding(s / "embed", 8, 4) * s.Input("token weights", Dim.Batch, 3, 4);
}

/// <summary>A maximum over windows that follow the size of the image.</summary>
[Model("largest_of_any_size")]
public partial class LargestOfAnySize
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 3, Dim.Symbol("H", minimum: 8, multipleOf: 4, reference: 16), Dim.Symbol("W", minimum: 8, multipleOf: 4, reference: 16));
        return x.MaxPool2d(kernel: (x.Height / 4, x.Width / 2), stride: (x.Height / 4, x.Width / 4), padding: (0, 1));
    }
}
