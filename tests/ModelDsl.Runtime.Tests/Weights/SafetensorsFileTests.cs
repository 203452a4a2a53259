using TorchSharp;

namespace ModelDsl.Runtime.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Reads_entries_metadata_and_values()
    {
        // The data need not lie in the header's order, spaces may follow the header, and a single value has no sizes.
        const string header = """
            {"__metadata__":{"format":"pt","note":"a"},
             "b":{"dtype":"F32","shape":[],"data_offsets":[8,12]},
             "a":{"dtype":"I32","shape":[1,2],"data_offsets":[0,8]},
             "none":{"dtype":"F32","shape":[0,5],"data_offsets":[12,12]}}   
            """;
        var path = scratch.Write("good", Safetensors.File(header, [1, 0, 0, 0, 255, 255, 255, 255, .. Safetensors.Bytes(2.5f)]));
        using var file = WeightFile.Open(path);
        Assert.Equal(["b", "a", "none"], file.Entries.Select(e => e.Name));
        Assert.Equal("a", file.Metadata["note"]);
        using var a = file.Read("a");
        using var b = file.Read("b");
        using var none = file.Read("none");
        Assert.Equal([1, -1], a.data<int>().ToArray());
        Assert.Equal([1, 2], a.shape);
        Assert.Empty(b.shape);
        Assert.Equal(2.5f, b.item<float>());
        Assert.Equal([0, 5], none.shape);
        Assert.Null(file.Find("c"));
    }

    [Theory]
    [InlineData("F64", torch.ScalarType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5)]
    [InlineData("F32", torch.ScalarType.Float32, new byte[] { 0, 0, 0xC0, 0x3F }, 1.5)]
    [InlineData("F16", torch.ScalarType.Float16, new byte[] { 0, 0x3E }, 1.5)]
    [InlineData("BF16", torch.ScalarType.BFloat16, new byte[] { 0xC0, 0x3F }, 1.5)]
    [InlineData("I64", torch.ScalarType.Int64, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2.0)]
    [InlineData("I32", torch.ScalarType.Int32, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2.0)]
    [InlineData("I16", torch.ScalarType.Int16, new byte[] { 0xFE, 0xFF }, -2.0)]
    [InlineData("I8", torch.ScalarType.Int8, new byte[] { 0xFE }, -2.0)]
    [InlineData("U8", torch.ScalarType.Byte, new byte[] { 0xFE }, 254.0)]
    [InlineData("BOOL", torch.ScalarType.Bool, new byte[] { 1 }, 1.0)]
    public void Reads_each_element_type(string type, torch.ScalarType expected, byte[] data, double value)
    {
        var header = $$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{data.Length}}}]}}""";
        using var file = WeightFile.Open(scratch.Write("x", Safetensors.File(header, data)));
        using var x = file.Read("x");
        using var wide = x.to(torch.ScalarType.Float64);
        Assert.Equal(expected, x.dtype);
        Assert.Equal(value, wide.data<double>().ToArray()[0]);
    }

    [Fact]
    public void A_type_that_torch_lacks_is_listed_and_refused_on_reading()
    {
        var path = scratch.Write("x", Safetensors.File("""{"x":{"dtype":"U64","shape":[],"data_offsets":[0,8]}}""", new byte[8]));
        using var file = WeightFile.Open(path);
        Assert.Equal(ElementType.U64, file.Entries[0].Type);
        Assert.StartsWith($"{path}: 'x' holds U64 values, which cannot be loaded", Assert.Throws<WeightsException>(() => file.Read("x")).Message);
    }

    public static TheoryData<string, string, int> Hostile => new()
    {
        { "[]", "not a weight file", 0 },
        { " {}", "not a weight file", 0 },
        { "{", "not valid JSON", 0 },
        { "{} x", "not valid JSON", 0 },
        { "{}{}", "not valid JSON", 0 },
        { """{"a":1}""", "'a' is not an object", 0 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "the key 'a' occurs twice", 8 },
        { """{"__metadata__":{"k":1}}""", "the metadata 'k' is not a string", 0 },
        { """{"__metadata__":{"k":"1","k":"2"}}""", "the metadata 'k' occurs twice", 0 },
        { """{"__metadata__":{},"__metadata__":{}}""", "the key '__metadata__' occurs twice", 0 },
        { """{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype 'F33'", 4 },
        { """{"a":{"dtype":"Bool","shape":[1],"data_offsets":[0,1]}}""", "unknown dtype 'Bool'", 1 },
        { """{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", "the dtype of 'a' is not a string", 4 },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "something other than a natural number", 4 },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "something other than a natural number", 4 },
        { """{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""", "something other than a natural number", 4 },
        { """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "something other than a natural number", 4 },
        { """{"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}""", "the shape of 'a' is not an array", 4 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "lacks a dtype, a shape or two data_offsets", 4 },
        { """{"a":{"dtype":"F32","shape":[1]}}""", "lacks a dtype, a shape or two data_offsets", 4 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", "unknown or repeated field 'x'", 4 },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "unknown or repeated field 'dtype'", 4 },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "does not take the 4 bytes", 4 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "does not take the -4 bytes", 4 },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "does not take the 0 bytes", 0 },
        { """{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", "does not take the 4 bytes", 4 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "a hole or an overlap", 12 },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "a hole or an overlap", 8 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "a hole or an overlap", 8 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "describes 4 bytes of data, and the file holds 5", 5 },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the file is truncated: its header describes 4 bytes of data, 3 are there", 3 },
        { new string('[', 200), "not a weight file", 0 },
        { "{\"a\":" + new string('[', 200), "'a' is not an object", 0 },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_the_format_forbids_is_refused_in_one_line(string header, string reason, int dataLength) =>
        Fails(Safetensors.File(header, new byte[dataLength]), reason);

    [Fact]
    public void Text_that_is_not_UTF8_is_refused() =>
        Fails(Safetensors.File([.. "{\""u8, 0xFF, .. "\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}"u8], new byte[4]), "valid");

    [Theory]
    [InlineData(new byte[] { }, "the file is empty")]
    [InlineData(new byte[] { 1, 2, 3 }, "not a weight file; expected safetensors, PyTorch's zip format (.pt, .pth, .pth.tar) or TorchSharp's .dat")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0 }, "not a weight file; expected safetensors, PyTorch's zip format (.pt, .pth, .pth.tar) or TorchSharp's .dat")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "the file is truncated: its header takes 3 bytes, 2 are there")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80, (byte)'{', (byte)'}' }, "a header of 9223372036854775808 bytes is more than the format allows")]
    [InlineData(new byte[] { 0, 0xE1, 0xF5, 0x06, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "a header of 116777216 bytes is more than the format allows")]
    public void Other_files_are_refused(byte[] content, string reason) => Fails(content, reason);

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        Assert.Equal($"{scratch.Path("none")}: no such file", Assert.Throws<WeightsException>(() => WeightFile.Open(scratch.Path("none"))).Message);
        Assert.Equal($"{scratch.Folder}: is a folder, not a weight file", Assert.Throws<WeightsException>(() => WeightFile.Open(scratch.Folder)).Message);
    }

    [Fact]
    public void Damage_anywhere_is_a_file_or_one_clear_error()
    {
        var good = Safetensors.File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}""", new byte[9]);
        var random = new Random(1);
        for (var trial = 0; trial < 3000; trial++)
        {
            var damaged = (byte[])good.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                WeightFile.Open(scratch.Write("x", damaged)).Dispose();
            }
            catch (WeightsException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    private void Fails(byte[] content, string reason)
    {
        var path = scratch.Write("bad", content);
        var e = Assert.Throws<WeightsException>(() => WeightFile.Open(path));
        Assert.StartsWith(path + ": ", e.Message);
        Assert.Contains(reason, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }
}
