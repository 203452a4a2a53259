using ModelDsl.Runtime;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

/// <summary>ConvNeXt with FasterViT's hierarchical attention in its third stage: the example of docs/families.md, small.</summary>
[Model("hat_in_convnext")]
public partial class HatInConvNext
{
    private static Sym Define(Scope s) =>
        ConvNext.Classifier(s, ConvNext.Tiny with { Depths = [1, 1, 3, 1], Dims = [8, 16, 32, 48], Resolution = 128, Classes = 5 }, (at, map, stage, rates) =>
            stage == 2 ? FasterVit.HierarchicalAttention(at, map, stage, heads: 4, window: 4, rates, FasterVit.B0) : null);
}

/// <summary>The same network without.</summary>
[Model("no_hat_in_convnext")]
public partial class NoHatInConvNext
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Tiny with { Depths = [1, 1, 3, 1], Dims = [8, 16, 32, 48], Resolution = 128, Classes = 5 });
}

/// <summary>A stage of one family in a network of another.</summary>
public sealed class HatInConvNextTests
{
    [Fact]
    public void The_keys_are_those_of_both_families()
    {
        using var hat = new HatInConvNext(Initialization.Skip);
        using var plain = new NoHatInConvNext(Initialization.Skip);
        using var fasterVit = new FasterVit0(Initialization.Skip);
        var (own, others) = (Keys(hat), Keys(plain));
        // Outside of the stage, and where it halves the size, nothing changes.
        Assert.Equal(others.Where(k => !k.StartsWith("stages.2.blocks.", StringComparison.Ordinal)), own.Where(k => !IsAttention(k)));
        string[] prefixes = ["blocks.0.", "blocks.1.", "blocks.2.", "global_tokenizer."];
        Assert.Equal(
            prefixes.SelectMany(p => Keys(fasterVit).Where(k => k.StartsWith("levels.2." + p, StringComparison.Ordinal)).Select(k => k["levels.2.".Length..])).Order(StringComparer.Ordinal),
            own.Where(IsAttention).Select(k => k["stages.2.".Length..]).Order(StringComparer.Ordinal));

        static List<string> Keys(nn.Module net) => [.. net.state_dict().Keys];

        static bool IsAttention(string key) => key.StartsWith("stages.2.blocks.", StringComparison.Ordinal) || key.StartsWith("stages.2.global_tokenizer.", StringComparison.Ordinal);
    }

    [Fact]
    public void Carrier_tokens_carry_what_one_window_has_to_another()
    {
        using var scope = NewDisposeScope();
        using var net = new HatInConvNext();
        net.eval();
        // 128/16 = 8: two by two windows.
        var stage = (nn.Module<Tensor, Tensor>)net.named_modules().Single(m => m.name == "stages.2").module;
        using var gradients = no_grad();
        // Weights start so small that the effect would drown in rounding.
        foreach (var weight in stage.parameters().Where(p => p.ndim >= 2)) weight.normal_(0, 0.2);
        var map = randn(1, 16, 16, 16);
        var other = map.clone();
        other[.., .., 15, 15] = randn(1, 16);
        var difference = (stage.call(map) - stage.call(other)).abs().amax([0L, 1L]);
        Assert.Equal([8, 8], difference.shape);
        foreach (var (rows, columns) in new[] { (..4, ..4), (..4, 4..), (4.., ..4), (4.., 4..) })
            Assert.True(difference[rows, columns].max().item<float>() > 0, $"the window {rows}, {columns} has not heard of the last one");
    }

    [Fact]
    public void It_learns()
    {
        manual_seed(2);
        using var scope = NewDisposeScope();
        using var net = new HatInConvNext();
        using var optimizer = optim.AdamW(net.parameters(), 1e-3);
        var (images, targets) = (randn(4, 3, 128, 128), tensor(new long[] { 0, 1, 2, 3 }));
        var losses = new List<float>();
        for (var i = 0; i < 6; i++)
        {
            optimizer.zero_grad();
            using var logits = net.call(images);
            Assert.Equal([4, 5], logits.shape);
            using var loss = nn.functional.cross_entropy(logits, targets);
            loss.backward();
            if (i == 0) Assert.All(net.named_parameters(), p => Assert.True(p.parameter.grad is not null, p.name));
            optimizer.step();
            losses.Add(loss.item<float>());
        }
        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(" ", losses));
    }
}
