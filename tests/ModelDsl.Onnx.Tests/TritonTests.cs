using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>Model repositories for Triton Inference Server.</summary>
public sealed class TritonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldsl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_repository_holds_the_model_its_configuration_and_its_classes()
    {
        var files = TritonRepository.Write(_folder, "flowers", Model(), new() { MaxBatch = 8, Classes = ["rose", "tulip", "daisy", "lily"] });
        Assert.Equal(["flowers/1/model.onnx", "flowers/labels.txt", "flowers/config.pbtxt"], files.Select(f => Path.GetRelativePath(_folder, f).Replace('\\', '/')));
        Assert.Equal("rose\ntulip\ndaisy\nlily\n", File.ReadAllText(files[1]));
        Assert.Equal(
            """
            name: "flowers"
            backend: "onnxruntime"
            max_batch_size: 8
            input [ { name: "image" data_type: TYPE_FP32 dims: [ 4, 6, 6 ] } ]
            output [ { name: "output" data_type: TYPE_FP32 dims: [ 4 ] label_filename: "labels.txt" } ]
            dynamic_batching { preferred_batch_size: [ 4, 8 ] max_queue_delay_microseconds: 2000 }
            instance_group [ { count: 1 kind: KIND_CPU } ]

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(files[2]));
        using var session = new OnnxSession(files[0]);
        Assert.Equal([2L, 4L], session.Run(new float[2 * 4 * 6 * 6], 2, 4, 6, 6)[0].Shape);
    }

    [Fact]
    public void A_model_of_any_size_takes_images_of_any_size()
    {
        var model = ModelDsl.Models.Models.Find("lvt_backbone")!;
        using var module = model.Create(Runtime.Initialization.Published);
        var configuration = TritonRepository.Configuration("lvt", OnnxModel.Of(model.Specification!(), StateValues.Of(module)), new() { OnGpu = true, MaxBatch = 2 });
        Assert.Contains("input [ { name: \"image\" data_type: TYPE_FP32 dims: [ 3, -1, -1 ] } ]", configuration);
        Assert.Contains("dynamic_batching { max_queue_delay_microseconds: 2000 }", configuration);
        Assert.Contains("KIND_GPU", configuration);
    }

    [Fact]
    public void Tensors_have_their_types_and_one_without_further_axes_is_written_as_one_element()
    {
        var configuration = Configuration(s =>
        {
            var ids = s.Input(ElementType.Int64, "ids", Dim.Batch, 3);
            var isKept = s.Input(ElementType.Bool, "is kept", Dim.Batch, 3);
            return new(("sum", (ids.ToFloat32() * isKept.ToFloat32()).Sum(1) * s.Input("scale", Dim.Batch)));
        });
        Assert.Contains(
            """
            max_batch_size: 32
            input [ { name: "ids" data_type: TYPE_INT64 dims: [ 3 ] } ]
            input [ { name: "is kept" data_type: TYPE_BOOL dims: [ 3 ] } ]
            input [ { name: "scale" data_type: TYPE_FP32 dims: [ 1 ] reshape: { shape: [ ] } } ]
            output [ { name: "sum" data_type: TYPE_FP32 dims: [ 1 ] reshape: { shape: [ ] } } ]
            dynamic_batching {
            """.ReplaceLineEndings("\n"),
            configuration);
    }

    [Fact]
    public void Requests_that_cannot_be_put_together_are_served_one_by_one()
    {
        var two = Configuration(s =>
        {
            var text = s.Input(ElementType.Int64, "tokens", Dim.Symbol("M", minimum: 1), 4).ToFloat32();
            return new(("image_mean", s.Input("image", Dim.Batch, 3, 8, 8).Mean(2, 3)), ("text", text));
        });
        Assert.Contains(
            """
            max_batch_size: 0
            input [ { name: "tokens" data_type: TYPE_INT64 dims: [ -1, 4 ] } ]
            input [ { name: "image" data_type: TYPE_FP32 dims: [ -1, 3, 8, 8 ] } ]
            output [ { name: "image_mean" data_type: TYPE_FP32 dims: [ -1, 3 ] } ]
            output [ { name: "text" data_type: TYPE_FP32 dims: [ -1, 4 ] } ]
            instance_group
            """.ReplaceLineEndings("\n"),
            two);
        Assert.DoesNotContain("dynamic_batching", two);
        // What one sample yields depends on the others.
        var pairs = Configuration(s => s.Input("x", Dim.Batch, 4) is var x ? new(("pairs", x.MatMul(x.Transpose(0, 1))), ("all", x.Sum(0, 1))) : null!);
        Assert.Contains("output [ { name: \"pairs\" data_type: TYPE_FP32 dims: [ -1, -1 ] } ]\noutput [ { name: \"all\" data_type: TYPE_FP32 dims: [ 1 ] reshape: { shape: [ ] } } ]\n", pairs);
        Assert.Contains("max_batch_size: 0\n", pairs);
    }

    [Fact]
    public void What_a_server_cannot_take_is_an_error()
    {
        var batch = Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, "fixed", Model(new() { Batch = 1 }), new()); });
        Assert.Equal("image [1, 4, 6, 6] has no free batch, so the server cannot put images together; export without --batch", batch.Message);
        var names = Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, "named", Model(), new() { Classes = ["one"] }); });
        Assert.Equal("1 names of classes do not fit what the model yields: output [-1, 4]", names.Message);
        var line = Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, "lines", Model(), new() { Classes = ["one", "two\nthree", "four", "five"] }); });
        Assert.Equal("a class is called 'two\\u000athree', and labels.txt has one name on each line", line.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal($"{file} is a file, not a folder", Assert.Throws<IOException>(() => { TritonRepository.Write(file, "named", Model(), new()); }).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../other")]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    public void A_name_that_is_no_folder_of_the_repository_is_refused(string name)
    {
        Assert.EndsWith("cannot be the name of a model: it is a folder of the repository", Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, name, Model(), new()); }).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static string Configuration(Func<Scope, Features> define) => TritonRepository.Configuration("small", OnnxModel.Of(Specification.Of(define), new NoValues()), new());

    /// <summary>What a model without weights has.</summary>
    private sealed class NoValues : IStateValues
    {
        public IReadOnlyList<long>? ShapeOf(string key) => null;

        public float[] Read(string key) => throw new InvalidOperationException(key);
    }

    private static OnnxModel Model(OnnxOptions? options = null)
    {
        // Its weights are read when the file is written.
        var module = new ScaledClassifier();
        return OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module), options);
    }
}
