using System.Text;
using TorchSharp;

namespace ModelDsl.Runtime.Tests.Weights;

public sealed class WeightsTests : IDisposable
{
    private const string Keys = "weight bias scale count again.bias";

    private readonly Scratch scratch = new();
    private readonly TinyModule module = new();

    public void Dispose()
    {
        module.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void What_is_saved_loads_into_another_module()
    {
        var path = scratch.Path("w.safetensors");
        module.count.fill_(7);
        Runtime.Weights.Save(module, path);
        using var other = new TinyModule();
        Assert.NotEqual(module.Values, other.Values);
        Runtime.Weights.Load(other, path);
        Assert.Equal(module.Values, other.Values);
        using var file = WeightFile.Open(path);
        Assert.Equal(Keys.Split(' '), file.Entries.Select(e => e.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        // Wider types first, so that all are aligned.
        Assert.Equal(file.Entries.Min(e => e.Storage.Position), file.Find("count")!.Storage.Position);
    }

    [Fact]
    public void Saving_replaces_a_file_and_leaves_nothing_else()
    {
        var path = scratch.Write("w.safetensors", "old"u8);
        Runtime.Weights.Save(module, path);
        WeightFile.Open(path).Dispose();
        Assert.Equal([path], Directory.GetFiles(scratch.Folder));
    }

    [Fact]
    public void Where_nothing_can_be_written_the_error_names_the_file()
    {
        var path = scratch.Path("none/w.safetensors");
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Save(module, path));
        Assert.Equal($"{path}: cannot be written: {scratch.Path("none")}: no such folder; make it first", e.Message);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    public void Floats_take_the_modules_type(string type)
    {
        Runtime.Weights.Load(module, Write(e => e with { Type = e.Name == "count" ? e.Type : type }));
        Assert.Equal(torch.ScalarType.Float32, module.weight.dtype);
        Assert.All(module.weight.data<float>().ToArray(), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void A_tensor_with_two_keys_may_come_under_either()
    {
        Runtime.Weights.Load(module, Write(e => e.Name == "bias" ? null : e));
        Assert.Equal([0f, 0f], module.bias.data<float>().ToArray());
        using var other = new TinyModule();
        Runtime.Weights.Load(other, Write(e => e.Name == "again.bias" ? null : e));
        Assert.Equal([0f, 0f], other.bias.data<float>().ToArray());
    }

    [Fact]
    public void A_missing_key_changes_nothing() => Refuses(
        Write(e => e.Name is "weight" or "scale" ? null : e),
        "not weights of this model (nothing was loaded): of 5 entries in the model and 3 in the file, 2 missing from the file: weight, scale");

    [Fact]
    public void Both_keys_of_one_tensor_missing_are_missing() => Refuses(
        Write(e => e.Name.EndsWith("bias", StringComparison.Ordinal) ? null : e),
        "not weights of this model (nothing was loaded): of 5 entries in the model and 3 in the file, 2 missing from the file: bias, again.bias");

    [Fact]
    public void An_unknown_key_changes_nothing() => Refuses(
        Write(e => e, new Entry("head.weight", "F32", [1])),
        "not weights of this model (nothing was loaded): of 5 entries in the model and 6 in the file, 1 unknown to the model: head.weight; to load the rest give --leave-out head. (in code Adapters = [new LeftOut(\"head.\")])");

    [Fact]
    public void Another_shape_changes_nothing_and_both_are_told() => Refuses(
        Write(e => e.Name == "weight" ? e with { Shape = [3, 2] } : e),
        "not weights of this model (nothing was loaded): of 5 entries in the model and 5 in the file, 1 of another shape: weight (file [3, 2], model [2, 3])");

    [Fact]
    public void Floats_are_no_counts() => Refuses(
        Write(e => e.Name == "count" ? e with { Type = "F32" } : e),
        "not weights of this model (nothing was loaded): of 5 entries in the model and 5 in the file, 1 of another type: count (file F32, model I64)");

    [Fact]
    public void Long_lists_are_cut() => Refuses(
        Write(e => e with { Name = "other." + e.Name }),
        "not weights of this model (nothing was loaded): of 5 entries in the model and 5 in the file, 5 missing from the file: weight, bias, scale, …; 5 unknown to the model: other.weight, other.bias, other.scale, …; every key of the file begins with 'other.', and 5 fit without it: give --under other. (in code Under = \"other.\")");

    private sealed record Entry(string Name, string Type, long[] Shape);

    /// <summary>Writes the tiny module's file, all zeros, with changed entries; null leaves one out.</summary>
    private string Write(Func<Entry, Entry?> change, params Entry[] more)
    {
        Entry[] entries = [new("weight", "F32", [2, 3]), new("bias", "F32", [2]), new("scale", "F32", [2]), new("count", "I64", []), new("again.bias", "F32", [2])];
        var header = new StringBuilder("{");
        var position = 0L;
        foreach (var entry in entries.Select(change).OfType<Entry>().Concat(more))
        {
            var size = entry.Type switch { "F64" or "I64" => 8, "F32" => 4, _ => 2 };
            var end = position + entry.Shape.Aggregate((long)size, (product, n) => product * n);
            header.Append(header.Length > 1 ? "," : "").Append($$"""
                "{{entry.Name}}":{"dtype":"{{entry.Type}}","shape":[{{string.Join(",", entry.Shape)}}],"data_offsets":[{{position}},{{end}}]}
                """);
            position = end;
        }
        return scratch.Write("changed", Safetensors.File(header.Append('}').ToString(), new byte[position]));
    }

    private void Refuses(string path, string reason)
    {
        var before = module.Values;
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module, path));
        Assert.Equal($"{path}: {reason}", e.Message);
        Assert.Equal(before, module.Values);
    }
}
