using ModelDsl.Runtime;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

/// <summary>State that is computed when it is needed.</summary>
[Collection(nameof(MemoryTests))]
public sealed class TableTests
{
    [Fact]
    public void A_model_that_is_made_for_loading_touches_no_memory()
    {
        // 1.1 GB of weights and 5.4 GB of tables: neither is filled before it is needed.
        var before = MemoryTests.ResidentBytes();
        using var net = new FasterVit4In21K768(Initialization.Skip);
        // What other tests held may go back to the system meanwhile.
        Assert.InRange(MemoryTests.ResidentBytes() - before, long.MinValue, 200 << 20);
        Assert.Contains(
            StateLayout.Of(net), s => s is { Key: "levels.2.blocks.0.attn.pos_emb_funct.relative_position_index", Tensor: null, Type: ScalarType.Int64, Shape: [2304, 2304] });
    }

    [Fact]
    public void Blocks_of_one_window_share_their_tables()
    {
        using var net = new TinyFasterVit();
        var (first, second) = (net.Levels[2].Blocks[0].Attn!.PosEmbFunct, net.Levels[2].Blocks[1].Attn!.PosEmbFunct);
        using var weight = zeros(1);
        using var one = first.RelativePositionIndex.Read(weight);
        using var two = second.RelativePositionIndex.Read(weight);
        // The same memory: a change of the one is seen in the other.
        one.add_(1);
        Assert.True(one.Equals(two));
    }

    [Fact]
    public void A_table_is_computed_anew_after_it_was_freed()
    {
        using var net = new TinyFasterVit();
        var table = net.Levels[2].Blocks[0].PosEmbed!.RelativeBias;
        using var mode = no_grad();
        using var first = table.Read();
        table.Dispose();
        using var second = table.Read();
        Assert.Equal([1, 4, 32], first.shape);
        Assert.True(first.allclose(second));
    }

    [Fact]
    public void Tables_of_a_file_may_be_missing_and_are_never_trusted()
    {
        using var net = new TinyFasterVit();
        using var other = new TinyFasterVit();
        var state = net.state_dict();
        foreach (var key in state.Keys.Where(k => k.EndsWith("relative_coords_table", StringComparison.Ordinal)).ToList()) state.Remove(key);
        foreach (var (key, value) in state)
        {
            if (key.EndsWith("relative_bias", StringComparison.Ordinal)) value.fill_(7);
        }
        other.load_state_dict(state);
        using var image = randn(1, 3, 64, 64);
        net.eval();
        other.eval();
        using var mode = no_grad();
        using var expected = net.call(image);
        using var actual = other.call(image);
        Assert.True(expected.allclose(actual, 1e-5, 1e-7));
        state.Remove("head.bias");
        var error = Assert.Throws<InvalidOperationException>(() => other.load_state_dict(state));
        Assert.Equal("the state_dict does not fit the module: 1 keys are missing (\"head.bias\"), 0 are unexpected", error.Message);
    }

    [Fact]
    public void Inference_first_does_not_spoil_training()
    {
        using var net = new TinyFasterVit();
        using var image = randn(1, 3, 64, 64);
        net.eval();
        using (inference_mode()) net.call(image).Dispose();
        net.train();
        using var logits = net.call(image);
        using var loss = logits.sum();
        loss.backward();
        using var gradient = net.Levels[2].Blocks[0].Attn!.PosEmbFunct.CpbMlp.Linear0.weight.grad;
        Assert.NotNull(gradient);
    }
}
