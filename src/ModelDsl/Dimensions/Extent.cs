using System;
using System.Diagnostics.CodeAnalysis;

namespace ModelDsl;

/// <summary>A height and a width. A number stands for both; <c>(1, 7)</c> is 1 high and 7 wide.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record Extent(Dim Height, Dim Width)
{
    /// <summary>Whether height and width are equal.</summary>
    public bool IsSquare => Height == Width;

    /// <summary>A number for both.</summary>
    public static implicit operator Extent(int size) => new((Dim)size);

    /// <summary>A number for both.</summary>
    public static implicit operator Extent(long size) => new((Dim)size);

    /// <summary>A size for both; none where there is none.</summary>
    [return: NotNullIfNotNull(nameof(size))]
    public static implicit operator Extent?(Dim? size) => size is null ? null : new(size);

    /// <summary>A height and a width.</summary>
    public static implicit operator Extent((Dim Height, Dim Width) size) => new(size.Height, size.Width);

    /// <summary>As in <c>3</c> or <c>(1, 7)</c>.</summary>
    public override string ToString() => IsSquare ? Height.ToString() : $"({Height}, {Width})";

    private Extent(Dim both) : this(both, both)
    {
    }

    /// <summary>What becomes of both; of a number that stands for both, once.</summary>
    internal Extent Select(Func<Dim, Dim> selector)
    {
        var height = selector(Height);
        return new(height, ReferenceEquals(Height, Width) ? height : selector(Width));
    }

    /// <summary>The same sizes, with a record of where those come from that have none.</summary>
    internal Extent From(Provenance origin) => Select(size => size.Provenance is null ? size.From(origin) : size);
}
