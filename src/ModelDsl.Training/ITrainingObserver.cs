namespace ModelDsl.Training;

/// <summary>Where a training is, after a step.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The steps done.</param>
/// <param name="Steps">The steps there will be, unless a time limit ends it before.</param>
/// <param name="Share">How much is done, from 0 to 1.</param>
/// <param name="Loss">The mean loss of this epoch so far.</param>
/// <param name="Accuracy">The share of this epoch's training images, or of their pixels, that were predicted correctly so far.</param>
public sealed record StepReport(int Epoch, int Step, int Steps, double Share, double Loss, double Accuracy);

/// <summary>Looks on while a training runs.</summary>
public interface ITrainingObserver
{
    /// <summary>A step is done.</summary>
    /// <param name="report">Where the training is.</param>
    void OnStep(StepReport report);

    /// <summary>An epoch is done and measured.</summary>
    /// <param name="record">What it came to.</param>
    void OnEpoch(EpochRecord record);
}
