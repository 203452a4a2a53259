using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Data;

/// <summary>Opens the data that a command names.</summary>
internal static class DataSource
{
    /// <summary>The name by which Fashion-MNIST is asked for.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary>Opens images with classes, or pictures with masks.</summary>
    /// <param name="source">What was asked for.</param>
    /// <param name="isSegmentation">Which of them.</param>
    /// <param name="ignoreLabel">The number of pixels without a class in masks.</param>
    /// <param name="terminal">Where the wait is shown.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UserException">Fashion-MNIST cannot be fetched.</exception>
    /// <exception cref="TrainingException">There is no such folder, or it cannot be used.</exception>
    public static TrainingData Open(string source, bool isSegmentation, int? ignoreLabel, Terminal terminal, CancellationToken cancellation)
    {
        if (!isSegmentation) return OpenImages(source, terminal, cancellation);
        if (!Directory.Exists(source)) throw new UserException($"--data: {source}: no such folder");
        return SegmentationData.Open(source, ignoreLabel ?? SegmentationData.DefaultIgnoreLabel);
    }

    /// <summary>Opens Fashion-MNIST by its name, anything else as a folder of images with classes.</summary>
    /// <param name="source">What was asked for.</param>
    /// <param name="terminal">Where the wait is shown.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UserException">Fashion-MNIST cannot be fetched.</exception>
    /// <exception cref="TrainingException">There is no such folder, or it cannot be used.</exception>
    public static ImageData OpenImages(string source, Terminal terminal, CancellationToken cancellation)
    {
        if (source == FashionMnist)
            return ImageData.OpenFashionMnist(new FashionMnistFiles().Locate(line => terminal.Error.WriteLine($"modeldsl: {line}"), cancellation)) with { Name = source };
        if (!Directory.Exists(source)) throw new UserException($"--data: {source}: no such folder, nor the name of a data set ({FashionMnist})");
        return ImageData.Open(source);
    }

    /// <summary>Says what of a folder is not used.</summary>
    /// <param name="data">The data.</param>
    /// <param name="terminal">Where it is said.</param>
    public static void TellLeftOut(TrainingData data, Terminal terminal)
    {
        foreach (var part in data.LeftOut) terminal.WriteLine($"left out of {data.Name}: {part}");
    }
}
