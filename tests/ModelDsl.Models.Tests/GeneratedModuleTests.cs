using ModelDsl.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

[Collection(nameof(MemoryTests))]
public sealed class GeneratedModuleTests
{
    [Fact]
    public void The_whole_tree_is_typed()
    {
        using var net = new FasterVit0(Initialization.Skip);
        Assert.Equal([768, 256], net.Levels[2].Blocks[0].Attn!.Qkv.weight.shape);
        Assert.Equal([64, 3, 3, 3], net.PatchEmbed.ConvDown.Conv0.weight.shape);
        Assert.Equal([256, 1, 3, 3], net.Levels[2].GlobalTokenizer!.PosEmbed.weight.shape);
        Assert.Equal([1, 8, 53, 53], net.Levels[2].Blocks[5].Attn!.PosEmbFunct.RelativeBias.Shape);
        Assert.Null(net.Levels[0].Blocks[0].Attn);
    }

    [Fact]
    public void Models_of_one_family_share_the_classes_of_their_blocks()
    {
        using var small = new FasterVit0(Initialization.Skip);
        using var large = new FasterVit1(Initialization.Skip);
        Assert.Same(small.Levels[2].Blocks[0].Attn!.GetType(), large.Levels[2].Blocks[0].Attn!.GetType());
        Assert.Same(small.Levels[1].GetType(), large.Levels[0].GetType());
        Assert.Equal([256], small.Levels[2].Blocks[0].Attn!.Proj.bias!.shape);
        Assert.Equal([320], large.Levels[2].Blocks[0].Attn!.Proj.bias!.shape);
    }

