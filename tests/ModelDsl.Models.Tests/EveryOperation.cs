using System.Reflection;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

/// <summary>One output for each operation of the vocabulary, with attributes other than the usual ones.</summary>
[Model("every_operation")]
public partial class EveryOperation
{
    private static Features Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 6, 15, 14);
        var tokens = x.Rearrange("b c h w -> b (h w) c");
        var table = s.Buffer("table", s.Arange(-2, 4));
        var index = s.Buffer("index", (s.Arange(0, 8) / 2).ToInt64());
        var near = s.Buffer("near", s.Arange(0, 14) < s.Arange(0, 15).Unsqueeze(1), persistent: false);
        var heads = x.Rearrange("b (k c) h w -> k b h w c", ("k", 3));
        var (rows, columns) = s.Arange(0, 15).Meshgrid(s.Arange(0, 14));
        // Weights that two layers share lie at a place that a variable holds.
        var (norm, rmsNorm) = (s / "batch_norm", s / "rms_norm");
        return new Features(
            ("conv", x.Conv2d(s / "conv", 9, kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 3)),
            ("wide_conv", x.Conv2d(s / "wide_conv", 4, kernel: (1, 7), stride: (2, 1), padding: (0, 3))), ("high_conv", x.Conv2d(s / "high_conv", 4, kernel: (5, 1), padding: (4, 0), dilation: (2, 1), groups: 2)),
            ("depthwise", x.Conv2d(s / "depthwise", 6, kernel: (3, 2), padding: (2, 1), dilation: (2, 1), groups: 6)), ("pointwise", x.Conv2d(s / "pointwise", 5, kernel: 1, stride: (3, 2), padding: (1, 0))),
            ("embedding", (x.Clamp(-1, 1) * 3 + 3).ToInt64().Embedding(s / "embedding", count: 7, features: 4)),
            ("linear", tokens.Linear(s / "linear", 5, bias: false)),
            ("batch_norm", x.BatchNorm2d(norm)), ("again", x.BatchNorm2d(norm, eps: 3, momentum: 0.5)),
            ("layer_norm", x.LayerNorm2d(s / "layer_norm")),
            ("group_norm", x.GroupNorm(s / "group_norm", groups: 3, eps: 1e-3)),
            ("instance_norm", x.InstanceNorm2d(s / "instance_norm", eps: 1e-3)), ("plain_instance_norm", x.InstanceNorm2d(eps: 1e-2)), ("rms_norm", x.RmsNorm(rmsNorm, eps: 1e-3)), ("rms_again", x.RmsNorm(rmsNorm, eps: 2)),
            ("pixel_shuffle", x.Slice(1, 0, 4).PixelShuffle(2)), ("pixel_unshuffle", x.Pad(0, 1, 0, 0).PixelUnshuffle(5)),
            ("transposed", x.ConvTranspose2d(s / "transposed", 4, kernel: 3, stride: 2, padding: 2, outputPadding: 1, dilation: 2, groups: 2)),
            ("wide_transposed", x.ConvTranspose2d(s / "wide_transposed", 3, kernel: (2, 5), stride: (2, 3), padding: (0, 1), outputPadding: (1, 2))),
            ("roll", x.Roll(-1, -4)),
            ("gelu", x.Gelu()), ("gelu_tanh", x.GeluTanh()), ("relu", x.Relu()), ("relu6", (5 * x).Relu6()), ("silu", x.Silu()), ("mish", (9 * x).Mish()),
            ("hard_swish", (3 * x).HardSwish()), ("hard_sigmoid", (3 * x).HardSigmoid()), ("sigmoid", x.Sigmoid()), ("tanh", x.Tanh()), ("softplus", (30 * x).Softplus()),
            ("leaky_relu", x.LeakyRelu(0.2)), ("elu", x.Elu(1.5)), ("power", x.Power(3)), ("clamp", x.Clamp(-0.5, 0.25)), ("at_least", x.Clamp(minimum: 0.1)), ("at_most", x.Clamp(maximum: 0.1)),
            ("abs", x.Abs()), ("negative", -x), ("sign", x.Sign()), ("exp", x.Exp()), ("log", (x.Abs() + 1).Log()), ("log2", (x.Abs() + 1).Log2()),
            ("sqrt", x.Abs().Sqrt()), ("rsqrt", (x.Abs() + 1).Rsqrt()), ("sin", x.Sin()), ("cos", x.Cos()),
            ("softmax", x.Softmax(1)), ("log_softmax", x.LogSoftmax(1)), ("dropout", x.Dropout(0.5)), ("drop_path", x.DropPath(0.5)),
            ("less", (x < 0.5).ToFloat32()), ("compared", (x >= x.Roll(3, 1)).ToInt64()), ("logic", (((x > 0) & !(x > 1)) | x.EqualTo(-x)).ToFloat32()), ("differs", x.ToInt64().NotEqualTo(x.Roll(2, 1).ToInt64()).ToFloat32()),
            ("where", (x > 0).Where(x, x.Exp())), ("masked", x.MaskedFill(near, double.NegativeInfinity).Softmax(2)),
            ("attention", heads.Select(0, 0).Attention(heads.Select(0, 1), heads.Select(0, 2))), ("attention_scaled", heads.Select(0, 0).Attention(heads.Select(0, 1), heads.Select(0, 2), causal: true, scale: 0.5)),
            ("attention_masked", heads.Select(0, 0).Attention(heads.Select(0, 1), heads.Select(0, 2).Concat(x.Slice(1, 0, 1).Rearrange("b 1 h w -> b h w 1"), -1), mask: s.CausalMask(14))), ("attention_biased", heads.Select(0, 0).Attention(heads.Select(0, 1), heads.Select(0, 2), s.Arange(0, 14) * 0.1, scale: 1)),
            ("matmul", tokens.MatMul(tokens.Rearrange("b n c -> b c n"))),
            ("arithmetic", 2 * (x * x - x / 3) + 1 - x / (x.Abs() + 1)),
            ("number_first", 0.5 + 1 / (2 - (3 - 4.5 * x.Abs().Clamp(0, 0.1)))),
            ("sized", x * Dim.Batch), ("size_first", Dim.Batch + Dim.Batch / (Dim.Batch * (Dim.Batch - x.Clamp(-1, 0)))),
            ("concat", x.Concat(x.Relu(), -1)), ("concat_list", x.Concat([x.Slice(1, 2, 3), -x], axis: 1)), ("stack", new[] { x, -x, x.Relu() }.Stack(axis: -2)),
            ("split", x.Split(1, 2, 4)[1]), ("chunk", x.Chunk(3, axis: 2)[1]), ("slice", x.Slice(2, 3, 7)), ("select", x.Select(-1, 3)),
            ("pad", x.Pad(left: 1, right: 2, top: 3, bottom: 4)),
            ("average", x.AveragePool2d(4, 3, ceilMode: true)), ("average_inside", x.AveragePool2d(3, 2, padding: 1, countPadding: false)), ("average_wide", x.AveragePool2d((1, 4), (2, 3), padding: (0, 2))),
            ("max_pool_high", x.MaxPool2d((5, 2), (1, 2), padding: (2, 0))), ("max_pool", x.MaxPool2d(3, 2, padding: 1, ceilMode: true)), ("adaptive", x.AdaptiveAveragePool2d(4, 5)),
            ("unfold", x.Unfold(3, 2, padding: 1)), ("fold", x.Unfold(3, 2, padding: 1).Fold(15, 14, 3, 2, padding: 1)),
            ("nearest", x.ResizeNearest(7, 29)), ("bilinear", x.ResizeBilinear(31, 7)),
            ("mean", x.Mean(1, -1)), ("mean_kept", x.Mean([-1, 1], keepAxes: true)), ("max", x.Max(2)), ("max_kept", x.Max([1, 2], keepAxes: true)),
            ("min", x.Min(1, 2)), ("sum", x.Sum(2)), ("sum_kept", x.Sum([2, 3], keepAxes: true)),
            ("flatten", x.Flatten()), ("flatten_inner", x.Flatten(1, 2)), ("permute", x.Permute(0, 3, 1, -2)), ("transpose", x.Transpose(-1, 1)),
            ("unsqueeze", x.Unsqueeze(-2)), ("squeeze", x.Slice(1, 2, 1).Squeeze(1)), ("reshape", x.Reshape(x.Shape[0], 3, -1, 7)), ("reshape_moved", x.Transpose(1, 2).Reshape(Dim.Batch, 90, 14)),
            ("grid", x + rows * 0.1 - columns),
            ("scaled", x * table.Rearrange("c -> 1 c 1 1")),
            ("rows", s.Parameter("weights", [4, 3], Init.Normal(1)).TakeRows(index).Rearrange("n c -> b n c", ("b", Dim.Batch))),
            ("repeat", x.Select(1, 0).Rearrange("b h w -> b r (w h)", ("r", 3))));
    }
}

