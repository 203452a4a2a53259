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
    public void What_a_server_cannot_take_is_an_error()
    {
        var batch = Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, "fixed", Model(new() { Batch = 1 }), new()); });
        Assert.Equal("image [1, 4, 6, 6] has no free batch, so the server cannot put images together; export without --batch", batch.Message);
        var names = Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, "named", Model(), new() { Classes = ["one"] }); });
        Assert.Equal("1 names of classes do not fit what the model yields: output [-1, 4]", names.Message);
        var line = Assert.Throws<OnnxException>(() => { TritonRepository.Write(_folder, "lines", Model(), new() { Classes = ["one", "two\nthree", "four", "five"] }); });
        Assert.Equal("a class is called 'two\\u000athree', and labels.txt has one name on each line", line.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
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

    private static OnnxModel Model(OnnxOptions? options = null)
    {
        // Its weights are read when the file is written.
        var module = new ScaledClassifier();
        return OnnxModel.Of(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module), options);
    }
}
