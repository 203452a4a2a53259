using System.CommandLine;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>The options that say how pictures pass through a segmentation model.</summary>
internal sealed class SegmentationParameters
{
    private readonly Option<int?> side = Side();
    private readonly Option<int?> window = Parameters.Whole("--sliding", "The side of windows that overlap, whose scores are averaged; default: the model's input where its size is fixed, else the whole picture", 1, 65_536);
    private readonly Option<int?> stride = Parameters.Whole("--stride", "How far a window is from the next one; default: two thirds of its side", 1, 65_536);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [side, window, stride];

    /// <summary>The shorter side of pictures.</summary>
    public static Option<int?> Side() => Parameters.Whole("--size", "The shorter side to which pictures are scaled; default: that of the model's input", 1, 65_536);

    /// <summary>The number of pixels without a class.</summary>
    public static Option<int?> IgnoreLabel() => Parameters.Whole("--ignore-label", "The number in masks of pixels that have no class", 0, 255, SegmentationData.DefaultIgnoreLabel);

    /// <summary>What was given.</summary>
    public SegmentationSettings Read(ParseResult parsed) => new() { Side = parsed.GetValue(side), Window = parsed.GetValue(window), Stride = parsed.GetValue(stride) };
}
