namespace ModelDsl.Models;

/// <summary>Height and width of an image: a number for a square, a pair, or <see cref="Any"/>.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageSize(Dim Height, Dim Width)
{
    /// <summary>A square.</summary>
    public static implicit operator ImageSize(int side) => new(side, side);

    /// <summary>Height, then width.</summary>
    public static implicit operator ImageSize((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>A size that is fixed only at run time: one instance of the model serves all.</summary>
    /// <param name="minimum">The smallest height and width.</param>
    /// <param name="multipleOf">A number that divides every height and width.</param>
    /// <param name="reference">The side for which costs are stated and tables are saved.</param>
    public static ImageSize Any(int minimum = 32, int multipleOf = 1, int reference = 224) =>
        new(Dim.Symbol("H", multipleOf, minimum, reference), Dim.Symbol("W", multipleOf, minimum, reference));
}
