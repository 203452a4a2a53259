using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Sizes and strides of a tensor: they tell which steps of layout share its memory and which copy it.</summary>
internal sealed class TensorLayout : IEquatable<TensorLayout>
{
    private readonly long[] _sizes;
    private readonly long[] _strides;

    private TensorLayout(long[] sizes, long[] strides)
    {
        _sizes = sizes;
        _strides = strides;
    }

    /// <summary>How many elements it has.</summary>
    public long Elements => _sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether its elements lie in memory in the order of their positions.</summary>
    public bool IsContiguous => IsDense(Enumerable.Range(0, _sizes.Length));

    /// <summary>Whether it is a map [N, C, H, W] whose channels lie side by side.</summary>
    public bool IsChannelsLast => _sizes.Length == 4 && IsDense([0, 2, 3, 1]) && !IsContiguous;

    /// <summary>Where each element lies in memory, in the order of their positions.</summary>
    public IEnumerable<long> Positions()
    {
        var (at, position) = (new long[_sizes.Length], 0L);
        for (var left = Elements; left > 0; left--)
        {
            yield return position;
            for (var axis = _sizes.Length - 1; axis >= 0; axis--)
            {
                position += _strides[axis];
                if (++at[axis] < _sizes[axis]) break;
                position -= at[axis] * _strides[axis];
                at[axis] = 0;
            }
        }
    }

    /// <summary>A new tensor of the given sizes.</summary>
    public static TensorLayout Contiguous(IEnumerable<long> sizes)
    {
        long[] all = [.. sizes];
        return InOrder(all, [.. Enumerable.Range(0, all.Length)]);
    }

    /// <summary>A new map of the given sizes whose channels lie side by side.</summary>
    public static TensorLayout ChannelsLast(IEnumerable<long> sizes) => InOrder([.. sizes], [0, 2, 3, 1]);

    /// <summary>A new tensor of this one's sizes, its axes in memory in the same order: what an operation on each element yields.</summary>
    public TensorLayout Dense() => InOrder(_sizes, [.. Enumerable.Range(0, _sizes.Length).OrderByDescending(i => _strides[i])]);

    /// <summary>Whether it has the given sizes.</summary>
    public bool HasSizes(IEnumerable<long> sizes) => _sizes.SequenceEqual(sizes);

    /// <summary>The same memory with the axes in another order.</summary>
    public TensorLayout Permuted(IReadOnlyList<int> order) => new([.. order.Select(i => _sizes[i])], [.. order.Select(i => _strides[i])]);

    /// <summary>A run of positions of an axis.</summary>
    public TensorLayout Narrowed(int axis, long length) => new([.. _sizes.Select((size, i) => i == axis ? length : size)], _strides);

    /// <summary>One position of an axis.</summary>
    public TensorLayout Selected(int axis) => new([.. _sizes.Where((_, i) => i != axis)], [.. _strides.Where((_, i) => i != axis)]);

    /// <summary>The same memory with axes of size 1 stretched.</summary>
    public TensorLayout Expanded(IReadOnlyList<long> sizes) => new([.. sizes], [.. _strides.Select((stride, i) => _sizes[i] == sizes[i] ? stride : 0)]);

    /// <summary>The same memory read with other sizes; null where that is not possible, so that a reshape copies.</summary>
    public TensorLayout? Viewed(IReadOnlyList<long> sizes)
    {
        if (Elements == 0 || _sizes.Length == 0) return Contiguous(sizes);
        var strides = new long[sizes.Count];
        var at = sizes.Count - 1;
        // Axes whose memory runs on without a gap form a chunk; each chunk is cut anew by itself.
        var (step, chunk, taken) = (_strides[_strides.Length - 1], 1L, 1L);
        for (var axis = _sizes.Length - 1; axis >= 0; axis--)
        {
            chunk *= _sizes[axis];
            if (axis > 0 && (_sizes[axis - 1] == 1 || _strides[axis - 1] == chunk * step)) continue;
            for (; at >= 0 && (taken < chunk || sizes[at] == 1); at--)
            {
                strides[at] = taken * step;
                taken *= sizes[at];
            }
            if (taken != chunk) return null;
            if (axis > 0) (step, chunk, taken) = (_strides[axis - 1], 1, 1);
        }
        return at < 0 ? new([.. sizes], strides) : null;
    }

    /// <inheritdoc/>
    public bool Equals(TensorLayout? other) => other is not null && _sizes.AsSpan().SequenceEqual(other._sizes) && _strides.AsSpan().SequenceEqual(other._strides);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => _sizes.Aggregate(17, (hash, size) => unchecked((hash * 31) + size.GetHashCode()));

    private static TensorLayout InOrder(long[] sizes, IReadOnlyList<int> order)
    {
        var strides = new long[sizes.Length];
        var stride = 1L;
        foreach (var axis in order.Reverse())
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return new(sizes, strides);
    }

    private bool IsDense(IEnumerable<int> order)
    {
        var stride = 1L;
        foreach (var axis in order.Reverse())
        {
            if (_sizes[axis] != 1 && _strides[axis] != stride) return false;
            stride *= _sizes[axis];
        }
        return true;
    }
}
