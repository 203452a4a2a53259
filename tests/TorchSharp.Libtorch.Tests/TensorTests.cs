using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Libtorch.Tests;

public class TensorTests
{
    [Fact]
    public void Metadata()
    {
        using var t = zeros(2, 3);
        Assert.Equal([2, 3], t.shape);
        Assert.Equal([3, 1], t.stride());
        Assert.Equal((2, 6, 4), (t.ndim, t.numel(), t.ElementSize));
        Assert.Equal(3, t.size(-1));
        Assert.Equal(ScalarType.Float32, t.dtype);
        Assert.Equal("[2x3], type = Float32, device = cpu", t.ToString());
        Assert.Equal("[], type = Int64, device = cpu", tensor(5L).ToString());
    }

    [Fact]
    public void Numbers_of_the_host_arrive_in_every_form()
    {
        Assert.Equal([1f, 2f, 3f], tensor(new float[] { 1, 2, 3 }).data<float>().ToArray());
        Assert.Equal([2, 2], tensor(new long[] { 1, 2, 3, 4 }, [2, 2]).shape);
        Assert.Equal([1, 2, 3, 4], tensor(new[,] { { 1, 2 }, { 3, 4 } }).data<int>().ToArray());
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1.5, 2.5 }, dtype: float32).dtype);
        Assert.Equal([true, false], tensor(new[] { true, false }).data<bool>().ToArray());
        Assert.Equal(7.5, tensor(7.5).item<double>());
        Assert.Equal([3f, 4f], tensor((IList<float>)new List<float> { 3, 4 }).data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2 }, [3]));
    }

    [Fact]
    public void Data_of_a_view_is_read_in_row_major_order()
    {
        using var t = arange(6, dtype: float32).reshape(2, 3).t();
        Assert.Equal([0f, 3, 1, 4, 2, 5], t.data<float>().ToArray());
        Assert.Equal([0f, 3, 1, 4, 2, 5], t.data<float>());
        Assert.Equal(4f, t.data<float>()[1, 1]);
        Assert.Throws<InvalidOperationException>(() => { _ = t.bytes; });
        Assert.Throws<ArgumentException>(() => t.data<double>());
    }

    [Fact]
    public void Arithmetic_follows_the_type_rules()
    {
        using var ints = tensor(new long[] { 1, 2, 3 });
        Assert.Equal(ScalarType.Int64, (ints + 1).dtype);
        Assert.Equal(ScalarType.Float32, (ints + 0.5).dtype);
        Assert.Equal([0.5f, 1f, 1.5f], (ints / 2).data<float>().ToArray());
        Assert.Equal([0L, 1, 1], ints.div(2, RoundingMode.floor).data<long>().ToArray());
        Assert.Equal([9L, 8, 7], (10 - ints).data<long>().ToArray());
        Assert.Equal([1L, 0, 1], (ints % 2).data<long>().ToArray());
        Assert.Equal([false, true, true], (ints > 1).data<bool>().ToArray());
        Assert.Equal([5f, 9f], tensor(new[] { 1f, 3f }).add(tensor(new[] { 2f, 3f }), 2).data<float>().ToArray());
    }

    [Fact]
    public void Pointwise_functions_give_the_numbers_of_PyTorch()
    {
        Close([-0.1586553f, 0.3457312f, 1.9545f], tensor(new[] { -1f, 0.5f, 2f }).gelu());
        Close([0f, 3f], tensor(new[] { 1f, 8f }).log2());
        Close([-2f, 2f, 2f], tensor(new[] { -3.5f, 2.5f, 1.5f }).clamp(-2, 2).round());
        Close([0.0900306f, 0.2447285f, 0.6652409f], tensor(new[] { 1f, 2f, 3f }).softmax(0));
        Close([1f, -1f, 0f], sign(tensor(new[] { 3f, -2f, 0f })));
    }

    [Fact]
    public void Reductions()
    {
        using var t = arange(6, dtype: float32).reshape(2, 3);
        Close([3f, 12f], t.sum(1));
        Close([15f], t.sum());
        Close([1.5f, 2.5f, 3.5f], t.mean([0]));
        var (values, indices) = t.max(1);
        Close([2f, 5f], values);
        Assert.Equal([2L, 2], indices.data<long>().ToArray());
        Assert.Equal([2L, 1], t.topk(2, 1).Item2.data<long>().ToArray()[..2]);
        Close([1f, 1f], t.std(1));
        Close([7.4161983f], t.norm());
        Assert.Equal(5, t.argmax().item<long>());
    }

    [Fact]
    public void Shapes()
    {
        using var t = arange(24, dtype: float32).reshape(2, 3, 4);
        Assert.Equal([2, 4, 3], t.permute(0, 2, 1).shape);
        Assert.Equal([2, 4, 3], t.mT.shape);
        Assert.Equal([2, 12], t.flatten(1).shape);
        Assert.Equal([2, 3, 2, 2], t.unflatten(2, 2, 2).shape);
        Assert.Equal([1, 2, 3, 4], t.unsqueeze(0).shape);
        Assert.Equal([2, 3, 4], t.unsqueeze(0).squeeze(0).shape);
        Assert.Equal([5, 2, 3, 4], t.expand(5, -1, -1, -1).shape);
        Assert.Equal([[2, 1, 4], [2, 2, 4]], t.split([1, 2], dim: 1).Select(p => p.shape).ToArray());
        Assert.Equal(3, t.unbind(1).Length);
        Assert.Equal([4, 3, 4], cat([t, t], 0).shape);
        Assert.Equal([2, 2, 3, 4], stack([t, t], 1).shape);
        Assert.Equal([23f, 0f], t.flatten().roll(1).data<float>().ToArray()[..2]);
        var grid = meshgrid([arange(2), arange(3)], indexing: "ij");
        Assert.Equal([2, 3], grid[1].shape);
        Assert.Equal(40, t.flatten().unbind().Concat(t.flatten()[..16].unbind()).Count());
    }

    [Fact]
    public void Index_expressions()
    {
        using var t = arange(12, dtype: float32).reshape(3, 4);
        Close([6f], t[1, 2]);
        Close([8f, 9, 10, 11], t[-1]);
        Close([1f, 5, 9], t[TensorIndex.Colon, 1]);
        Close([4f, 5, 8, 9], t[1.., ..2]);
        Close([0f, 8], t[TensorIndex.Slice(step: 2), 0]);
        Close([3f, 7, 11], t[TensorIndex.Ellipsis, -1]);
        Assert.Equal([3, 1, 4], t[TensorIndex.Colon, TensorIndex.None].shape);
        Close([8f, 9, 10, 11, 0, 1, 2, 3], t[tensor(new long[] { 2, 0 })]);
        t[0, 0] = tensor(100f);
        t[1..] = tensor(0f);
        Close([100f, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0], t);
    }

    [Fact]
    public void Conversions()
    {
        using var t = tensor(new[] { 1.7f, -2.2f });
        Assert.Equal([1L, -2], t.to(int64).data<long>().ToArray());
        Assert.Equal(ScalarType.Float64, t.@double().dtype);
        Assert.Equal(ScalarType.BFloat16, t.to(bfloat16).dtype);
        var moved = t.clone();
        using var wide = moved.to(float64, disposeAfter: true);
        Assert.True(moved.IsInvalid);
        Assert.Equal(1.5f, (float)tensor(1.5f));
        Assert.Equal(3, tensor(3.0).ToInt32());
    }

    [Fact]
    public void What_libtorch_refuses_is_an_exception_with_its_message()
    {
        using var a = zeros(2, 3);
        using var b = zeros(4, 5);
        var error = Assert.Throws<ExternalException>(() => a.matmul(b));
        Assert.Contains("2x3 and 4x5", error.Message);
        Assert.Throws<ExternalException>(() => a.view(5));
        a.Dispose();
        Assert.Throws<InvalidOperationException>(() => a.abs());
    }

    [Fact]
    public void A_meta_tensor_has_a_shape_and_no_memory()
    {
        using var t = empty(1L << 40, 1024, device: META);
        Assert.True(t.is_meta);
        using var product = t.mul(2);
        Assert.Equal([1L << 40, 1024], product.shape);
    }

    [Fact]
    public void Seeds_give_the_numbers_of_PyTorch()
    {
        manual_seed(42);
        Close([0.88226926f, 0.91500395f, 0.38286376f], rand(3));
        Close([-0.8293192f, -1.613707f, -0.21470453f], randn(3));
        using var generator = new Generator(42);
        Close([0.88226926f, 0.91500395f, 0.38286376f], rand(3, generator: generator));
    }

    internal static void Close(float[] expected, Tensor actual, float tolerance = 2e-6f)
    {
        var values = actual.to(float32).data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"[{i}]: expected {expected[i]}, found {values[i]}");
    }
}
