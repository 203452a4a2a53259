using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Engines;

/// <summary>What runs a model, ready with its weights.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>What is known of the model.</summary>
    ModelDescription Model { get; }

    /// <summary>Where it runs, as output says it.</summary>
    string Device { get; }

    /// <summary>What was done to load the weights; null where they are random or part of the file.</summary>
    LoadReport? Load { get; }

    /// <summary>The names of the classes that came with the weights; null for none.</summary>
    IReadOnlyList<string>? Classes { get; }

    /// <summary>Computes a batch.</summary>
    /// <param name="inputs">The model's inputs, in order: for most a batch of images [N, C, H, W].</param>
    /// <returns>What the model yields, in order.</returns>
    IReadOnlyList<NamedRecord> Run(params IReadOnlyList<TensorRecord> inputs);
}
