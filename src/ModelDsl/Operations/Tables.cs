using System.Collections.Generic;

namespace ModelDsl;

/// <summary>Constant tables, described and not computed: window 48 has an index of 2304² elements.</summary>
public static class Tables
{
    /// <summary>The numbers from <paramref name="start"/> up to but not including <paramref name="end"/>, [end − start].</summary>
    /// <param name="s">Any scope of the model.</param>
    /// <param name="start">The first number.</param>
    /// <param name="end">The number after the last.</param>
    /// <exception cref="SpecException">The range is empty.</exception>
    public static Sym Arange(this Scope s, Dim start, Dim end)
    {
        if ((end - start).Minimum() is < 1)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"the numbers from {start} up to {end} are no table; the second number has to be the larger one", nameof(end))
            {
                Provenance = Provenance.Join(end.Provenance, start.Provenance),
                Wrong = [new(end, Nearest.Exactly(start + 1)), new(start, Nearest.Exactly(end - 1))],
            });
            return s.Graph.Add(new ArangeOp(0, 1), new Shape(((Dim)1).Assumed(Provenance.Join(end.Provenance, start.Provenance))));
        }
        return s.Graph.Add(new ArangeOp(start, end), new Shape(end - start));
    }

    /// <summary>Row and column numbers of a grid as two tables [rows, columns].</summary>
    /// <param name="rows">The number of each row, [rows].</param>
    /// <param name="columns">The number of each column, [columns].</param>
    public static (Sym Rows, Sym Columns) Meshgrid(this Sym rows, Sym columns) =>
        (rows.Move("h -> h w", ("w", columns.Features)), columns.Move("w -> h w", ("h", rows.Features)));

    /// <summary>Two tables of one shape as one with a last axis of 2.</summary>
    /// <param name="first">Position 0 of the new axis.</param>
    /// <param name="second">Position 1 of the new axis.</param>
    public static Sym StackLast(this Sym first, Sym second)
    {
        var axes = string.Join(" ", System.Linq.Enumerable.Select(first.Shape, (_, i) => "a" + Dim.Text(i)));
        var pattern = $"{axes} -> {axes} 1";
        return first.Move(pattern).Concat(second.Move(pattern), -1);
    }

    /// <summary>The numbers as 64-bit integers, cut off towards zero.</summary>
    /// <param name="x">The table.</param>
    public static Sym ToInt64(this Sym x) => x.Graph.Add(new ToInt64Op(), "", x.Shape, ElementType.Int64, x);

    /// <summary>The rows that an index names, [rows, features] and [n] → [n, features].</summary>
    /// <param name="x">The table of rows.</param>
    /// <param name="index">Row numbers, 64-bit integers.</param>
    /// <exception cref="SpecException">The table or the index has another form.</exception>
    public static Sym TakeRows(this Sym x, Sym index)
    {
        Checks.Rank(x, 2, "a look-up", "a table [rows, features]");
        if (index.Rank != 1 || index.Type != ElementType.Int64)
            throw new SpecException(SpecErrors.WrongRank, $"row numbers are one axis of 64-bit integers, not {index}", nameof(index));
        return x.Graph.Add(new TakeRowsOp(), new Shape(index.Shape[0], x.Shape[1]), x, index);
    }
}

/// <summary>A run of numbers.</summary>
public sealed record ArangeOp(Dim Start, Dim End) : SourceOp
{
    /// <inheritdoc/>
    public override string Name => "arange";
}

/// <summary>Conversion to 64-bit integers.</summary>
public sealed record ToInt64Op : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "to_int64";

    internal override ResultOrder Order => ResultOrder.InOrder;
}

/// <summary>Rows of a table by number.</summary>
public sealed record TakeRowsOp : Op
{
    /// <inheritdoc/>
    public override string Name => "take_rows";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => [inputs[1].Axis(0), inputs[0].Axis(1)];

    internal override ResultOrder Order => ResultOrder.InOrder;
}