[Collection(nameof(MemoryTests))]
public sealed partial class EveryOperationTests
{
    [Fact]
    public void The_shapes_that_were_inferred_are_the_shapes_that_come_out()
    {
        using var net = new EveryOperation();
        foreach (var training in new[] { true, false })
        {
            net.train(training);
            using var image = randn(3, 6, 15, 14);
            var outputs = EveryOperation.Info.Model.Forward(net, image);
            foreach (var (expected, actual) in EveryOperation.Info.Model.Outputs.Zip(outputs))
            {
                Assert.Equal((expected.Name, string.Join(",", expected.Shape.Select(d => d < 0 ? 3 : d))), (actual.Name, string.Join(",", actual.Value.shape)));
                actual.Value.Dispose();
            }
        }
    }

    [Fact]
    public void A_layer_that_is_used_again_with_other_attributes_counts_and_weighs_as_they_say()
    {
        using var net = new EveryOperation();
        net.train();
        using var image = ones(2, 6, 15, 14);
        EveryOperation.Info.Model.Forward(net, image).ToList().ForEach(o => o.Value.Dispose());
        Assert.Equal(2, net.BatchNorm.num_batches_tracked!.item<long>());
        // A tenth of the mean 1, then half of the way that is left.
        Assert.Equal(0.55, net.BatchNorm.running_mean![0].item<float>(), 5);
    }

