using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Pictures with a mask each: the class of each pixel. Reading is safe from several threads.</summary>
public interface ISegmentationDataset
{
    /// <summary>The number of pictures.</summary>
    int Count { get; }

    /// <summary>The names of the classes.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The number in masks of pixels that have no class: they count neither in the loss nor in measurements.</summary>
    int IgnoreLabel { get; }

    /// <summary>Reads a picture.</summary>
    /// <param name="index">Which picture.</param>
    /// <exception cref="ImageException">Its file cannot be used.</exception>
    RgbImage Read(int index);

    /// <summary>Reads a mask: at each pixel an index into <see cref="Classes"/>, or <see cref="IgnoreLabel"/>.</summary>
    /// <param name="index">Which picture's.</param>
    /// <exception cref="ImageException">Its file cannot be used.</exception>
    LabelMap ReadMask(int index);
}
