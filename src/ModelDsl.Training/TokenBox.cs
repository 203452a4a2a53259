using TorchSharp;

namespace ModelDsl.Training;

/// <summary>The tokens that come from a partner in the batch, a box in the last map: what a model with mixed tokens takes in training.</summary>
/// <param name="Top">The first row.</param>
/// <param name="Left">The first column.</param>
/// <param name="Bottom">The row behind the last one.</param>
/// <param name="Right">The column behind the last one.</param>
/// <param name="Rows">Rows of the map.</param>
/// <param name="Columns">Columns of the map.</param>
public sealed record TokenBox(int Top, int Left, int Bottom, int Right, int Rows, int Columns)
{
    /// <summary>A box as VOLO and LVT draw it: its share of the map is uniform, its centre too, and what lies outside of the map is cut off.</summary>
    /// <param name="random">Where it is drawn from.</param>
    /// <param name="rows">Rows of the map.</param>
    /// <param name="columns">Columns of the map.</param>
    public static TokenBox Draw(Random random, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return Around(random.NextDouble(), random.Next(rows), random.Next(columns), rows, columns);
    }

    /// <summary>A box of a share of a map, around a place; what lies outside of the map is cut off.</summary>
    internal static TokenBox Around(double share, int row, int column, int rows, int columns)
    {
        var side = Math.Sqrt(share);
        var (halfHeight, halfWidth) = ((int)(rows * side) / 2, (int)(columns * side) / 2);
        return new(Math.Max(row - halfHeight, 0), Math.Max(column - halfWidth, 0), Math.Min(row + halfHeight, rows), Math.Min(column + halfWidth, columns), rows, columns);
    }

    /// <summary>The box's share of the map, from 0 to 1.</summary>
    public double Share => (double)(Bottom - Top) * (Right - Left) / ((double)Rows * Columns);

    /// <summary>True inside of the box, [rows, columns]; the caller disposes it.</summary>
    public torch.Tensor Mask()
    {
        var values = new bool[Rows * Columns];
        for (var row = Top; row < Bottom; row++) values.AsSpan(row * Columns + Left, Right - Left).Fill(true);
        return torch.tensor(values, [Rows, Columns], dtype: torch.ScalarType.Bool);
    }

    /// <summary>The partner of each image, [images]: the batch in reverse order; the caller disposes it.</summary>
    /// <param name="images">Images of the batch.</param>
    public static torch.Tensor Partners(int images) => torch.tensor([.. Enumerable.Range(0, images).Select(i => (long)(images - 1 - i))], [images], dtype: torch.ScalarType.Int64);
}
