using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>The sizes of a tensor's axes, outermost first.</summary>
public sealed class Shape : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly Dim[] _dims;
    private string? _text;

    /// <summary>A shape of the given sizes.</summary>
    public Shape(params Dim[] dims) => _dims = [.. dims];

    /// <summary>A shape of the given sizes.</summary>
    public Shape(IEnumerable<Dim> dims) => _dims = [.. dims];

    /// <summary>The number of axes.</summary>
    public int Rank => _dims.Length;

    int IReadOnlyCollection<Dim>.Count => _dims.Length;

    /// <summary>The size of one axis; negative counts from the end.</summary>
    public Dim this[int axis] => _dims[axis < 0 ? axis + _dims.Length : axis];

    /// <summary>The number of elements.</summary>
    public Dim Elements => _dims.Aggregate((Dim)1, (product, dim) => product * dim);

    /// <summary>The same shape with one axis of another size.</summary>
    public Shape With(int axis, Dim size) => new(_dims.Select((d, i) => i == (axis < 0 ? axis + Rank : axis) ? size : d));

    /// <summary>The same shape without one axis.</summary>
    public Shape Without(int axis) => new(_dims.Where((_, i) => i != (axis < 0 ? axis + Rank : axis)));

    /// <summary>The sizes for the reference size of the input.</summary>
    internal long[] AtReference()
    {
        var sizes = new long[Rank];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = _dims[i].AtReference();
        return sizes;
    }

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether two shapes have the same sizes.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Whether two shapes differ in a size.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && ValueList.AreEqual(_dims, other._dims));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueList.HashOf(_dims);

    /// <summary>As in <c>[N, 64, 56, 56]</c>.</summary>
    public override string ToString() => _text ??= "[" + string.Join(", ", _dims.Select(d => d.ToString())) + "]";
}