    [Fact]
    public void Each_output_is_what_libtorch_computes_for_it()
    {
        using var net = new EveryOperation();
        net.eval();
        Assert.Equal(EveryOperation.Info.Model.Outputs.Select(o => o.Name), s_counterparts.Keys);
        using var image = randn(2, 6, 15, 14);
        using var y = net.call(image);
        foreach (var (name, actual) in EveryOperation.Info.Model.Forward(net, image))
        {
            using var scope = NewDisposeScope();
            var expected = s_counterparts[name](net, image);
            Assert.True(expected.shape.SequenceEqual(actual.shape) && expected.allclose(actual, 1e-4, 1e-5), name);
            actual.Dispose();
        }
    }

    [Fact]
    public void Tables_hold_what_they_are_made_of_and_rows_are_those_that_an_index_names()
    {
        using var net = new EveryOperation();
        net.eval();
        using var image = randn(2, 6, 15, 14);
        using var y = net.call(image);
        Assert.True(y.Fold.sum().item<float>() != 0 && y.Unfold.sum().allclose(y.Fold.sum(), 1e-3, 1e-2));
        Assert.True(y.Rows.select(0, 1).select(0, 7).allclose(net.Weights[3]));
        Assert.Equal([-2f, -1, 0, 1, 2, 3], net.Table.Read().data<float>().ToArray());
        Assert.Equal([0L, 0, 1, 1, 2, 2, 3, 3], net.Index.Read().data<long>().ToArray());
    }

    [Fact]
    public void Each_operation_of_the_vocabulary_has_a_row_and_a_mistake()
    {
        var operations = typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract && !t.IsSubclassOf(typeof(GivenOp))).Select(t => t.Name).Order().ToList();
        Assert.True(operations.Count >= 26);
        var graph = new Graph();
        typeof(EveryOperation).GetMethod("Define", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [graph.Root]);
        Assert.Equal(operations, graph.Nodes.Where(n => n.Op is not GivenOp).Select(n => n.Op.GetType().Name).Distinct().Order());
        // What works on each element takes any tensor.
        string[] tolerant = [nameof(UnaryOp), nameof(ParametricOp), nameof(ScalarOp), nameof(SizeOp), nameof(ConvertOp)];
        Assert.Equal(operations.Except(tolerant), s_mistakes.Select(m => m.Operation).Order());
    }

    [Fact]
    public void Each_operation_refuses_a_mistake_with_a_reason()
    {
        foreach (var (operation, mistake) in s_mistakes)
        {
            var s = new Graph().Root;
            var image = s.Input("image", Dim.Batch, 6, 15, 14);
            var error = Assert.Throws<SpecException>(() => mistake(s, image));
            Assert.True(error.Message.Length > 20, $"{operation}: {error.Message}");
        }
    }
}
