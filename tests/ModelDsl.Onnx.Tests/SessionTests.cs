using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>What libtorch can run, and no file can hold.</summary>
[Model("same_names")]
public partial class SameNames
{
    private static Features Define(Scope s) => new(("map", s.Input("map", Dim.Batch, 4).Linear(s / "fc", 4)));
}

/// <summary>A layer with two names in the state_dict.</summary>
[Model("two_names")]
public partial class TwoNames
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 4).Linear(s / "fc", 4);
        (s / "head").Alias("again", s / "fc");
        return x;
    }
}

/// <summary>Models in ONNX Runtime.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_session_says_what_it_takes_and_yields()
    {
        using var session = new OnnxSession(Save(new() { Metadata = new Dictionary<string, string> { ["model"] = "scaled" } }), new() { Threads = 1 });
        Assert.Equal("image [-1, 4, 6, 6]", Assert.Single(session.Inputs).ToString());
        Assert.Equal("output [-1, 4]", Assert.Single(session.Outputs).ToString());
        Assert.Equal("scaled", session.Metadata["model"]);
    }

    [Fact]
    public void Weights_in_a_second_file_are_found()
    {
        var inside = Path.Combine(_folder, "inside.onnx");
        File.Move(Save(new()), inside);
        var path = Save(new() { External = true });
        Assert.Equal(["inside.onnx", "model.onnx", "model.onnx.data"], Directory.EnumerateFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        var image = Enumerable.Range(0, 4 * 6 * 6).Select(i => MathF.Sin(i)).ToArray();
        using var one = new OnnxSession(path);
        using var other = new OnnxSession(inside);
        Assert.Equal(other.Run(image, 1, 4, 6, 6)[0].Values, one.Run(image, 1, 4, 6, 6)[0].Values);
    }

    [Fact]
    public async Task One_session_serves_many_threads()
    {
        using var session = new OnnxSession(Save(new()), new() { Threads = 1 });
        var expected = Enumerable.Range(0, 8).Select(i => session.Run(Image(i), 1, 4, 6, 6)[0].Values).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            for (var k = 0; k < 20; k++) Assert.Equal(expected[i], session.Run(Image(i), 1, 4, 6, 6)[0].Values);
        })));

        static float[] Image(int seed) => [.. Enumerable.Range(0, 4 * 6 * 6).Select(i => MathF.Sin(i * (seed + 1)))];
    }

    [Fact]
    public void An_input_and_an_output_of_one_name_are_told()
    {
        using var module = new SameNames();
        Assert.Equal(
            "an input and an output are both called \"map\", and a file of ONNX tells tensors apart by their names; rename one of them in the specification",
            Assert.Throws<OnnxException>(() => OnnxModel.Of(SameNames.Info.Model.Specification!(), StateValues.Of(module))).Message);
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Assert.Equal("none.onnx: no such file", Assert.Throws<OnnxException>(() => new OnnxSession("none.onnx")).Message);
        Assert.Equal($"{_folder}: is a folder, not an ONNX file", Assert.Throws<OnnxException>(() => new OnnxSession(_folder)).Message);
        var path = Save(new());
        Assert.StartsWith(
            "the ONNX Runtime of this program has no execution provider 'cuda'; it has cpu. Reference the native package that holds it",
            Assert.Throws<OnnxException>(() => new OnnxSession(path, new() { Provider = "cuda" })).Message);
        Assert.Equal(
            "unknown execution provider 'tpu': cpu, cuda, tensorrt, dml, coreml, openvino", Assert.Throws<OnnxException>(() => new OnnxSession(path, new() { Provider = "tpu" })).Message);
        Assert.Equal("-1 threads cannot compute: give at least 1, or 0 for one per physical core", Assert.Throws<OnnxException>(() => new OnnxSession(path, new() { Threads = -1 })).Message);
        using (var session = new OnnxSession(path))
        {
            Assert.Equal("the model takes image [-1, 4, 6, 6], not [1, 3, 6, 6]", Assert.Throws<OnnxException>(() => { session.Run(new float[108], 1, 3, 6, 6); }).Message);
            Assert.Equal("a tensor [1, 4, 6, 6] has 144 elements, not 1", Assert.Throws<OnnxException>(() => { session.Run(new float[1], 1, 4, 6, 6); }).Message);
        }
        File.WriteAllText(path, "no model");
        Assert.StartsWith($"{path}: ONNX Runtime cannot open it: ", Assert.Throws<OnnxException>(() => new OnnxSession(path)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_disposed_during_a_call_is_freed_behind_it(bool binding)
    {
        var path = Save(new());
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var session = new OnnxSession(path, new() { Threads = 1 });
            List<OnnxBinding> bindings = [.. Enumerable.Range(0, 2).Select(_ => session.Bind(1, 4, 6, 6))];
            using var begun = new SemaphoreSlim(0);
            var calls = bindings.Select(bound => Task.Run(() =>
            {
                begun.Release();
                try
                {
                    while (true)
                    {
                        bound.Run();
                        session.Run(new float[144], 1, 4, 6, 6);
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            })).ToList();
            foreach (var _ in calls) await begun.WaitAsync();
            if (binding) bindings.ForEach(b => b.Dispose());
            session.Dispose();
            await Task.WhenAll(calls);
            bindings.ForEach(b => b.Dispose());
        }
    }

    [Fact]
    public void What_is_disposed_says_so_when_it_is_used()
    {
        var path = Save(new());
        var session = new OnnxSession(path, new() { Threads = 1 });
        var (first, second) = (session.Bind(1, 4, 6, 6), session.Bind(1, 4, 6, 6));
        first.Dispose();
        Assert.Equal(typeof(OnnxBinding).FullName, Assert.Throws<ObjectDisposedException>(first.Run).ObjectName);
        first.Dispose();
        second.Run();
        session.Dispose();
        Assert.Equal(typeof(OnnxSession).FullName, Assert.Throws<ObjectDisposedException>(second.Run).ObjectName);
        Assert.Throws<ObjectDisposedException>(() => { session.Run(new float[144], 1, 4, 6, 6); });
        Assert.Throws<ObjectDisposedException>(() => { session.Run([OnnxInput.Of<float>(new float[144], 1, 4, 6, 6)]); });
        Assert.Throws<ObjectDisposedException>(() => { session.Bind(1, 4, 6, 6); });
        Assert.Throws<ObjectDisposedException>(() => session.Metadata);
        // What lies in memory of .NET stays, and everything may be disposed again, in any order.
        Assert.Equal("image [-1, 4, 6, 6]", session.Inputs[0].ToString());
        Assert.Equal(4, second.Output(0).Length);
        second.Dispose();
        session.Dispose();
    }

    [Fact]
    public void The_same_model_makes_the_same_bytes()
    {
        using var module = new ScaledClassifier();
        var values = StateValues.Of(module);
        byte[] Write()
        {
            using var stream = new MemoryStream();
            OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), values).Write(stream);
            return stream.ToArray();
        }
        Assert.Equal(Write(), Write());
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing()
    {
        using var module = new ScaledClassifier();
        var model = OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), new Failing(StateValues.Of(module)));
        Assert.Throws<IOException>(() => { model.Save(Path.Combine(_folder, "half.onnx")); });
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_told()
    {
        using var module = new ScaledBlocks();
        var error = Assert.Throws<OnnxException>(() => OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module)));
        Assert.Equal("the weights do not fit the model: 'conv.bias' is missing, and 2 more entries do not fit", error.Message);
    }

    [Theory]
    [InlineData("fc.", "head.again.")]
    [InlineData("fc.")]
    [InlineData("head.again.")]
    public void A_file_may_have_either_name_of_a_layer_or_both(params string[] names)
    {
        using var module = new TwoNames();
        var path = Path.Combine(_folder, "weights.safetensors");
        Weights.SaveTensors(path, module.state_dict().Where(e => names.Any(e.Key.StartsWith)).Select(e => new NamedTensor(e.Key, e.Value)), new Dictionary<string, string>());
        using var weights = WeightFile.Open(path);
        var specification = TwoNames.Info.Model.Specification!();
        var values = StateValues.Of(weights, specification);
        Assert.Equal(module.Fc.bias!.data<float>().ToArray(), values.Read("fc.bias"));
        Assert.NotNull(OnnxModel.Of(specification, values));
    }

    private string Save(OnnxOptions options)
    {
        using var module = new ScaledClassifier();
        TorchSharp.torch.random.manual_seed(3);
        using (TorchSharp.torch.no_grad())
            foreach (var (_, parameter) in module.named_parameters()) parameter.uniform_(-1, 1);
        var path = Path.Combine(_folder, "model.onnx");
        OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module), options).Save(path);
        return path;
    }

    /// <summary>Values whose disk fails after the first.</summary>
    private sealed class Failing(IStateValues values) : IStateValues
    {
        private int reads;

        public IReadOnlyList<long>? ShapeOf(string key) => values.ShapeOf(key);

        public float[] Read(string key) => reads++ == 0 ? values.Read(key) : throw new IOException("the disk is full");
    }
}
