using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Modules;

/// <summary>The 1×1 convolution as a linear layer, against the sum that a convolution is.</summary>
public sealed class PointwiseConv2dTests
{
    [Theory]
    [InlineData(1, 0, true, false)]
    [InlineData(1, 0, false, true)]
    [InlineData(2, 0, true, true)]
    [InlineData(3, 0, true, false)]
    [InlineData(1, 1, true, true)]
    [InlineData(2, 2, false, false)]
    [InlineData(1, 0, true, false, 2)]
    [InlineData(1, 0, false, true, 2)]
    [InlineData(2, 1, true, true, 2)]
    [InlineData(3, 0, false, false, 2)]
    public void It_yields_what_a_convolution_does(long stride, long padding, bool bias, bool channelsLast, long groups = 1)
    {
        using var scope = NewDisposeScope();
        var inputs = 3 * groups;
        using var layer = New(bias, stride, padding, groups);
        var x = channelsLast ? randn(2, 7, 5, inputs).permute(0, 3, 1, 2) : randn(2, inputs, 7, 5);
        x.requires_grad = true;
        var y = layer.call(x);
        (y * y).sum().backward();

        // float64 does not go through oneDNN.
        var (x2, weight) = (x.detach().to_type(ScalarType.Float64).contiguous(), layer.weight.detach().to_type(ScalarType.Float64));
        x2.requires_grad = weight.requires_grad = true;
        var expected = nn.functional.conv2d(x2, weight, layer.bias?.detach().to_type(ScalarType.Float64), [stride, stride], [padding, padding], [1, 1], groups);
        (expected * expected).sum().backward();

        Assert.Equal(expected.shape, y.shape);
        Near(expected, y);
        Near(x2.grad!, x.grad!);
        Near(weight.grad!, layer.weight.grad!);
    }

    [Fact]
    public void Its_state_is_that_of_a_convolution()
    {
        using var layer = New(bias: true);
        Assert.Equal(["weight", "bias"], layer.state_dict().Keys);
        Assert.Equal([4L, 3, 1, 1], layer.weight.shape);
        Assert.Equal(["weight"], New(bias: false).state_dict().Keys);
    }

    [Fact]
    public void It_changes_its_type_with_the_model_around_it()
    {
        using var layer = New(bias: true);
        using var around = nn.Sequential(("layer", layer));
        around.to(ScalarType.Float64);
        Assert.All(layer.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.Equal(ScalarType.Float64, layer.weight.dtype);
        using var x = zeros(1, 3, 2, 2, dtype: ScalarType.Float64);
        using var y = around.call(x);
        Assert.Equal(ScalarType.Float64, y.dtype);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_leaves_no_tensors_behind(long groups)
    {
        using var layer = New(bias: true, stride: 2, padding: 1, groups);
        using var x = zeros(1, 3 * groups, 4, 4);
        // Of this thread: other tests make tensors at the same time, and the finalizer frees some.
        long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var before = Live();
        for (var i = 0; i < 3; i++) layer.call(x).Dispose();
        Assert.Equal(before, Live());
    }

    [Fact]
    public void Another_shape_is_refused_in_words()
    {
        using var layer = New(bias: true);
        using var x = zeros(1, 4, 2, 2);
        Assert.StartsWith("the input is [1, 4, 2, 2]; this 1×1 convolution takes maps [N, 3, H, W]", Assert.Throws<ArgumentException>(() => layer.call(x)).Message, StringComparison.Ordinal);
        using var kernel = new TorchSharp.Modules.Parameter(zeros(4, 3, 3, 3));
        Assert.StartsWith("the weight is [4, 3, 3, 3]; a 1×1 convolution takes [outputs, inputs/groups, 1, 1]", Assert.Throws<ArgumentException>(() => new PointwiseConv2d(kernel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_that_do_not_share_the_outputs_are_refused()
    {
        using var kernel = new TorchSharp.Modules.Parameter(zeros(4, 3, 1, 1));
        Assert.StartsWith("4 outputs do not come in 3 groups", Assert.Throws<ArgumentException>(() => new PointwiseConv2d(kernel, groups: 3)).Message, StringComparison.Ordinal);
    }

    private static PointwiseConv2d New(bool bias, long stride = 1, long padding = 0, long groups = 1) =>
        NewLayer.PointwiseConv2d(3 * groups, 4, stride, padding, bias, Init.Normal(1), Init.Normal(1), Initialization.Published, groups);

    private static void Near(Tensor expected, Tensor actual)
    {
        // Gradients of weights are sums over all positions, so what rounding may do grows with them.
        var size = Math.Max(1, expected.detach().abs().max().item<double>());
        var error = (expected.detach() - actual.detach()).abs().max().item<double>() / size;
        Assert.True(error < 1e-5, $"off by {error} of {size}");
    }
}
