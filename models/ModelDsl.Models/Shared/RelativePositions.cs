namespace ModelDsl.Models;

/// <summary>Where the tokens of a window lie relative to each other.</summary>
internal static class RelativePositions
{
    /// <summary>
    /// The number of each pair's offset, [n, n]: offsets are counted row by row, from that of the first token and the last to that of the last
    /// and the first, (2·rows − 1)·(2·columns − 1) in all.
    /// </summary>
    /// <param name="s">Any scope of the model.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    public static Sym Index(Scope s, Dim rows, Dim columns)
    {
        var (row, column) = Grid(s, rows, columns);
        return ((Difference(row) + (rows - 1)) * (2 * columns - 1) + (Difference(column) + (columns - 1))).ToInt64();
    }

    /// <summary>The number of each pair's distance, [n, n]: |Δrow|·columns + |Δcolumn|.</summary>
    /// <param name="s">Any scope of the model.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    public static Sym Distance(Scope s, Dim rows, Dim columns)
    {
        var (row, column) = Grid(s, rows, columns);
        return (Difference(row).Abs() * columns + Difference(column).Abs()).ToInt64();
    }

    /// <summary>The entries of a table [entries, heads] that an index [n, n] names, [heads, n, n].</summary>
    public static Sym LookUp(Sym table, Sym index) =>
        table.TakeRows(index.Rearrange("i j -> (i j)")).Rearrange("(i j) k -> k i j", ("i", index.Shape[0]));

    /// <summary>A learned bias for each offset in a window, [heads, n, n].</summary>
    /// <param name="s">Where <c>relative_position_bias_table</c> belongs.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <param name="isTensorflow">
    /// Whether the table is [heads, 2·rows − 1, 2·columns − 1] and counts from the other token, as in models that were written in TensorFlow; else it
    /// is [offsets, heads], as in Swin.
    /// </param>
    public static Sym Bias(Scope s, int heads, Dim rows, Dim columns, bool isTensorflow = false)
    {
        const string name = "relative_position_bias_table";
        var index = s.Buffer("relative_position_index", Index(s, rows, columns), persistent: false);
        if (!isTensorflow) return LookUp(s.Parameter(name, [(2 * rows - 1) * (2 * columns - 1), heads], Layers.TransformerInit), index);
        var table = s.Parameter(name, [heads, 2 * rows - 1, 2 * columns - 1], Init.Normal(0.02));
        return LookUp(table.Rearrange("k i j -> (i j) k"), index).Rearrange("k i j -> k j i");
    }

    /// <summary>The same as a module.</summary>
    /// <param name="s">Where <c>relative_position_bias_table</c> belongs.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="rows">Rows of the window.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <param name="isTensorflow">Which form the table has.</param>
    [Block]
    public static Sym BiasModule(Scope s, int heads, Dim rows, Dim columns, bool isTensorflow) => Bias(s, heads, rows, columns, isTensorflow);

    private static (Sym Rows, Sym Columns) Grid(Scope s, Dim rows, Dim columns)
    {
        var line = s.Arange(0, rows);
        return line.Meshgrid(rows == columns ? line : s.Arange(0, columns));
    }

    /// <summary>How far each token of a window lies from each other one along one axis, [rows, columns] → [n, n].</summary>
    private static Sym Difference(Sym table) => table.Rearrange("h w -> (h w) 1") - table.Rearrange("h w -> 1 (h w)");
}
