using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>Exact or nothing, what is removed from keys, and what adapters bridge.</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly TinyModule module = new();

    public void Dispose()
    {
        module.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void A_disk_that_fails_while_values_are_read_leaves_the_module_as_it_was()
    {
        var content = File.ReadAllBytes(CheckpointTests.File("plain.pth"));
        var whole = Reads(content);
        var before = module.Values;
        for (var allowed = 0; allowed < whole; allowed++)
        {
            using var source = new FailingBytes(content, allowed);
            var e = Assert.Throws<WeightsException>(() => LoadFrom(source));
            Assert.Contains("the disk is on fire", e.Message);
            Assert.Equal(before, module.Values);
        }
        using var good = new FailingBytes(content, whole);
        LoadFrom(good);
        Assert.NotEqual(before, module.Values);
    }

    [Fact]
    public void A_value_that_was_altered_leaves_the_module_as_it_was()
    {
        var content = File.ReadAllBytes(CheckpointTests.File("plain.pth"));
        Runtime.Weights.Load(module, CheckpointTests.File("plain.pth"));
        var at = content.AsSpan().IndexOf(module.weight.bytes);
        module.weight.requires_grad = false;
        module.weight.zero_();
        var before = module.Values;
        content[at] ^= 1;
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module, scratch.Write("altered.pth", content)));
        Assert.Contains("the CRC-32 of its bytes is", e.Message);
        Assert.Equal(before, module.Values);
    }

    [Fact]
    public void Parameters_stay_the_same_objects_and_tied_tensors_stay_tied()
    {
        using var weights = new TinyModule();
        Runtime.Weights.Save(weights, scratch.Path("w.safetensors"));
        using var view = module.weight.alias();
        var handle = module.weight.Handle;
        Runtime.Weights.Load(module, scratch.Path("w.safetensors"));
        Assert.Equal(handle, module.weight.Handle);
        Assert.True(module.weight.requires_grad);
        Assert.True(module.weight.is_leaf);
        using (no_grad()) module.bias.fill_(3);
        Assert.Equal([3f, 3f], module.state_dict()["again.bias"].data<float>().ToArray());
    }

    [Fact]
    public void Tensors_of_one_memory_stay_in_it()
    {
        using var tied = new Tied();
        using var other = new Tied();
        using (no_grad()) other.first.fill_(5);
        Runtime.Weights.Save(other, scratch.Path("tied.safetensors"));
        Runtime.Weights.Load(tied, scratch.Path("tied.safetensors"));
        Assert.Equal([5f, 5f, 5f, 5f], tied.first.data<float>().ToArray());
        using (no_grad()) tied.first.fill_(6);
        Assert.Equal([6f, 6f, 6f, 6f], tied.second.data<float>().ToArray());
        Assert.Equal([6f, 6f], tied.part.data<float>().ToArray());
    }

    [Fact]
    public void TorchSharps_own_files_are_read_and_ours_by_it()
    {
        using var other = new TinyModule();
        other.save(scratch.Path("theirs.dat"));
        Assert.Equal(WeightFormat.TorchSharp, Runtime.Weights.Load(module, scratch.Path("theirs.dat")).Format);
        Assert.Equal(other.Values, module.Values);
        using var third = new TinyModule();
        Runtime.Weights.Save(third, scratch.Path("ours.dat"));
        module.load(scratch.Path("ours.dat"));
        Assert.Equal(third.Values, module.Values);
    }

    [Fact]
    public void A_name_that_says_no_format_is_not_written()
    {
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Save(module, scratch.Path("w.pth")));
        Assert.Contains("expected a name that ends in .safetensors or .dat", e.Message);
        Assert.Empty(Directory.GetFiles(scratch.Folder));
    }

    [Theory]
    [InlineData("module.a module.b", "a b", "module.")]
    [InlineData("module._orig_mod.a module._orig_mod.b", "a b", "module._orig_mod.")]
    [InlineData("_orig_mod.encoder.backbone.a", "a", "_orig_mod.encoder.backbone.")]
    [InlineData("model.a model.b", "a b", "model.")]
    [InlineData("module.model.a module.model.b", "a b", "module.model.")]
    [InlineData("model.module._orig_mod.backbone.a", "a", "model.module._orig_mod.backbone.")]
    [InlineData("model.a model.b", "model.a model.b", "")]
    [InlineData("module.a b", "a b", "")]
    [InlineData("backbone.a backbone.b", "backbone.a backbone.b", "")]
    [InlineData("backbone.backbone.a", "backbone.a", "backbone.")]
    [InlineData("module.backbone.a", "backbone.a", "module.")]
    [InlineData("a b", "backbone.a backbone.b", "")]
    [InlineData("backbone.encoder.a", "backbone.a", "")]
    [InlineData("other.a other.b", "a b", "")]
    [InlineData("module.", "a", "")]
    [InlineData("", "a", "")]
    public void Wrappers_are_removed_where_every_key_has_them_and_the_model_none(string file, string model, string removed) =>
        Assert.Equal(removed, KeyPrefixes.ToRemove(file.Split(' ', StringSplitOptions.RemoveEmptyEntries), model.Split(' ')));

    [Theory]
    [InlineData("a._orig_mod.b", "a.b")]
    [InlineData("_orig_mod.a._fsdp_wrapped_module._orig_mod.b._checkpoint_wrapped_module.c", "a.b.c")]
    [InlineData("my_orig_mod.b", "my_orig_mod.b")]
    [InlineData("my_orig_mod._orig_mod.b", "my_orig_mod.b")]
    [InlineData("a.b", "a.b")]
    public void Wrappers_of_parts_are_removed_anywhere(string key, string plain) => Assert.Equal(plain, KeyPrefixes.WithoutInner(key));

    [Fact]
    public void A_file_whose_parts_were_compiled_loads_and_a_prefix_inside_a_wrapper_is_found()
    {
        using var other = new TinyModule();
        var tensors = StateLayout.Of(other).Select(s => new NamedTensor("module.backbone." + s.Key.Replace("again.", "again._orig_mod.", StringComparison.Ordinal), s.Tensor!)).ToList();
        using var neck = zeros(2);
        Runtime.Weights.SaveTensors(scratch.Path("compiled.safetensors"), [.. tensors, new NamedTensor("module.neck.weight", neck)], new Dictionary<string, string>());
        var report = Runtime.Weights.Load(module, scratch.Path("compiled.safetensors"), new WeightsOptions { Under = "backbone." });
        Assert.Equal("module.backbone.", report.RemovedPrefix);
        Assert.Equal(other.Values, module.Values);
    }

    [Fact]
    public void A_folder_and_one_of_several_files_say_what_to_give()
    {
        Directory.CreateDirectory(scratch.Path("saved"));
        scratch.Write("saved/model.safetensors.index.json", "{}"u8);
        scratch.Write("saved/model-00001-of-00002.safetensors", "{}"u8);
        Assert.EndsWith("model.safetensors.index.json", Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module, scratch.Path("saved"))).Message);
        using var weight = zeros(2, 3);
        Runtime.Weights.SaveTensors(scratch.Path("saved/model-00001-of-00002.safetensors"), [new NamedTensor("weight", weight)], new Dictionary<string, string>());
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module, scratch.Path("saved/model-00001-of-00002.safetensors")));
        Assert.Contains("it is file 1 of 2 of a model in several files: give the index beside it", e.Message);
    }

    [Fact]
    public void Keys_under_a_prefix_are_taken_on_request()
    {
        using var detector = new Detector();
        Runtime.Weights.Save(detector, scratch.Path("detector.safetensors"));
        Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module, scratch.Path("detector.safetensors")));
        var report = Runtime.Weights.Load(module, scratch.Path("detector.safetensors"), new WeightsOptions { Under = "net." });
        Assert.Equal("net.", report.RemovedPrefix);
        Assert.Equal(detector.net.Values, module.Values);
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module, scratch.Path("detector.safetensors"), new WeightsOptions { Under = "body." }));
        Assert.Contains("no key begins with 'body.'", e.Message);
    }

    [Fact]
    public void A_partial_load_is_asked_for_and_reports_what_it_left()
    {
        using var other = nn.Linear(3, 2);
        Runtime.Weights.Save(other, scratch.Path("linear.safetensors"));
        var scale = module.scale.data<float>().ToArray();
        var report = Runtime.Weights.LoadPartial(module, scratch.Path("linear.safetensors"));
        Assert.Equal(["weight", "bias", "again.bias"], report.Loaded);
        Assert.Equal(["Missing scale", "Missing count"], report.Mismatches.Select(m => $"{m.Kind} {m.Name}"));
        Assert.Equal(other.weight!.data<float>().ToArray(), module.weight.data<float>().ToArray());
        Assert.Equal(scale, module.scale.data<float>().ToArray());
        using var nothing = nn.BatchNorm2d(3, affine: false);
        Assert.Throws<WeightsException>(() => Runtime.Weights.LoadPartial(nothing, scratch.Path("linear.safetensors")));
    }

    [Fact]
    public void An_explanation_is_asked_for_each_mismatch_and_told()
    {
        using var narrow = nn.Linear(2, 2);
        using var wide = nn.Linear(4, 2);
        Runtime.Weights.Save(wide, scratch.Path("wide.safetensors"));
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(narrow, scratch.Path("wide.safetensors"), new WeightsOptions
        {
            Explain = m => m is { FileShape: [_, var n] } ? $"{n} inputs" : null,
        }));
        Assert.EndsWith("1 of another shape: weight (file [2, 4], model [2, 2]; 4 inputs)", e.Message);
        Assert.Equal("4 inputs", Assert.Single(e.Mismatches).Explanation);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(1000, false)]
    public void Whole_numbers_are_narrowed_where_they_fit(int value, bool fits)
    {
        using var wide = new Counter(ScalarType.Int64, value);
        using var narrow = new Counter(ScalarType.Int8, 1);
        Runtime.Weights.Save(wide, scratch.Path("count.safetensors"));
        if (fits) Runtime.Weights.Load(narrow, scratch.Path("count.safetensors"));
        else Assert.Contains("whole numbers that I8 cannot hold", Assert.Throws<WeightsException>(() => Runtime.Weights.Load(narrow, scratch.Path("count.safetensors"))).Message);
        Assert.Equal(fits ? value : 1, narrow.count.item<sbyte>());
    }

    private void LoadFrom(ByteSource source)
    {
        using var file = WeightFile.Open(source, "burning.pth");
        Runtime.Weights.Load(module, file, new WeightsOptions(), isPartial: false);
    }

    /// <summary>How often a load reads.</summary>
    private static int Reads(byte[] content)
    {
        using var source = new FailingBytes(content, int.MaxValue);
        using var module = new TinyModule();
        using var file = WeightFile.Open(source, "good.pth");
        Runtime.Weights.Load(module, file, new WeightsOptions(), isPartial: false);
        return source.Count;
    }

    private sealed class FailingBytes(byte[] content, int allowed) : ByteSource
    {
        private int count;

        public int Count => count;

        public override long Length => content.Length;

        public override void Read(Span<byte> target, long position)
        {
            if (Interlocked.Increment(ref count) > allowed) throw new IOException("the disk is on fire");
            content.AsSpan((int)position, target.Length).CopyTo(target);
        }
    }

    private sealed class Detector : nn.Module
    {
        public readonly TinyModule net = new();

        public Detector() : base(nameof(Detector))
        {
            register_module("net", net);
            register_buffer("anchors", ones(2));
        }
    }

    private sealed class Counter : nn.Module
    {
        public readonly Tensor count;

        public Counter(ScalarType type, int value) : base(nameof(Counter)) => register_buffer("count", count = full([1], value, dtype: type).reshape());
    }

    /// <summary>Two parameters of one memory, and a buffer that is a part of it.</summary>
    private sealed class Tied : nn.Module
    {
        public readonly Parameter first;
        public readonly Parameter second;
        public readonly Tensor part;

        public Tied() : base(nameof(Tied))
        {
            var memory = ones(4);
            first = new Parameter(memory.alias());
            second = new Parameter(memory.alias());
            part = memory.narrow(0, 2, 2);
            register_parameter("first", first);
            register_parameter("second", second);
            register_buffer("part", part);
        }
    }
}
