using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Data;

/// <summary>Opens the data that a command names.</summary>
internal static class DataSource
{
    /// <summary>The name by which Fashion-MNIST is asked for.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary>Opens Fashion-MNIST by its name, anything else as a folder.</summary>
    /// <param name="source">What was asked for.</param>
    /// <param name="terminal">Where the wait is told of.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UserException">Fashion-MNIST cannot be fetched.</exception>
    /// <exception cref="TrainingException">There is no such folder, or it cannot be used.</exception>
    public static ImageData Open(string source, Terminal terminal, CancellationToken cancellation)
    {
        if (source == FashionMnist)
            return ImageData.OpenFashionMnist(new FashionMnistFiles().Locate(line => terminal.Error.WriteLine($"modeldsl: {line}"), cancellation)) with { Name = source };
        if (!Directory.Exists(source)) throw new UserException($"--data: {source}: no such folder, nor the name of a data set ({FashionMnist})");
        return ImageData.Open(source);
    }

    /// <summary>Says what of a folder is neither an image nor a class.</summary>
    /// <param name="data">The data.</param>
    /// <param name="terminal">Where it is said.</param>
    public static void TellLeftOut(ImageData data, Terminal terminal)
    {
        foreach (var part in data.LeftOut) terminal.WriteLine($"left out of {data.Name}: {part}");
    }
}
