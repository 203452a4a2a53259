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
        var (rows, columns) = s.Arange(0, 15).Meshgrid(s.Arange(0, 14));
        return new Features(
            ("conv", x.Conv2d(s / "conv", 9, kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 3)),
            ("linear", tokens.Linear(s / "linear", 5, bias: false)),
            ("batch_norm", x.BatchNorm2d(s / "batch_norm")), ("again", x.BatchNorm2d(s / "batch_norm", eps: 3, momentum: 0.5)),
            ("layer_norm", x.LayerNorm2d(s / "layer_norm")),
            ("gelu", x.Gelu()), ("relu", x.Relu()), ("silu", x.Silu()), ("sigmoid", x.Sigmoid()), ("abs", x.Abs()), ("sign", x.Sign()), ("log2", (x.Abs() + 1).Log2()),
            ("softmax", x.Softmax(1)), ("dropout", x.Dropout(0.5)), ("drop_path", x.DropPath(0.5)),
            ("matmul", tokens.MatMul(tokens.Rearrange("b n c -> b c n"))),
            ("arithmetic", 2 * (x * x - x / 3) + 1 - x / (x.Abs() + 1)),
            ("concat", x.Concat(x.Relu(), -1)), ("split", x.Split(1, 2, 4)[1]), ("slice", x.Slice(2, 3, 7)), ("select", x.Select(-1, 3)),
            ("pad", x.Pad(left: 1, right: 2, top: 3, bottom: 4)),
            ("average", x.AveragePool2d(4, 3, ceilMode: true)), ("max_pool", x.MaxPool2d(3, 2, padding: 1, ceilMode: true)), ("adaptive", x.AdaptiveAveragePool2d(4, 5)),
            ("unfold", x.Unfold(3, 2, padding: 1)), ("fold", x.Unfold(3, 2, padding: 1).Fold(15, 14, 3, 2, padding: 1)),
            ("nearest", x.ResizeNearest(7, 29)), ("bilinear", x.ResizeBilinear(31, 7)),
            ("mean", x.Mean(1, -1)), ("max", x.Max(2)),
            ("grid", x + rows * 0.1 - columns),
            ("scaled", x * table.Rearrange("c -> 1 c 1 1")),
            ("rows", s.Parameter("weights", [4, 3], Init.Normal(1)).TakeRows(index).Rearrange("n c -> b n c", ("b", Dim.Batch))),
            ("repeat", x.Select(1, 0).Rearrange("b h w -> b r (w h)", ("r", 3))));
    }
}

[Collection(nameof(MemoryTests))]
public sealed class EveryOperationTests
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
    public void Operations_compute_what_their_names_say()
    {
        using var net = new EveryOperation();
        net.eval();
        using var image = randn(2, 6, 15, 14);
        using var y = net.call(image);
        Assert.True(y.Relu.allclose(image.relu()));
        Assert.True(y.BatchNorm.allclose(image / Math.Sqrt(1 + 1e-5)) && y.Again.allclose(image / 2));
        Assert.True(y.Fold.sum().item<float>() != 0 && y.Unfold.sum().allclose(y.Fold.sum(), 1e-3, 1e-2));
        Assert.True(y.Split.allclose(image.narrow(1, 2, 4)) && y.Slice.allclose(image.narrow(2, 3, 7)) && y.Select.allclose(image.select(3, 3)));
        Assert.True(y.Dropout.allclose(image) && y.DropPath.allclose(image));
        Assert.True(y.Repeat.select(1, 2).allclose(image.select(1, 0).transpose(1, 2).reshape(2, -1)));
        Assert.True(y.Rows.select(0, 1).select(0, 7).allclose(net.Weights[3]));
        Assert.Equal([-2f, -1, 0, 1, 2, 3], net.Table.Read().data<float>().ToArray());
        Assert.Equal([0L, 0, 1, 1, 2, 2, 3, 3], net.Index.Read().data<long>().ToArray());
    }
}
