namespace ModelDsl.Training;

/// <summary>Measures segmentation models on pictures.</summary>
public static class SegmentationEvaluator
{
    /// <summary>Runs a model over a data set, one picture after the other, at the size of the masks.</summary>
    /// <param name="segmenter">The model.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="workers">Threads that read and prepare pictures; 0 for none of their own.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="TrainingException">A score is not a number, or no pixel has a class.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static SegmentationResult Run(Segmenter segmenter, ISegmentationDataset data, int workers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(data);
        var result = new SegmentationResult(data.Classes.Count);
        foreach (var (picture, mask) in Ahead.Of(data.Count, 0, workers, i => (segmenter.Prepare(data.Read(i)), data.ReadMask(i))))
        {
            cancellation.ThrowIfCancellationRequested();
            result.Add(segmenter.Scores(picture), mask, data.IgnoreLabel);
        }
        return result.Pixels > 0 ? result : throw new TrainingException($"no pixel of the test masks has a class: all are {data.IgnoreLabel}, the ignore label");
    }
}
