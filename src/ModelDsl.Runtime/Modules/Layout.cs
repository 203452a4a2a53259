using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Steps of layout that belong together.</summary>
public static class Layout
{
    /// <summary>Views, permutes, stretches and merges axes, each step where it is given; every tensor on the way is freed at once.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="view">The shape with every axis by itself.</param>
    /// <param name="order">The order of those axes afterwards.</param>
    /// <param name="unsqueezed">The shape with axes of size 1 that are about to stretch.</param>
    /// <param name="expanded">The shape with those axes stretched.</param>
    /// <param name="merged">The final shape.</param>
    /// <returns>A tensor of its own handle.</returns>
    public static torch.Tensor Rearrange(
        torch.Tensor x, long[]? view = null, long[]? order = null, long[]? unsqueezed = null, long[]? expanded = null, long[]? merged = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = x;
        if (view is not null) Next(result.view(view));
        if (order is not null) Next(result.permute(order));
        if (unsqueezed is not null) Next(result.reshape(unsqueezed));
        if (expanded is not null) Next(result.expand(expanded));
        if (merged is not null) Next(result.reshape(merged));
        return ReferenceEquals(result, x) ? x.alias() : result;

        void Next(torch.Tensor next)
        {
            if (!ReferenceEquals(result, x)) result.Dispose();
            result = next;
        }
    }

    /// <summary>A map [N, C, H, W] with each channel together in memory: a copy, or the map itself where it lies so.</summary>
    /// <param name="x">The map.</param>
    /// <returns>A tensor of its own handle.</returns>
    public static torch.Tensor Planes(torch.Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var sizes = x.shape;
        return WithStrides(x.contiguous(), [sizes[1] * sizes[2] * sizes[3], sizes[2] * sizes[3], sizes[3], 1]);
    }

    /// <summary>A map [N, C, H, W] with the channels of each position together in memory: a copy, or the map itself where it lies so.</summary>
    /// <param name="x">The map.</param>
    /// <returns>A tensor of its own handle.</returns>
    public static torch.Tensor ChannelsLast(torch.Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var sizes = x.shape;
        using var positions = x.permute(0, 2, 3, 1);
        using var ordered = positions.contiguous();
        return WithStrides(ordered.permute(0, 3, 1, 2), [sizes[1] * sizes[2] * sizes[3], 1, sizes[3] * sizes[1], sizes[1]]);
    }

    /// <summary>
    /// The strides of axes of size 1 do not matter to where elements lie, but libtorch tells the order of a map by them.
    /// </summary>
    private static torch.Tensor WithStrides(torch.Tensor x, long[] strides)
    {
        if (x.stride().AsSpan().SequenceEqual(strides)) return x;
        using (x) return x.as_strided(x.shape, strides, x.storage_offset());
    }
}
