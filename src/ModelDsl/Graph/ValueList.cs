using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ModelDsl;

/// <summary>A fixed list that is equal to another with equal elements in the same order.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    internal ValueList(T[] items) => _items = items;

    /// <summary>The empty list.</summary>
    public static ValueList<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) => other is not null && ValueList.AreEqual(_items, other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueList.HashOf(_items);

    /// <inheritdoc/>
    public override string ToString() =>
        "[" + string.Join(", ", _items.Select(i => Convert.ToString(i, System.Globalization.CultureInfo.InvariantCulture))) + "]";
}

/// <summary>Makes <see cref="ValueList{T}"/>s.</summary>
public static class ValueList
{
    /// <summary>A list of the given items.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>A list of the given items.</summary>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => new(items.ToArray());

    // Graphs are compared and looked up by the thousand: loops, since a sequence is several objects each time.
    internal static bool AreEqual<T>(T[] items, T[] others)
    {
        if (ReferenceEquals(items, others)) return true;
        if (items.Length != others.Length) return false;
        var comparer = EqualityComparer<T>.Default;
        for (var i = 0; i < items.Length; i++) if (!comparer.Equals(items[i], others[i])) return false;
        return true;
    }

    internal static int HashOf<T>(T[] items)
    {
        var hash = 17;
        foreach (var item in items) hash = unchecked(hash * 31 + (item?.GetHashCode() ?? 0));
        return hash;
    }
}
