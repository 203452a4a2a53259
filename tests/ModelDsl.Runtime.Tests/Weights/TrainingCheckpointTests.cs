using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>Checkpoints with what training scripts keep beside the weights: described, never run.</summary>
public sealed class TrainingCheckpointTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("history.pth")]
    [InlineData("history-4.pth")]
    public void Weights_among_objects_of_any_class_are_read_and_the_rest_described(string name)
    {
        using var file = WeightFile.Open(CheckpointTests.File(name));
        Assert.Equal("state/network/weights", file.Mapping);
        Assert.Equal(["weight", "bias", "scale", "count", "again.bias"], file.Entries.Select(e => e.Name));
        using var module = new TinyModule();
        Runtime.Weights.Load(module, CheckpointTests.File(name));
        Assert.Equal(5, module.count.item<long>());

        Assert.Equal("7", file.Metadata["epoch"]);
        Assert.Equal("argparse.Namespace(lr=0.1, output_dir=runs/a, data=photos, nested=argparse.Namespace(deep=True))", file.Metadata["args"]);
        Assert.Equal("collections.defaultdict({'loss': [1.5, 0.5]})", file.Metadata["history"]);
        Assert.Equal("collections.Counter({'cat': 3})", file.Metadata["counts"]);
        Assert.Equal("project.training.Config(depth=[2, 2], name='tiny')", file.Metadata["config"]);
        Assert.EndsWith("project.training.Mode.FAST", file.Metadata["mode"].Replace("(1)", ".FAST", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("project.training.Meter(values=[0.5, 0.25], best=0.75)", file.Metadata["meter"]);
        Assert.Equal("project.training.Losses([0.1, 0.2])", file.Metadata["losses"]);
        Assert.Equal("an array [3] of f8", file.Metadata["mean"]);
        Assert.Equal("an array [2] of U3", file.Metadata["names"]);
        Assert.Equal(("0.5", "12"), (file.Metadata["best"], file.Metadata["seen"]));
        Assert.Equal("torch.Size((1, 2))", file.Metadata["size"]);
        Assert.Equal("a tensor [8] of U8", file.Metadata["rng_state"]);
        Assert.StartsWith("functools.partial(torch.nn.modules.normalization.LayerNorm", file.Metadata["norm"], StringComparison.Ordinal);
        Assert.Equal("torch.nn.functional.relu", file.Metadata["activation"]);
        Assert.StartsWith("re._compile('a+'", file.Metadata["pattern"], StringComparison.Ordinal);
        Assert.False(file.Metadata.ContainsKey("state"));
        Assert.All(file.Metadata.Values, text => Assert.DoesNotContain(text, char.IsControl));
    }

    [Theory]
    [InlineData("net", "net")]
    [InlineData("module", "module")]
    [InlineData("checkpoint/model", "checkpoint/model")]
    [InlineData("outer/state_dict", "outer/state_dict")]
    [InlineData("model/state_dict", "model/state_dict")]
    public void The_only_state_dict_is_taken_wherever_it_lies(string path, string mapping)
    {
        using var file = Open(Nested(path));
        Assert.Equal(mapping, file.Mapping);
        Assert.Equal("w", file.Entries.Single().Name);
    }

    [Fact]
    public void Constants_and_paths_of_settings_are_described()
    {
        using var file = Open(Dict(
            ("w", p => p.Tensor([2], [1])),
            ("path", p => p.Global("pathlib", "PosixPath").Text("/").Text("data").Raw(0x86).Raw("R")),
            ("root", p => p.Global("pathlib", "PosixPath").Text("/").Raw(0x85).Raw("R")),
            ("index", p => p.Global("__builtin__", "Ellipsis")),
            ("type", p => p.Global("torch", "float8_e4m3fn")),
            ("layout", p => p.Global("torch.serialization", "_get_layout").Text("torch.strided").Raw(0x85).Raw("R"))));
        Assert.Equal(
            ["/data", "/", "__builtin__.Ellipsis", "torch.float8_e4m3fn", "torch.serialization._get_layout('torch.strided')"],
            new[] { "path", "root", "index", "type", "layout" }.Select(name => file.Metadata[name]));
    }

    [Fact]
    public void Values_beside_the_tensors_of_a_state_dict_are_described()
    {
        using var file = Open(Dict(("epoch", p => p.Int(3)), ("w", p => p.Tensor([2], [1])), ("history", p => p.Raw("]"))));
        Assert.Null(file.Mapping);
        Assert.Equal("w", file.Entries.Single().Name);
        Assert.Equal(("3", "[]"), (file.Metadata["epoch"], file.Metadata["history"]));
    }

    [Fact]
    public void Of_several_the_usual_name_counts_and_others_are_named()
    {
        using (var file = Open(Dict(("ema", Weights("e")), ("model", Weights("m")), ("teacher", Weights("t"))))) Assert.Equal("m", file.Entries.Single().Name);
        var content = Dict(("generator", Weights("g")), ("discriminator", Weights("d")), ("deep", p => Dict(p, ("critic", Weights("c")))));
        var e = Assert.Throws<WeightsException>(() => Open(content));
        Assert.Contains("holds 3 state_dicts, none of them under a usual name", e.Message);
        Assert.Contains("'generator', 'discriminator', 'deep/critic': choose one with --mapping", e.Message);
        foreach (var (wish, key) in new[] { ("discriminator", "d"), ("deep/critic", "c"), ("deep.critic", "c") })
        {
            using var file = Open(content, wish);
            Assert.Equal(key, file.Entries.Single().Name);
        }
        Assert.Contains("no mapping 'deep/none'", Assert.Throws<WeightsException>(() => Open(content, "deep/none")).Message);
    }

    [Fact]
    public void Containers_that_hold_each_other_many_times_are_looked_at_once()
    {
        // Each level holds the one below under 50 names: 50⁵ paths.
        var pickle = PickleText.Begin().Raw("}q\0");
        for (byte level = 0; level < 5; level++)
        {
            pickle.Raw("}q").Raw((byte)(level + 1));
            for (var i = 0; i < 50; i++) pickle.Text($"k{i}").Raw("h").Raw(level).Raw("s");
        }
        // Only the last stays on the stack: a tuple takes the others away.
        var content = HostileArchives.Checkpoint(PickleText.Begin().Raw(pickle.Cut()[2..]).Raw("0").Stop());
        Assert.Throws<WeightsException>(() => Open(content));
        var nested = PickleText.Begin().Raw("}q\0").Text("a").Raw("}q\u0001");
        for (var i = 0; i < 50; i++) nested.Text($"k{i}").Raw("}q").Raw((byte)(i + 2)).Text("up").Raw("h\0s").Raw("s");
        var e = Assert.Throws<WeightsException>(() => Open(HostileArchives.Checkpoint(nested.Raw("s").Stop())));
        Assert.Contains("holds other things than tensors", e.Message);
    }

    [Fact]
    public void Counts_of_batches_that_a_file_lacks_start_at_0_where_the_norm_is_there()
    {
        using var net = new Norms();
        using (no_grad()) net.first.num_batches_tracked!.fill_(3);
        Runtime.Weights.SaveTensors(scratch.Path("old.safetensors"), Without(net, "num_batches_tracked"), new Dictionary<string, string>());
        var report = Runtime.Weights.Load(net, scratch.Path("old.safetensors"));
        Assert.Equal(["first.num_batches_tracked", "second.num_batches_tracked"], report.Adapted.Select(a => a.Name));
        Assert.Equal(0, net.first.num_batches_tracked!.item<long>());
        Runtime.Weights.SaveTensors(scratch.Path("none.safetensors"), Without(net, "second."), new Dictionary<string, string>());
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(net, scratch.Path("none.safetensors")));
        Assert.Contains("5 missing from the file: second.weight", e.Message);
    }

    private static IEnumerable<NamedTensor> Without(nn.Module module, string part) =>
        StateLayout.Of(module).Where(s => !s.Key.Contains(part, StringComparison.Ordinal)).Select(s => new NamedTensor(s.Key, s.Tensor!));

    private WeightFile Open(byte[] content, string? mapping = null) => WeightFile.Open(scratch.Write("checkpoint.pth", content), mapping);

    private static Func<PickleText, PickleText> Weights(string key) => p => Dict(p, (key, t => t.Tensor([2], [1])));

    private static byte[] Nested(string path)
    {
        var value = Weights("w");
        foreach (var part in path.Split('/').Reverse())
        {
            var inner = value;
            value = p => Dict(p, ("epoch", n => n.Int(3)), (part, inner));
        }
        return HostileArchives.Checkpoint(value(PickleText.Begin()).Stop());
    }

    private static byte[] Dict(params (string Key, Func<PickleText, PickleText> Value)[] items) => HostileArchives.Checkpoint(Dict(PickleText.Begin(), items).Stop());

    private static PickleText Dict(PickleText pickle, params (string Key, Func<PickleText, PickleText> Value)[] items)
    {
        pickle.Raw("}");
        foreach (var (key, value) in items) value(pickle.Text(key)).Raw("s");
        return pickle;
    }

    private sealed class Norms : nn.Module
    {
        public readonly TorchSharp.Modules.BatchNorm first = NewLayer.BatchNorm2d(2, 1e-5, 0.1);
        public readonly TorchSharp.Modules.BatchNorm second = NewLayer.BatchNorm2d(3, 1e-5, 0.1);

        public Norms() : base(nameof(Norms))
        {
            register_module("first", first);
            register_module("second", second);
        }
    }
}
