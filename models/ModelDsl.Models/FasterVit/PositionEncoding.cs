namespace ModelDsl.Models;

/// <summary>Positions through small MLPs on coordinates, after Swin V2. They depend on weights only.</summary>
internal static class PositionEncoding
{
    private const int Hidden = 512;

    /// <summary>Adds an embedding of each token's row and column in a square, [b, rows·columns, C] → the same shape.</summary>
    /// <remarks>
    /// Where rows and columns are fixed only at run time and differ, nothing is added. In the published code for detection something is, and
    /// each line counts as if it had as many tokens as the grid.
    /// </remarks>
    [Block]
    public static Sym AbsolutePosition(Scope s, Sym x, Dim rows, Dim columns, bool isDetection)
    {
        Require.That(rows != 1, $"a square of {rows}×{columns} tokens has no positions to tell apart; it needs a side of at least 2", rows);
        var line = Centered(s, rows, isDetection ? x.Shape[1] : rows);
        var (row, column) = line.Meshgrid(rows == columns ? line : Centered(s, columns, isDetection ? x.Shape[1] : columns));
        var embedding = Mlp(s / "cpb_mlp", row.StackLast(column).Rearrange("h w k -> 1 (h w) k"), x.Features);
        if (rows != columns && !isDetection) embedding *= Dim.Indicator(rows, columns);
        return x + embedding.Cached(s, "relative_bias");
    }

    /// <summary>Adds a bias for each pair of relative positions, [b, heads, n, n] → the same shape; n − window² leading tokens get none.</summary>
    [Block]
    public static Sym RelativePosition(Scope s, Sym logits, Dim window) => WithBias(s, logits, window);

    /// <summary>The same among the carrier tokens of the published code for detection, of which there may be more than window² on any image.</summary>
    [Block]
    public static Sym DetectionCarrierPosition(Scope s, Sym logits, Dim window) => WithBias(s, logits, window);

    private static Sym WithBias(Scope s, Sym logits, Dim window)
    {
        Require.That(window != 1, $"a square of {window}×{window} tokens has no positions to tell apart; it needs a side of at least 2", window);
        var heads = logits.Shape[1];
        var outside = logits.Features - window * window;

        // Offsets on a logarithmic scale, so that a bias carries over to larger windows.
        var offsets = s.Arange(1 - window, window);
        var (rowOffsets, columnOffsets) = offsets.Meshgrid(offsets);
        var scaled = rowOffsets.StackLast(columnOffsets) / NotZero(window - 1) * 8;
        var coordinates = s.Buffer("relative_coords_table", (scaled.Sign() * (scaled.Abs() + 1).Log2() / 3).Rearrange("h w k -> 1 h w k"));

        var index = s.Buffer("relative_position_index", RelativePositions.Index(s, window, window));

        var bias = Mlp(s / "cpb_mlp", coordinates, heads)
            .Rearrange("1 h w k -> (h w) k")
            .TakeRows(index.Rearrange("i j -> (i j)"))
            .Rearrange("(i j) k -> 1 k i j", ("i", window * window))
            .Sigmoid() * 16;
        return logits + bias.Pad(left: outside, right: 0, top: outside, bottom: 0).Cached(s, "relative_bias");
    }

    /// <summary>Positions on a line of tokens, from −1 to 1 where the whole is the line, as published: that before the middle of an even line is 0.</summary>
    private static Sym Centered(Scope s, Dim count, Dim whole) => (s.Arange(0, count) - whole / 2) / NotZero(whole / 2);

    /// <summary>A size to divide by: a single token, which only run time knows of, stands at 0.</summary>
    private static Dim NotZero(Dim size) => size + Dim.Indicator(size, 0);

    private static Sym Mlp(Scope s, Sym x, Dim features) =>
        x.TransformerLinear(s / 0, Hidden)
         .Relu()
         .TransformerLinear(s / 2, features, bias: false);
}
