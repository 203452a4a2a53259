namespace ModelDsl.Models;

/// <summary>Maps cut into groups of tokens, within which attention works, and put together again.</summary>
internal static class Windows
{
    /// <summary>The map with zeros on the right and below, so that windows of a side tile it.</summary>
    public static Sym FilledTo(this Sym map, int window) => map.Pad(
        left: 0, right: Dim.CeilDivide(map.Width, window) * window - map.Width, top: 0, bottom: Dim.CeilDivide(map.Height, window) * window - map.Height);

    /// <summary>Windows of rows × columns neighbours, [N, C, H, W] → [N, windows, tokens, C].</summary>
    public static Sym ToWindows(this Sym map, Dim rows, Dim columns) =>
        map.Rearrange("b c (h p) (w q) -> b (h w) (p q) c", ("p", rows), ("q", columns));

    /// <summary>The map of which <see cref="ToWindows"/> made windows.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="rows">Rows of a window.</param>
    /// <param name="height">Rows of the map.</param>
    public static Sym FromWindows(this Sym windows, Dim rows, Dim height) =>
        windows.Rearrange("b (h w) (p q) c -> b c (h p) (w q)", ("h", height / rows), ("p", rows));

    /// <summary>Grids of rows × columns positions that are spread evenly over the map, [N, C, H, W] → [N, grids, tokens, C].</summary>
    public static Sym ToGrids(this Sym map, Dim rows, Dim columns) =>
        map.Rearrange("b c (i u) (j v) -> b (u v) (i j) c", ("i", rows), ("j", columns));

    /// <summary>The map of which <see cref="ToGrids"/> made grids.</summary>
    /// <param name="grids">The grids.</param>
    /// <param name="rows">Rows of a grid.</param>
    /// <param name="height">Rows of the map.</param>
    public static Sym FromGrids(this Sym grids, Dim rows, Dim height) =>
        grids.Rearrange("b (u v) (i j) c -> b c (i u) (j v)", ("u", height / rows), ("i", rows));
}
