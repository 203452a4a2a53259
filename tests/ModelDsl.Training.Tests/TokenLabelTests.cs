using ModelDsl.Models;
using ModelDsl.Runtime;
using static TorchSharp.torch;

namespace ModelDsl.Training.Tests;

/// <summary>A small LVT with class attention.</summary>
[Model("labelled_lvt")]
public partial class LabelledLvt
{
    internal static LvtClassifierConfig Config { get; } = new()
    {
        Classes = 5,
        Encoder = new()
        {
            Resolution = (64, 96),
            Stages =
            [
                new() { Depth = 1, Dim = 8, Heads = 2, MlpRatio = 2, DepthwiseMlp = false, Attention = new ConvolutionalAttention() },
                new() { Depth = 1, Dim = 16, Heads = 2, MlpRatio = 2, Attention = new GlobalAttention { Reduction = 2, AtrousRates = [1, 2], Recursion = 2 } },
                new() { Depth = 1, Dim = 16, Heads = 4, MlpRatio = 2, Attention = new GlobalAttention() },
            ],
        },
    };

    private static Sym Define(Scope s) => Lvt.ClassAttentionClassifier(s, Config);
}

/// <summary>The same in training.</summary>
[Model("labelled_lvt_training")]
public partial class LabelledLvtTraining
{
    private static (Sym ClassLogits, Sym TokenLogits) Define(Scope s) => Lvt.TokenLabelling(s, LabelledLvt.Config);
}

