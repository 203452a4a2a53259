using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>A file that does not fit is reported with what would make it fit, and that does.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly Net net = new(classes: 2, channels: 3);

    public void Dispose()
    {
        net.Dispose();
        scratch.Dispose();
    }

    [Theory]
    [InlineData("net.")]
    [InlineData("module.student.")]
    [InlineData("a.b.c.")]
    public void A_prefix_of_every_key_is_named(string prefix)
    {
        var file = Save(net, k => prefix + k);
        Assert.Contains($"every key of the file begins with '{prefix}', and 4 fit without it: give --under {prefix} (in code Under = \"{prefix}\")", Refusal(file));
        Assert.Equal(prefix, Runtime.Weights.Load(net, file, new WeightsOptions { Under = prefix }).RemovedPrefix);
    }

    [Fact]
    public void A_part_of_a_larger_system_is_named()
    {
        using var more = torch.zeros(3);
        var file = Save(net, k => "backbone." + k, new NamedTensor("neck.weight", more));
        Assert.Contains("keys of the file begin with 'backbone.', and 4 fit without it: give --under backbone.", Refusal(file));
        Runtime.Weights.Load(net, file, new WeightsOptions { Under = "backbone." });
    }

    [Fact]
    public void Another_head_other_channels_and_parts_to_leave_out_are_named_together()
    {
        using var other = new Net(classes: 5, channels: 3);
        using var grey = new Net(classes: 2, channels: 1);
        using var more = torch.zeros(3);
        var file = Save(other, k => k, new NamedTensor("aux.scale", more), new NamedTensor("aux.shift", more));
        var message = Refusal(file, grey);
        Assert.Contains("to start the head anew and load the rest give --new-head head --leave-out aux. --input-channels stem.weight", message);
        Assert.Contains("Adapters = [new NewHead(\"head\"), new LeftOut(\"aux.\"), new InputChannels(\"stem.weight\")]", message);
        var report = Runtime.Weights.Load(grey, file, new WeightsOptions { Adapters = [new NewHead("head"), new LeftOut("aux."), new InputChannels("stem.weight")] });
        Assert.Equal(5, report.Adapted.Count);
    }

    [Fact]
    public void Names_of_adapters_that_neither_module_nor_file_has_are_refused_with_the_nearest()
    {
        var file = Save(net, k => k);
        Assert.Equal($"{file}: new head 'nosuch': a layer neither of the model nor of the file; there are stem, head", Refused(new NewHead("nosuch", "none")));
        Assert.Equal($"{file}: input channels of 'stem': not a key of the model; did you mean 'stem.weight'?", Refused(new InputChannels("stem")));
        // One list may serve several models and files.
        Runtime.Weights.Load(net, file, new() { Adapters = [new NewHead("fc", "head"), new LeftOut("aux.")] });

        string Refused(WeightAdapter adapter) => Assert.Throws<WeightsException>(() => Runtime.Weights.Load(net, file, new() { Adapters = [adapter] })).Message;
    }

    [Fact]
    public void Another_architecture_gets_no_advice()
    {
        using var weight = torch.zeros(7, 3, 5, 5);
        Runtime.Weights.SaveTensors(scratch.Path("w.safetensors"), [new NamedTensor("stem.weight", weight)], new Dictionary<string, string>());
        Assert.DoesNotContain("give --", Refusal(scratch.Path("w.safetensors")));
    }

    [Fact]
    public void Trained_position_tables_are_resized_as_published()
    {
        using var old = new Tables(window: 4, side: 3);
        using var target = new Tables(window: 7, side: 5);
        var file = scratch.Path("tables.safetensors");
        Runtime.Weights.Save(old, file);
        Assert.Contains("to load the rest give --resize-tables (in code Adapters = [ResizedTables.Positions])", Refusal(file, target));
        var report = Runtime.Weights.Load(target, file, new WeightsOptions { Adapters = [ResizedTables.Positions] });
        Assert.Equal(["relative_position_bias_table: resized from 7×7 to 13×13 positions, bicubic", "pos_embed: resized from 3×3 to 5×5 positions, bicubic"],
            report.Adapted.Select(a => $"{a.Name}: {a.Note}"));
        // As Swin's code: the table as an image of 2w − 1 offsets a side, a channel for each head.
        using var expected = nn.functional.interpolate(old.bias.reshape(1, 7, 7, 2).permute(0, 3, 1, 2), [13, 13], mode: InterpolationMode.Bicubic);
        using var rows = expected.permute(0, 2, 3, 1).reshape(169, 2);
        Assert.Equal(rows.data<float>().ToArray(), target.bias.data<float>().ToArray());
        using var tokens = nn.functional.interpolate(old.positions.reshape(1, 3, 3, 4).permute(0, 3, 1, 2), [5, 5], mode: InterpolationMode.Bicubic);
        using var flat = tokens.permute(0, 2, 3, 1).reshape(1, 25, 4);
        Assert.Equal(flat.data<float>().ToArray(), target.positions.data<float>().ToArray());
    }

    [Fact]
    public void A_table_with_a_class_token_stays_a_difference()
    {
        using var token = torch.zeros(1, 10, 4);
        using var bias = torch.zeros(49, 2);
        Runtime.Weights.SaveTensors(
            scratch.Path("vit.safetensors"), [new NamedTensor("relative_position_bias_table", bias), new NamedTensor("pos_embed", token)], new Dictionary<string, string>());
        using var target = new Tables(window: 4, side: 5);
        var e = Assert.Throws<WeightsException>(() => Runtime.Weights.Load(target, scratch.Path("vit.safetensors"), new WeightsOptions { Adapters = [ResizedTables.Positions] }));
        Assert.Contains("pos_embed (file [1, 10, 4], model [1, 25, 4])", e.Message);
    }

    [Fact]
    public void A_table_of_positions_is_not_called_a_head()
    {
        using var other = new Positions(9);
        var file = Save(other, k => k);
        using var target = new Positions(25);
        Assert.DoesNotContain("give --", Refusal(file, target));
    }

    private string Refusal(string file, nn.Module? module = null) => Assert.Throws<WeightsException>(() => Runtime.Weights.Load(module ?? net, file)).Message;

    private string Save(nn.Module module, Func<string, string> rename, params NamedTensor[] more)
    {
        var tensors = StateLayout.Of(module).Select(s => new NamedTensor(rename(s.Key), s.Tensor!)).Concat(more);
        Runtime.Weights.SaveTensors(scratch.Path("other.safetensors"), tensors, new Dictionary<string, string>());
        return scratch.Path("other.safetensors");
    }

    private sealed class Net : nn.Module
    {
        public Net(long classes, long channels) : base(nameof(Net))
        {
            register_module("stem", nn.Conv2d(channels, 4, 3));
            register_module("head", nn.Linear(4, classes));
        }
    }

    private sealed class Positions : nn.Module
    {
        public Positions(long places) : base(nameof(Positions)) => register_module("pos_embed", nn.Embedding(places, 4));
    }

    private sealed class Tables : nn.Module
    {
        public readonly Parameter bias;
        public readonly Parameter positions;

        public Tables(long window, long side) : base(nameof(Tables))
        {
            bias = new Parameter(torch.rand((2 * window - 1) * (2 * window - 1), 2));
            positions = new Parameter(torch.rand(1, side * side, 4));
            register_parameter("relative_position_bias_table", bias);
            register_parameter("pos_embed", positions);
        }
    }
}
