using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>New weights come from libtorch's one source of random numbers, so no other test may draw meanwhile.</summary>
[CollectionDefinition(nameof(AdapterTests), DisableParallelization = true)]
[Collection(nameof(AdapterTests))]
public sealed class AdapterTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Another_number_of_classes_starts_a_new_head()
    {
        using var old = new Net(classes: 3);
        using var net = new Net(classes: 5);
        using (no_grad()) net.head.weight!.fill_(9);
        Assert.Contains("2 of another shape: head.weight (file [3, 6], model [5, 6]), head.bias", Refused(net, old));
        manual_seed(1);
        var report = Load(net, old, new NewHead("head"));
        Assert.Equal(["head.weight: a new head: 3 classes in the file, 5 here", "head.bias: a new head: 3 classes in the file, 5 here"], report.Adapted.Select(a => $"{a.Name}: {a.Note}"));
        Assert.Equal(old.stem.weight!.data<float>().ToArray(), net.stem.weight!.data<float>().ToArray());
        Assert.Equal(new float[5], net.head.bias!.data<float>().ToArray());
        var weights = net.head.weight!.data<float>().ToArray();
        Assert.Equal(weights.Length, weights.Distinct().Count());
        Assert.All(weights, w => Assert.InRange(Math.Abs(w), 0, 0.1f));
        manual_seed(1);
        Load(net, old, new NewHead("head"));
        Assert.Equal(weights, net.head.weight!.data<float>().ToArray());
    }

    [Fact]
    public void A_head_that_fits_is_loaded_and_one_of_other_features_refused()
    {
        using var old = new Net(classes: 3);
        using var net = new Net(classes: 3);
        Assert.Empty(Load(net, old, new NewHead("head")).Adapted);
        Assert.Equal(old.head.weight!.data<float>().ToArray(), net.head.weight!.data<float>().ToArray());
        using var wide = new Net(classes: 3, features: 7);
        Assert.Contains("head.weight (file [3, 6], model [3, 7])", Refused(wide, old, new NewHead("head")));
    }

    [Fact]
    public void One_channel_is_the_sum_of_three()
    {
        using var old = new Net();
        using var net = new Net(channels: 1);
        Load(net, old, new InputChannels("stem.weight"));
        using var expected = old.stem.weight!.sum(1, keepdim: true);
        Assert.Equal(expected.data<float>().ToArray(), net.stem.weight!.data<float>().ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void Other_channels_repeat_the_three_and_keep_the_scale(int channels)
    {
        using var old = new Net();
        using var net = new Net(channels: channels);
        Load(net, old, new InputChannels("stem.weight"));
        for (var c = 0; c < channels; c++)
        {
            using var own = net.stem.weight!.select(1, c);
            using var from = old.stem.weight!.select(1, c % 3);
            using var scale = (3.0 / channels).ToScalar();
            using var expected = from.mul(scale);
            Assert.Equal(expected.data<float>().ToArray(), own.data<float>().ToArray());
        }
    }

    [Fact]
    public void Channels_that_are_not_three_are_not_spread()
    {
        using var old = new Net(channels: 4);
        using var net = new Net(channels: 5);
        Assert.Contains("stem.weight (file [2, 4, 3, 3], model [2, 5, 3, 3])", Refused(net, old, new InputChannels("stem.weight")));
    }

    [Fact]
    public void Tables_of_another_window_are_left_out_and_keep_the_modules_values()
    {
        using var old = new Net(window: 7);
        using var net = new Net(window: 12);
        Assert.Contains("1 of another shape: relative_coords_table (file [7], model [12])", Refused(net, old));
        var report = Load(net, old, DerivedTables.RelativePositions);
        Assert.Equal("relative_coords_table", Assert.Single(report.Adapted).Name);
        Assert.DoesNotContain("relative_coords_table", report.Loaded);
        Assert.Equal(Enumerable.Repeat(12f, 12), net.table.data<float>().ToArray());
        Assert.Contains("head.weight", Refused(net, new Net(classes: 5, window: 7), DerivedTables.RelativePositions));
    }

    private LoadReport Load(Net net, Net from, params WeightAdapter[] adapters)
    {
        Runtime.Weights.Save(from, scratch.Path("from.safetensors"));
        return Runtime.Weights.Load(net, scratch.Path("from.safetensors"), new WeightsOptions { Adapters = adapters });
    }

    private string Refused(Net net, Net from, params WeightAdapter[] adapters) => Assert.Throws<WeightsException>(() => Load(net, from, adapters)).Message;

    private sealed class Net : nn.Module
    {
        public readonly Conv2d stem;
        public readonly Linear head;
        public readonly Tensor table;

        public Net(int channels = 3, int classes = 3, int features = 6, int window = 7) : base(nameof(Net))
        {
            stem = nn.Conv2d(channels, 2, 3);
            head = nn.Linear(features, classes);
            table = full([window], window, dtype: ScalarType.Float32);
            register_module("stem", stem);
            register_module("head", head);
            register_buffer("relative_coords_table", table);
        }
    }
}
