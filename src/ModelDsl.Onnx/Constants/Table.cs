using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Constants;

/// <summary>A tensor whose values are known when the file is written: elements in memory, and how its axes go through them.</summary>
/// <remarks>
/// Its values are computed in one order everywhere, so that a file is the same to the byte on every machine. Views of a table share
/// its elements: the largest weights of a model are as large as all that a program may use besides.
/// </remarks>
internal sealed class Table
{
    private readonly float[]? _floats;
    private readonly long[]? _integers;
    private readonly long[] _strides;
    private readonly long _start;

    private Table(ElementType type, long[] shape, float[]? floats, long[]? integers, long[]? strides = null, long start = 0) =>
        (Type, Shape, _floats, _integers, _strides, _start) = (type, shape, floats, integers, strides ?? Strides(shape), start);

    /// <summary>The type of its elements; truth values are integers 0 and 1.</summary>
    public ElementType Type { get; }

    /// <summary>Its sizes.</summary>
    public long[] Shape { get; }

    /// <summary>The number of its elements.</summary>
    public long Count => Elements(Shape);

    /// <summary>The element at a place in memory; only of a table that is <see cref="InOrder"/>.</summary>
    public double this[long index] => _floats is null ? _integers![index] : _floats[index];

    /// <summary>Its elements, where they are whole numbers or truth values, in order.</summary>
    public long[] Integers => InOrder()._integers ?? throw new InvalidOperationException($"a table of {Type} has no whole numbers");

    /// <summary>A table of floating point numbers.</summary>
    public static Table Of(long[] shape, float[] values) => new(ElementType.Float32, shape, values, null);

    /// <summary>A table of whole numbers.</summary>
    public static Table Of(long[] shape, long[] values) => new(ElementType.Int64, shape, null, values);

    /// <summary>A table of a type, its elements computed one by one.</summary>
    public static Table Of(ElementType type, long[] shape, Func<long, double> element)
    {
        var count = Elements(shape);
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

    /// <summary>The elements in the order of the indices.</summary>
    public Reader Read() => new(this);

    /// <summary>The same table with its elements in memory in the order of the indices.</summary>
    public Table InOrder()
    {
        if (_start == 0 && _strides.AsSpan().SequenceEqual(Strides(Shape)) && (_floats?.LongLength ?? _integers!.LongLength) == Count) return this;
        var reader = Read();
        return Of(Type, Shape, _ => reader.Next());
    }

    /// <summary>The same elements in another shape.</summary>
    public Table Reshaped(long[] shape)
    {
        var ordered = InOrder();
        return new(Type, shape, ordered._floats, ordered._integers);
    }

    /// <summary>With the axes in another order.</summary>
    public Table Permuted(IReadOnlyList<int> order) => new(Type, [.. order.Select(a => Shape[a])], _floats, _integers, [.. order.Select(a => _strides[a])], _start);

    /// <summary>Repeated along axes of size 1, and along new ones in front.</summary>
    public Table Expanded(long[] shape)
    {
        var missing = shape.Length - Shape.Length;
        return new(Type, shape, _floats, _integers, [.. shape.Select((_, i) => i < missing || Shape[i - missing] == 1 ? 0 : _strides[i - missing])], _start);
    }

    /// <summary>A stretch of an axis.</summary>
    public Table Cut(int axis, long start, long length) =>
        new(Type, [.. Shape.Select((size, i) => i == axis ? length : size)], _floats, _integers, _strides, _start + start * _strides[axis]);

    /// <summary>One position of an axis, which is gone then.</summary>
    public Table At(int axis, long index) =>
        new(Type, [.. Shape.Where((_, i) => i != axis)], _floats, _integers, [.. _strides.Where((_, i) => i != axis)], _start + index * _strides[axis]);

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>How many elements the next index of each axis is away, where they lie in order.</summary>
    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (i, step) = (shape.Length - 1, 1L); i >= 0; step *= shape[i], i--) strides[i] = step;
        return strides;
    }

    /// <summary>Goes through the elements of a table in the order of the indices.</summary>
    internal sealed class Reader(Table table)
    {
        private readonly StridedWalk _walk = new(table.Shape, table._strides, table._start);

        /// <summary>The next element.</summary>
        public double Next() => table[_walk.Next()];
    }
}
