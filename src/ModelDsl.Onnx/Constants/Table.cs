namespace ModelDsl.Onnx.Constants;

/// <summary>A tensor whose values are known when the file is written.</summary>
/// <remarks>Its values are computed in one order everywhere, so that a file is the same to the byte on every machine.</remarks>
internal sealed class Table
{
    private readonly float[]? _floats;
    private readonly long[]? _integers;

    private Table(ElementType type, long[] shape, float[]? floats, long[]? integers) => (Type, Shape, _floats, _integers) = (type, shape, floats, integers);

    /// <summary>The type of its elements; truth values are integers 0 and 1.</summary>
    public ElementType Type { get; }

    /// <summary>Its sizes.</summary>
    public long[] Shape { get; }

    /// <summary>The number of its elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Its elements, where they are floating point numbers.</summary>
    public float[] Floats => _floats ?? throw new InvalidOperationException($"a table of {Type} has no floating point numbers");

    /// <summary>Its elements, where they are whole numbers or truth values.</summary>
    public long[] Integers => _integers ?? throw new InvalidOperationException($"a table of {Type} has no whole numbers");

    /// <summary>The element at a place.</summary>
    public double this[long index] => _floats is null ? _integers![index] : _floats[index];

    /// <summary>A table of floating point numbers.</summary>
    public static Table Of(long[] shape, float[] values) => new(ElementType.Float32, shape, values, null);

    /// <summary>A table of whole numbers.</summary>
    public static Table Of(long[] shape, long[] values) => new(ElementType.Int64, shape, null, values);

    /// <summary>A table of truth values.</summary>
    public static Table Truths(long[] shape, long[] values) => new(ElementType.Bool, shape, null, values);

    /// <summary>A table of a type, its elements computed one by one.</summary>
    public static Table Of(ElementType type, long[] shape, Func<long, double> element)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        if (type == ElementType.Float32)
        {
            var floats = new float[count];
            for (var i = 0L; i < count; i++) floats[i] = (float)element(i);
            return Of(shape, floats);
        }
        var integers = new long[count];
        for (var i = 0L; i < count; i++) integers[i] = (long)element(i);
        return new(type, shape, null, integers);
    }

    /// <summary>The same elements in another shape.</summary>
    public Table Reshaped(long[] shape) => new(Type, shape, _floats, _integers);

    /// <summary>Elements of this table, found by a step for each axis of the result.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="strides">How far the next index of each axis is; 0 repeats.</param>
    /// <param name="start">The element of the first index.</param>
    public Table Gathered(long[] shape, long[] strides, long start = 0)
    {
        var places = Places(shape, strides, start);
        return _floats is { } floats
            ? Of(shape, Array.ConvertAll(places, p => floats[p]))
            : new(Type, shape, null, Array.ConvertAll(places, p => _integers![p]));
    }

    /// <summary>With the axes in another order.</summary>
    public Table Permuted(IReadOnlyList<int> order)
    {
        var strides = Strides(Shape);
        return Gathered([.. order.Select(a => Shape[a])], [.. order.Select(a => strides[a])]);
    }

    /// <summary>Repeated along axes of size 1, and along new ones in front.</summary>
    public Table Expanded(long[] shape)
    {
        var (strides, missing) = (Strides(Shape), shape.Length - Shape.Length);
        return shape.SequenceEqual(Shape) ? this : Gathered(shape, [.. shape.Select((_, i) => i < missing || Shape[i - missing] == 1 ? 0 : strides[i - missing])]);
    }

    /// <summary>How many elements the next index of each axis is away.</summary>
    public static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (i, step) = (shape.Length - 1, 1L); i >= 0; step *= shape[i], i--) strides[i] = step;
        return strides;
    }

    private static long[] Places(long[] shape, long[] strides, long start)
    {
        var places = new long[shape.Aggregate(1L, (product, size) => product * size)];
        var index = new long[shape.Length];
        var place = start;
        for (var i = 0L; i < places.LongLength; i++)
        {
            places[i] = place;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++index[axis] < shape[axis]) break;
                place -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return places;
    }
}
