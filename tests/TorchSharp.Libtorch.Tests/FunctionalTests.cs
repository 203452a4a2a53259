using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Libtorch.Tests;

/// <summary>The numbers are PyTorch 1.13's, or can be had by hand.</summary>
public class FunctionalTests
{
    private static Tensor Image => arange(16, dtype: float32).reshape(1, 1, 4, 4);

    [Fact]
    public void Convolution()
    {
        using var weight = full([1, 1, 3, 3], 0.5);
        TensorTests.Close([6, 10, 13, 10], F.conv2d(Image, weight, ones(1), padding: [1, 1])[0, 0, 0]);
        Assert.Equal([1, 1, 2, 2], F.conv2d(Image, weight, strides: [2, 2], padding: [1, 1]).shape);
    }

    [Fact]
    public void Pooling_and_padding()
    {
        TensorTests.Close([2.5f, 4.5f, 10.5f, 12.5f], F.avg_pool2d(Image, 2));
        TensorTests.Close([5, 7, 13, 15], F.max_pool2d(Image, 2));
        TensorTests.Close([7.5f], F.adaptive_avg_pool2d(Image, 1));
        Assert.Equal([1, 1, 4, 7], F.pad(Image, (1, 2)).shape);
        TensorTests.Close([1, 0, 1, 2, 3, 2], F.pad(Image, (1, 1, 0, 0), PaddingModes.Reflect)[0, 0, 0]);
    }

    [Fact]
    public void Unfold_and_fold()
    {
        using var patches = F.unfold(Image, 2, stride: 2);
        TensorTests.Close([2, 3, 6, 7], patches[0, TensorIndex.Colon, 1]);
        TensorTests.Close(Image.data<float>().ToArray(), F.fold(patches, 4, 2, stride: 2));
    }

    [Fact]
    public void Interpolation()
    {
        TensorTests.Close([1, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4], F.interpolate(Image, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false)[0, 0, 1]);
        TensorTests.Close([6.1261587f, 7.5f, 8.8738451f], F.interpolate(Image, size: [3, 3], mode: InterpolationMode.Bicubic)[0, 0, 1]);
        Assert.Equal([1, 1, 8, 8], F.interpolate(Image, scale_factor: [2, 2]).shape);
    }

    [Fact]
    public void Losses()
    {
        using var logits = tensor(new[,] { { 1f, 2f, 3f }, { 0.5f, -1f, 2f } });
        using var target = tensor(new long[] { 2, 0 });
        TensorTests.Close([1.1244586f], F.cross_entropy(logits, target, label_smoothing: 0.1));
        using var loss = nn.CrossEntropyLoss(reduction: nn.Reduction.Sum);
        TensorTests.Close([2 * F.cross_entropy(logits, target).item<float>()], loss.call(logits, target));
        TensorTests.Close([2.5f], F.mse_loss(tensor(new[] { 1f, 2f }), tensor(new[] { 2f, 4f })));
    }

    [Fact]
    public void Normalisation()
    {
        TensorTests.Close([-1.2247357f, 0, 1.2247357f], F.layer_norm(tensor(new[] { 1f, 2f, 3f }), [3]));
        TensorTests.Close([0.6f, 0.8f], F.normalize(tensor(new[] { 3f, 4f }), dim: 0));
    }

    [Fact]
    public void Attention_is_softmax_of_products()
    {
        using var q = randn(2, 3, 4);
        using var k = randn(2, 5, 4);
        using var v = randn(2, 5, 6);
        using var expected = q.matmul(k.mT).div(2).softmax(-1).matmul(v);
        Assert.True(F.scaled_dot_product_attention(q, k, v).allclose(expected, atol: 1e-6));
        using var causal = F.scaled_dot_product_attention(q, k[.., ..3], v[.., ..3], is_casual: true);
        Assert.True(causal[.., 0].allclose(v[.., 0], atol: 1e-6));
    }

    [Fact]
    public void Initialisation()
    {
        using var w = zeros(64, 32, requires_grad: true);
        nn.init.kaiming_normal_(w, mode: nn.init.FanInOut.FanOut);
        Assert.InRange(w.std().item<float>(), 0.165f, 0.19f); // sqrt(2 / 64) = 0.177
        Assert.True(w.is_leaf);
        Assert.Equal((288, 144), nn.init.CalculateFanInAndFanOut(zeros(16, 32, 3, 3)));
        using var d = zeros(2, 3, 3, 3);
        nn.init.dirac_(d);
        Assert.Equal((1f, 1f, 2f), (d[0, 0, 1, 1].item<float>(), d[1, 1, 1, 1].item<float>(), d.sum().item<float>()));
    }
}
