using System.Text.Json;
using TorchSharp;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>Files that torch.save wrote (Fixtures/Weights/make.py).</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TinyModule module = new();

    public void Dispose() => module.Dispose();

    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Weights", name);

    [Theory]
    [InlineData("dtypes.safetensors", null, WeightFormat.Safetensors)]
    [InlineData("dtypes.dat", null, WeightFormat.TorchSharp)]
    [InlineData("dtypes.pt", null)]
    [InlineData("protocol4.pt", null)]
    [InlineData("protocol5.pt", null)]
    [InlineData("views.pth", null)]
    [InlineData("plain.pth", null)]
    [InlineData("training.pth.tar", "state_dict")]
    [InlineData("model.pth", "model")]
    public void Every_tensor_has_the_values_that_PyTorch_sees(string name, string? mapping, WeightFormat format = WeightFormat.PyTorch)
    {
        using var expected = JsonDocument.Parse(System.IO.File.ReadAllText(File("expected.json")));
        var tensors = expected.RootElement.GetProperty(name);
        using var file = WeightFile.Open(File(name));
        Assert.Equal(format, file.Format);
        Assert.Equal(mapping, file.Mapping);
        Assert.Equal(tensors.EnumerateObject().Select(t => t.Name), file.Entries.Select(e => e.Name));
        foreach (var tensor in tensors.EnumerateObject())
        {
            using var value = file.Read(tensor.Name);
            using var wide = value.to(torch.ScalarType.Float64);
            Assert.Equal(tensor.Value.GetProperty("dtype").GetString(), TypeName(value.dtype));
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), value.shape);
            Assert.True(value.is_contiguous());
            // TorchSharp cannot copy values out of a tensor that has none.
            Assert.Equal(tensor.Value.GetProperty("values").EnumerateArray().Select(n => n.GetDouble()), wide.numel() == 0 ? [] : wide.data<double>().ToArray());
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(200)]
    public void Views_come_out_the_same_however_small_the_windows_are(int window)
    {
        var content = System.IO.File.ReadAllBytes(File("views.pth"));
        using var source = new MemoryBytes(content);
        using var file = WeightFile.Open(File("views.pth"));
        var reader = new ValueReader(source, "views.pth", window);
        foreach (var entry in file.Entries)
        {
            using var expected = file.Read(entry.Name);
            // Another type than the file's: everything goes through windows.
            using var value = torch.empty(expected.shape, dtype: torch.ScalarType.Float64);
            reader.Read(entry, value);
            using var wide = expected.to(torch.ScalarType.Float64);
            Assert.Equal(wide.data<double>().ToArray(), value.data<double>().ToArray());
        }
    }

    [Fact]
    public void A_view_that_overlaps_itself_is_read_where_a_window_holds_it_and_refused_elsewhere()
    {
        var content = HostileArchives.Checkpoint(PickleText.Begin().Raw("}").Text("w").Tensor([4, 3], [1, 1]).Raw("s").Stop());
        using var file = WeightFile.Open(new MemoryBytes(content), "w.pth");
        using var value = file.Read("w");
        Assert.Equal([0f, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5], value.data<float>().ToArray());
        using var source = new MemoryBytes(content);
        var e = Assert.Throws<WeightsException>(() => new ValueReader(source, "w.pth", 16).Read(file.Entries[0], value.to(torch.ScalarType.Float64)));
        Assert.Contains("whose values overlap in the file", e.Message);
    }

    [Fact]
    public void A_training_checkpoint_loads_with_its_wrapper_removed()
    {
        var report = Runtime.Weights.Load(module, File("training.pth.tar"));
        using var plain = new TinyModule();
        Runtime.Weights.Load(plain, File("plain.pth"));
        Assert.Equal(plain.Values, module.Values);
        Assert.Equal(1, module.count.item<long>());
        Assert.Equal("state_dict", report.Mapping);
        Assert.Equal("module.", report.RemovedPrefix);
        Assert.Equal(module.state_dict().Keys, report.Loaded);
    }

    [Fact]
    public void Another_mapping_is_chosen_by_name()
    {
        Runtime.Weights.Load(module, File("training.pth.tar"), new WeightsOptions { Mapping = "state_dict_ema" });
        Assert.Equal(2, module.count.item<long>());
        Runtime.Weights.Load(module, File("model.pth"));
        Assert.Equal(3, module.count.item<long>());
        var e = Assert.Throws<WeightsException>(() => WeightFile.Open(File("training.pth.tar"), "teacher"));
        Assert.Contains("the checkpoint has no mapping 'teacher'", e.Message);
        Assert.Contains("it has weights under 'state_dict', 'state_dict_ema'", e.Message);
    }

    [Theory]
    [InlineData("legacy.pth", "a checkpoint in PyTorch's format from before 1.6")]
    [InlineData("script.pt", "a TorchScript archive, which holds a program")]
    [InlineData("module.pth", "a whole pickled object of torch.nn.modules.linear.Linear, which only its own program can load")]
    public void What_is_no_state_dict_is_refused_by_name(string name, string reason)
    {
        var e = Assert.Throws<WeightsException>(() => WeightFile.Open(File(name)));
        Assert.StartsWith(File(name), e.Message);
        Assert.Contains(reason, e.Message);
        Assert.NotNull(e.Remedy);
    }

    private static string TypeName(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => "uint8",
        _ => type.ToString().ToLowerInvariant(),
    };
}