    [Fact]
    public void A_variant_in_another_assembly_computes_the_same()
    {
        using var published = new FasterVit0();
        using var variant = new SameAsFasterVit0(Initialization.Skip);
        // Other variants here have blocks that are new, in lists with those that are not.
        Assert.Same(published.PatchEmbed.GetType(), variant.PatchEmbed.GetType());
        published.eval();
        variant.eval();
        var (missing, unexpected) = variant.load_state_dict(published.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        using var _ = no_grad();
        using var image = randn(1, 3, 224, 224);
        using var expected = published.call(image);
        using var actual = variant.call(image);
        Assert.True(actual.equal(expected).all().ToBoolean());
    }

    [Fact]
    public void What_Info_says_is_what_the_module_has()
    {
        // The largest ones take gigabytes; their tables say the same of the same blocks.
        foreach (var info in Models.All.Concat(ModelDsl.Models.Models.All).Where(m => m.Parameters + m.Buffers < 200_000_000))
        {
            using var net = info.Create(Initialization.Skip);
            Assert.Equal(info.Parameters, net.parameters().Sum(p => p.numel()));
            var state = net.state_dict();
            var parameters = net.named_parameters().Select(p => p.name).ToHashSet();
            Assert.Equal(info.Layers.Parameters, info.Parameters);
            Assert.Equal(info.Macs.Total, info.Layers.Macs);
            Assert.True(state.Count >= parameters.Count);
            foreach (var tap in info.Taps) Assert.Contains(net.named_modules(), m => m.name == tap.Module);
        }
    }

    [Fact]
    public void Own_parameters_come_first_then_buffers_then_children()
    {
        using var net = new TinyFasterVit(Initialization.Skip);
        var keys = net.state_dict().Keys.Where(k => k.StartsWith("levels.2.blocks.0.", StringComparison.Ordinal)).Select(k => k["levels.2.blocks.0.".Length..]).ToList();
        Assert.Equal(["gamma3", "gamma4", "gamma1", "gamma2", "pos_embed.relative_bias", "pos_embed.cpb_mlp.0.weight"], keys.Take(6));
        using var perceptron = new Perceptron();
        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "head.scale", "head.out.weight", "head.out.bias"], perceptron.state_dict().Keys);
    }

    [Theory]
    [InlineData(new long[] { 2, 3, 64, 65 }, "image is [2, 3, 64, 65]; tiny_faster_vit takes [N, 3, 64, 64]")]
    [InlineData(new long[] { 3, 64, 64 }, "image is [3, 64, 64]; tiny_faster_vit takes [N, 3, 64, 64]")]
    [InlineData(new long[] { 2, 1, 64, 64 }, "image is [2, 1, 64, 64]; tiny_faster_vit takes [N, 3, 64, 64]")]
    [InlineData(new long[] { 0, 3, 64, 64 }, "image is [0, 3, 64, 64]; tiny_faster_vit takes [N, 3, 64, 64]")]
    public void A_wrong_input_is_refused_at_the_entry(long[] shape, string message)
    {
        using var net = new TinyFasterVit(Initialization.Skip);
        using var input = zeros(shape);
        var error = Assert.Throws<ArgumentException>("image", () => net.call(input));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cached_values_follow_the_weights()
    {
        using var net = new TinyFasterVit();
        net.eval();
        using var input = randn(1, 3, 64, 64);
        using var optimizer = optim.SGD(net.parameters(), 0.5);
        for (var i = 0; i < 3; i++)
        {
            using var kept = Inference();
            using var again = Inference();
            using var computed = net.call(input);
            Assert.True(kept.allclose(again) && kept.allclose(computed, 1e-4, 1e-6));
            using var loss = computed.square().sum();
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
        var state = net.state_dict().ToDictionary(e => e.Key, e => e.Value.detach().clone());
        using var before = Inference();
        foreach (var (key, value) in state)
        {
            if (key.EndsWith("cpb_mlp.2.weight", StringComparison.Ordinal)) value.mul_(30);
        }
        net.load_state_dict(state);
        using var after = Inference();
        using var expected = net.call(input);
        Assert.False(before.allclose(after, 1e-4, 1e-6));
        Assert.True(expected.allclose(after, 1e-4, 1e-6));
        foreach (var value in state.Values) value.Dispose();

        Tensor Inference()
        {
            using var mode = no_grad();
            return net.call(input);
        }
    }

    [Fact]
    public void Weights_edited_by_hand_count_once_the_module_is_told()
    {
        using var net = new TinyFasterVit();
        net.eval();
        using var input = randn(1, 3, 64, 64);
        using var mode = no_grad();
        net.call(input).Dispose();
        using (var factor = 50.0.ToScalar()) net.Levels[2].Blocks[0].PosEmbed!.CpbMlp.Linear2.weight.mul_(factor);
        WeightState.Changed(net);
        using var actual = net.call(input);
        net.eval();
        using var expected = net.call(input);
        Assert.True(actual.allclose(expected, 1e-5, 1e-7));
    }

    [Fact]
    public void Drop_path_and_dropout_act_in_training_only()
    {
        using var net = new Perceptron();
        using var input = ones(64, 6);
        using var mode = no_grad();
        net.train();
        using var first = net.call(input);
        using var second = net.call(input);
        Assert.False(first.allclose(second));
        net.eval();
        using var third = net.call(input);
        using var fourth = net.call(input);
        Assert.True(third.allclose(fourth));
    }

    [Fact]
    public void Drop_path_keeps_the_mean_and_drops_whole_samples()
    {
        manual_seed(1);
        using var x = ones(4000, 3);
        using var y = Stochastic.DropPath(x, 0.25, training: true);
        var values = y.data<float>().ToArray();
        Assert.All(values.Chunk(3), sample => Assert.True(sample.All(v => v == 0) || sample.All(v => Math.Abs(v - 4 / 3f) < 1e-6)));
        Assert.InRange(values.Average(), 0.95, 1.05);
    }

    [Fact]
    public void A_module_moves_to_another_type()
    {
        using var net = new TinyFasterVit();
        net.eval();
        using var input = randn(1, 3, 64, 64);
        using var mode = no_grad();
        using var single = net.call(input);
        // Tables were computed for 32 bits; they are made again for 64.
        net.to(ScalarType.Float64);
        using var wide = input.to_type(ScalarType.Float64);
        using var twice = net.call(wide);
        using var narrow = twice.to_type(ScalarType.Float32);
        Assert.Equal(ScalarType.Float64, twice.dtype);
        Assert.True(narrow.allclose(single, 1e-3, 1e-5));
        Assert.Equal(ScalarType.Float64, net.state_dict()["levels.2.blocks.0.gamma3"].dtype);
        Assert.Equal(ScalarType.Int64, net.state_dict()["levels.2.blocks.0.attn.pos_emb_funct.relative_position_index"].dtype);
    }

    [Fact]
    public void A_module_outlives_the_dispose_scope_it_was_made_in()
    {
        TinyFasterVit net;
        using (NewDisposeScope()) net = new TinyFasterVit();
        using (net)
        {
            using var input = zeros(1, 3, 64, 64);
            using var output = net.call(input);
            Assert.Equal([1, 5], output.shape);
        }
    }

    [Fact]
    public void Saving_and_loading_keeps_every_number()
    {
        using var first = new TinyLvt();
        using var second = new TinyLvt(Initialization.Skip);
        using var stream = new MemoryStream();
        first.save(new BinaryWriter(stream));
        stream.Position = 0;
        second.load(new BinaryReader(stream));
        using var input = randn(2, 3, 64, 64);
        first.eval();
        second.eval();
        using var expected = first.call(input);
        using var actual = second.call(input);
        Assert.True(actual.allclose(expected));
    }

    [Fact]
    public void A_backbone_yields_a_record_with_channels_and_strides()
    {
        Assert.Equal((8, 4), (TinyLvtBackbone.Outputs.Stage1Channels, TinyLvtBackbone.Outputs.Stage1Stride));
        Assert.Equal((16, 16), (TinyLvtBackbone.Outputs.Stage3Channels, TinyLvtBackbone.Outputs.Stage3Stride));
        using var net = new TinyLvtBackbone();
        using var input = randn(1, 1, 64, 64);
        using var maps = net.call(input);
        Assert.Equal([1, 16, 8, 8], maps.Stage2.shape);
    }

    [Fact]
    public void Weights_start_as_published()
    {
        manual_seed(0);
        using var net = new FasterVit0();
        var fc1 = net.Levels[2].Blocks[0].Mlp!.Fc1;
        using var deviation = fc1.weight.std();
        Assert.InRange(deviation.item<float>(), 0.0195, 0.0205);
        Assert.Equal(0, fc1.bias!.abs().sum().item<float>());
        // A 3×3 convolution of 64 channels starts uniform within ±1/√576, a deviation of 1/√(3·576).
        using var conv = net.Levels[0].Blocks[0].Conv1!.weight.std();
        Assert.InRange(conv.item<float>(), 0.0235, 0.0246);
    }

    [Fact]
    public void Parts_of_one_list_are_modules_whatever_their_classes()
    {
        using var net = new TinyFasterVit();
        foreach (var (level, i) in net.Levels.Select((level, i) => (level, i)))
        {
            var module = (nn.Module)level;
            Assert.Equal(module.parameters(), level.parameters());
            Assert.Equal(module.named_parameters().Select(p => p.name), level.named_parameters().Select(p => p.name));
            Assert.Equal(net.state_dict().Keys.Where(k => k.StartsWith($"levels.{i}.", StringComparison.Ordinal)), level.state_dict().Keys.Select(k => $"levels.{i}.{k}"));
            level.eval();
            Assert.False(module.training);
            level.train();
            Assert.True(module.training);
        }
    }

    [Fact]
    public void A_head_is_replaced_at_run_time()
    {
        using var net = new TinyLvt();
        net.eval();
        var keys = net.state_dict().Keys.ToList();
        using var old = net.Head;
        using var oldAux = net.AuxHead;
        net.Head = nn.Linear(16, 3);
        net.AuxHead = nn.Linear(16, 3);
        Assert.Equal(keys, net.state_dict().Keys);
        Assert.Equal([3, 16], net.state_dict()["head.weight"].shape);
        using var image = randn(2, 3, 64, 64);
        using var logits = net.call(image);
        Assert.Equal([2, 3], logits.shape);
        Assert.Contains(net.parameters(), p => ReferenceEquals(p, net.Head.weight));
        Assert.DoesNotContain(net.parameters(), p => ReferenceEquals(p, old.weight));
        using var narrow = nn.Linear(8, 3);
        var error = Assert.Throws<ArgumentException>(() => net.Head = narrow);
        Assert.StartsWith("head takes 16 features, the layer given takes 8", error.Message, StringComparison.Ordinal);
    }
}
