namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Row and column numbers of a grid as two tables [rows, columns].</summary>
    /// <param name="rows">The number of each row, [rows].</param>
    /// <param name="columns">The number of each column, [columns].</param>
    /// <example><code>s.Arange(0, 7).Meshgrid(s.Arange(0, 5))  // 2 × [7, 5]</code></example>
    public static (Sym Rows, Sym Columns) Meshgrid(this Sym rows, Sym columns) =>
        (rows.Move("h -> h w", ("w", columns.Features)), columns.Move("w -> h w", ("h", rows.Features)));

    /// <summary>Two tables of one shape as one with a last axis of 2.</summary>
    /// <param name="first">Position 0 of the new axis.</param>
    /// <param name="second">Position 1 of the new axis.</param>
    /// <example><code>s.Arange(0, 7).StackLast(s.Arange(0, 7))  // [7, 2]</code></example>
    public static Sym StackLast(this Sym first, Sym second)
    {
        var axes = string.Join(" ", System.Linq.Enumerable.Select(first.Shape, (_, i) => "a" + Dim.Text(i)));
        var pattern = $"{axes} -> {axes} 1";
        return first.Move(pattern).Concat(second.Move(pattern), -1);
    }
}
