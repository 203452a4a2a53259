namespace ModelDsl.Models;

/// <summary>The maps of a backbone as inputs, for a head that is a model by itself.</summary>
public static class Levels
{
    /// <summary>Inputs [N, C, H, W] <c>level1</c>, <c>level2</c>, …: each of half the height and width of the one before, rounded up.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="channels">Channels of each map, finest first.</param>
    /// <param name="finest">Height and width of the first map.</param>
    public static Features Inputs(Scope s, IReadOnlyList<int> channels, ImageSize finest) => new(
    [
        .. channels.Select((count, i) => ($"level{i + 1}", s.Input($"level{i + 1}", Dim.Batch, count, Dim.CeilDivide(finest.Height, 1 << i), Dim.CeilDivide(finest.Width, 1 << i)))),
    ]);

    /// <summary>Any size of the finest map of four, or all whose halves are whole; costs are stated for an image of 224×224.</summary>
    internal static ImageSize Any(int multipleOf = 1) => ImageSize.Any(minimum: multipleOf, multipleOf, reference: 56);
}
