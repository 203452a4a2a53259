using TorchSharp;

namespace ModelDsl.Training;

/// <summary>What a training learns: from which batches, and what test images say of it. All else is the same for every task.</summary>
internal interface ITrainingTask
{
    /// <summary>The number of batches of an epoch.</summary>
    int BatchCount { get; }

    /// <summary>The batches of an epoch; they follow from the options and the epoch alone.</summary>
    /// <param name="epoch">Which epoch.</param>
    /// <param name="first">The batch to begin with.</param>
    IEnumerable<Batch> Batches(int epoch, int first);

    /// <summary>How often each class occurs in the training images.</summary>
    IReadOnlyList<long> CountLabels();

    /// <summary>Measures a module on the test images; it is in evaluation mode afterwards.</summary>
    /// <param name="module">The module.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="NotFiniteException">It yields values that are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    TestScores Measure(torch.nn.Module module, CancellationToken cancellation);
}
