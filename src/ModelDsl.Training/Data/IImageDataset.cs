using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Images with a class each. Reading is safe from several threads.</summary>
public interface IImageDataset
{
    /// <summary>The number of images.</summary>
    int Count { get; }

    /// <summary>The names of the classes.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The class of an image, an index into <see cref="Classes"/>.</summary>
    /// <param name="index">Which image.</param>
    int Label(int index);

    /// <summary>Reads an image.</summary>
    /// <param name="index">Which image.</param>
    /// <exception cref="ImageException">Its file cannot be used.</exception>
    RgbImage Read(int index);
}
