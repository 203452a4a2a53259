using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.UseSites;

/// <summary>What is known of a value. Nothing is known where there is none.</summary>
internal abstract record Fact
{
    /// <summary>What holds whichever of two facts does.</summary>
    public static Fact? Merge(Fact? a, Fact? b)
    {
        if (a is null || b is null) return null;
        if (a.Equals(b)) return a;
        return (a, b) switch
        {
            (TensorFact x, TensorFact y) when x.Rank == y.Rank => new TensorFact(x.Sizes.Zip(y.Sizes, (m, n) => m == n ? m : null)),
            (TupleFact x, TupleFact y) when x.Elements.Count == y.Elements.Count => new TupleFact(x.Elements.Zip(y.Elements, Merge).ToValueList()),
            _ => null,
        };
    }
}

/// <summary>A tensor of a known number of axes.</summary>
/// <param name="Sizes">Their sizes; null for one that is not known.</param>
internal sealed record TensorFact(ValueList<long?> Sizes) : Fact
{
    public TensorFact(IEnumerable<long?> sizes) : this(sizes.ToValueList())
    {
    }

    // Far more than there is memory for, and small enough to multiply once more.
    private const decimal MostElements = int.MaxValue * (decimal)int.MaxValue / 1024;

    public int Rank => Sizes.Count;

    /// <summary>The position of an axis that may be counted from the end; null where there is none such.</summary>
    public int? Axis(long axis) => Position(axis, Rank);

    /// <summary>The position among a number of axes.</summary>
    public static int? Position(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : null;

    /// <summary>The number of elements, where it is known.</summary>
    public long? Elements => Product(Sizes);

    /// <summary>The product of sizes; null where one is not known, or it is larger than any memory.</summary>
    public static long? Product(IEnumerable<long?> sizes)
    {
        decimal product = 1;
        foreach (var size in sizes)
        {
            if (size is not { } factor || factor is < int.MinValue or > int.MaxValue || Math.Abs(product * factor) > MostElements) return null;
            product *= factor;
        }
        return (long)product;
    }

    /// <summary>The shape as messages show it.</summary>
    public override string ToString() => "[" + string.Join(", ", Sizes.Select(s => s is { } size ? Dim.Text(size) : "?")) + "]";
}

/// <summary>A whole number.</summary>
internal sealed record NumberFact(long Value) : Fact;

/// <summary>A list of numbers.</summary>
internal sealed record NumbersFact(ValueList<long?> Values) : Fact;

/// <summary>A list of tensors.</summary>
internal sealed record TensorsFact(ValueList<TensorFact?> Tensors) : Fact;

/// <summary>A tuple.</summary>
internal sealed record TupleFact(ValueList<Fact?> Elements) : Fact;

/// <summary>An object of exactly this class.</summary>
internal sealed record ObjectFact(INamedTypeSymbol Type) : Fact
{
    public bool Equals(ObjectFact? other) => other is not null && SymbolEqualityComparer.Default.Equals(Type, other.Type);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Type);
}

/// <summary>The record that a model with several outputs yields.</summary>
/// <param name="Sizes">The sizes that its call fixed, by their names.</param>
internal sealed record OutputsFact(ValueList<(string Name, long Size)> Sizes) : Fact;
