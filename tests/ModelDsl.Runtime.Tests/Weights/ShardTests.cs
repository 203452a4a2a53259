using TorchSharp;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>A model in several files is read as one, and its index is held to what it says.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly Scratch scratch = new();

    public ShardTests()
    {
        Write("a.safetensors", ("first", [1, 2]), ("second", [3]));
        Write("b.safetensors", ("third", [4, 5, 6]));
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Several_files_are_read_as_one_in_the_order_of_the_index()
    {
        using var file = WeightFile.Open(Index("""{"metadata": {"total_size": 24}, "weight_map": {"third": "b.safetensors", "first": "a.safetensors", "second": "a.safetensors"}}"""));
        Assert.Equal(["third", "first", "second"], file.Entries.Select(e => e.Name));
        Assert.Equal([4f, 5, 6], Values(file, "third"));
        Assert.Equal([1f, 2], Values(file, "first"));
        Assert.Equal([3f], Values(file, "second"));
    }

    [Fact]
    public void Checkpoints_of_PyTorch_in_several_files_are_read_too()
    {
        var pickle = PickleText.Begin().Raw("}").Text("w").Tensor([2, 3], [3, 1]).Raw("s").Stop();
        scratch.Write("one.bin", HostileArchives.Checkpoint(pickle));
        using var file = WeightFile.Open(Index("""{"weight_map": {"third": "b.safetensors", "w": "one.bin"}}"""));
        Assert.Equal([0f, 1, 2, 3, 4, 5], Values(file, "w"));
        Assert.Equal([4f, 5, 6], Values(file, "third"));
    }

    [Theory]
    [InlineData("""{"weight_map": {"third": "c.safetensors"}}""", "names 'c.safetensors', which is not beside it")]
    [InlineData("""{"weight_map": {"third": "b.safetensors", "fourth": "b.safetensors"}}""", "'b.safetensors' lacks 'fourth', which the index says it has")]
    [InlineData("""{"weight_map": {"first": "a.safetensors"}}""", "'a.safetensors' has 'second', which the index does not give to it")]
    [InlineData("""{"weight_map": {"third": "../b.safetensors"}}""", "'../b.safetensors' as the file of 'third'")]
    [InlineData("""{"weight_map": {"third": "/etc/passwd"}}""", "'/etc/passwd' as the file of 'third'")]
    [InlineData("""{"weight_map": {"third": ".."}}""", "'..' as the file of 'third'")]
    [InlineData("""{"weight_map": {"third": 1}}""", "'' as the file of 'third'")]
    [InlineData("""{"weight_map": {"third": "b.safetensors", "third": "b.safetensors"}}""", "the key 'third' occurs twice")]
    [InlineData("""{"weight_map": {}}""", "an index of 0 files")]
    [InlineData("""{"weight_map": []}""", "JSON text without a weight_map")]
    [InlineData("""{"architectures": ["Net"]}""", "JSON text without a weight_map")]
    [InlineData("""{"weight_map": {"third": "b.safetensors"}""", "JSON that is not valid")]
    [InlineData("""{"weight_map": {"third": "model.safetensors.index.json"}}""", "JSON text")]
    public void An_index_that_disagrees_with_its_files_is_refused_by_name(string index, string reason)
    {
        var e = Assert.Throws<WeightsException>(() => WeightFile.Open(Index(index)));
        Assert.Contains(reason, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static float[] Values(WeightFile file, string name)
    {
        using var value = file.Read(name);
        return value.data<float>().ToArray();
    }

    private string Index(string json) => scratch.Write("model.safetensors.index.json", System.Text.Encoding.UTF8.GetBytes(json));

    private void Write(string name, params (string Key, float[] Values)[] tensors) => Runtime.Weights.SaveTensors(
        scratch.Path(name), tensors.Select(t => new NamedTensor(t.Key, torch.tensor(t.Values))), new Dictionary<string, string>());
}