/// <summary>Training with mixed tokens, against computations in the test.</summary>
public sealed class TokenLabelTests
{
    // 64×96 at stride 16.
    private const int Rows = 4;
    private const int Columns = 6;

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 2, 3, 5)]
    [InlineData(0, 0, Rows, Columns)]
    public void Mixed_tokens_are_those_of_the_partner_and_their_logits_go_back(int top, int left, int bottom, int right)
    {
        manual_seed(4);
        var box = new TokenBox(top, left, bottom, right, Rows, Columns);
        using var scope = NewDisposeScope();
        using var net = new LabelledLvtTraining();
        using var plain = new LabelledLvt(Initialization.Skip);
        Assert.Empty(plain.load_state_dict(net.state_dict()).missing_keys);
        net.eval();
        plain.eval();
        using var gradients = no_grad();
        var images = randn(3, 3, 64, 96);
        using var actual = net.call(images, TokenBox.Partners(3), box.Mask());

        // The classifier, whose first embedding is exchanged as the published code does it, and whose two heads are watched.
        Tensor? ofClass = null, ofTokens = null;
        var modules = plain.named_modules().ToDictionary(m => m.name, m => (nn.Module<Tensor, Tensor>?)(m.module as nn.Module<Tensor, Tensor>));
        using var mix = new Hook(modules["backbone.0.0"]!, x => Exchanged(x, box, 4));
        using var head = new Hook(modules["head"]!, x => Kept(x, out ofClass));
        using var auxiliary = new Hook(modules["aux_head"]!, x => Kept(x, out ofTokens));
        using var joined = plain.call(images);
        var back = Exchanged(ofTokens!.reshape(3, Rows, Columns, 5), box, 1).reshape(3, Rows * Columns, 5);
        AssertClose(ofClass!, actual.ClassLogits);
        AssertClose(back, actual.TokenLogits);
        if (box.Share == 0) AssertClose(joined, actual.ClassLogits + actual.TokenLogits.amax([1L]) * 0.5);
    }

    [Fact]
    public void The_loss_is_what_its_formula_says()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        var (ofClass, ofTokens) = (randn(3, 5), randn(3, Rows * Columns, 5));
        var (targets, labels) = (softmax(randn(3, 5), 1), softmax(randn(3, Rows * Columns, 5), 2));
        var box = new TokenBox(1, 1, 3, 4, Rows, Columns);
        Assert.Equal(0.25, box.Share);
        Assert.Equal(Expected(null, 1, 0.5), TokenLabelLoss.Of(ofClass, ofTokens, targets, box).item<float>(), 1e-5);
        Assert.Equal(Expected(labels, 0.75, 2), TokenLabelLoss.Of(ofClass, ofTokens, targets, box, labels, 0.75, 2).item<float>(), 1e-5);

        double Expected(Tensor? labels, double classWeight, double tokenWeight)
        {
            var (images, tokens) = (0.0, 0.0);
            for (var n = 0; n < 3; n++)
            {
                for (var k = 0; k < 5; k++)
                {
                    images -= (0.75 * targets[n, k].item<float>() + 0.25 * targets[2 - n, k].item<float>()) * LogShare(ofClass[n], k);
                    for (var t = 0; t < Rows * Columns; t++) tokens -= (labels?[n, t, k] ?? targets[n, k]).item<float>() * LogShare(ofTokens[n, t], k);
                }
            }
            return classWeight * images / 3 + tokenWeight * tokens / (3 * Rows * Columns);
        }

        static double LogShare(Tensor logits, int k) => logits[k].item<float>() - Math.Log(logits.data<float>().Sum(v => Math.Exp(v)));
    }

    [Fact]
    public void Tensors_that_do_not_belong_to_each_other_are_told()
    {
        using var scope = NewDisposeScope();
        var box = new TokenBox(0, 0, 1, 1, Rows, Columns);
        var error = Assert.Throws<ArgumentException>(() => TokenLabelLoss.Of(zeros(3, 5), zeros(3, 7, 5), zeros(3, 5), box));
        Assert.StartsWith("tokenLogits is [3, 7, 5], and [3, 24, 5] belongs to the targets and the box", error.Message);
        Assert.Throws<ArgumentException>(() => TokenLabelLoss.Of(zeros(3, 4), zeros(3, 24, 5), zeros(3, 5), box));
        Assert.Throws<ArgumentException>(() => TokenLabelLoss.Of(zeros(3, 5), zeros(3, 24, 5), zeros(3, 5), box, zeros(3, 24, 4)));
    }

    [Fact]
    public void Boxes_lie_in_the_map()
    {
        var random = new Random(6);
        var boxes = Enumerable.Range(0, 2000).Select(_ => TokenBox.Draw(random, 7, 9)).ToList();
        Assert.All(boxes, b =>
        {
            Assert.InRange(b.Top, 0, b.Bottom);
            Assert.InRange(b.Bottom, b.Top, 7);
            Assert.InRange(b.Left, 0, b.Right);
            Assert.InRange(b.Right, b.Left, 9);
        });
        Assert.Contains(boxes, b => b.Share == 0);
        Assert.Contains(boxes, b => b.Share > 0.5);
        Assert.True(boxes.Select(b => (b.Top, b.Left)).Distinct().Count() > 30);
        using var mask = new TokenBox(1, 2, 3, 5, Rows, Columns).Mask();
        Assert.Equal(6, mask.data<bool>().Count(v => v));
        Assert.True(mask[2, 4].item<bool>());
        Assert.False(mask[3, 4].item<bool>());
    }

    [Fact]
    public void Training_with_mixed_tokens_learns()
    {
        manual_seed(7);
        using var scope = NewDisposeScope();
        using var net = new LabelledLvtTraining();
        using var optimizer = optim.AdamW(net.parameters(), 3e-3);
        var random = new Random(8);
        var (images, targets) = (randn(4, 3, 64, 96), eye(5)[..4]);
        var losses = new List<float>();
        for (var i = 0; i < 40; i++)
        {
            var box = TokenBox.Draw(random, Rows, Columns);
            optimizer.zero_grad();
            using var outputs = net.call(images, TokenBox.Partners(4), box.Mask());
            using var loss = TokenLabelLoss.Of(outputs.ClassLogits, outputs.TokenLogits, targets, box);
            loss.backward();
            if (i == 0) Assert.All(net.named_parameters(), p => Assert.True(p.parameter.grad is not null, p.name));
            optimizer.step();
            losses.Add(loss.item<float>());
        }
        Assert.True(losses[^5..].Average() < 0.9 * losses[..5].Average(), string.Join(" ", losses));
    }

    private static Tensor Kept(Tensor x, out Tensor? copy)
    {
        copy = x.clone();
        return x;
    }

    /// <summary>The box of each map [N, rows, columns, C] from the map of the batch in reverse order.</summary>
    private static Tensor Exchanged(Tensor x, TokenBox box, int scale)
    {
        var result = x.clone();
        var (rows, columns) = ((box.Top * scale)..(box.Bottom * scale), (box.Left * scale)..(box.Right * scale));
        if (box.Share > 0) result[.., rows, columns, ..] = x.flip(0)[.., rows, columns, ..];
        return result;
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, 1e-5 * expected.abs().max().item<float>());
    }

    /// <summary>Changes what a module yields, until it is disposed.</summary>
    private sealed class Hook : IDisposable
    {
        private readonly Action remove;

        public Hook(nn.Module<Tensor, Tensor> module, Func<Tensor, Tensor> change)
        {
            var hook = module.register_forward_hook((_, _, output) => change(output));
            remove = hook.remove;
        }

        public void Dispose() => remove();
    }
}
