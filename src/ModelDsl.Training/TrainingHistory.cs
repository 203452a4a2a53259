namespace ModelDsl.Training;

/// <summary>A point of the curve: means over some steps.</summary>
/// <param name="Step">The last of them, counted from 1.</param>
/// <param name="Loss">The loss that is trained, smoothing included.</param>
/// <param name="Accuracy">The share of training images that were told right.</param>
/// <param name="LearningRate">The rate of the last step.</param>
public sealed record CurvePoint(int Step, double Loss, double Accuracy, double LearningRate);

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">Its last step.</param>
/// <param name="TrainLoss">The mean loss of its steps.</param>
/// <param name="TrainAccuracy">The share of its training images that were told right.</param>
/// <param name="TestLoss">The cross-entropy on test images.</param>
/// <param name="TestTop1">The share of test images that were told right.</param>
/// <param name="TestTop5">The share of test images whose class was among the five most likely.</param>
/// <param name="Seconds">How long training took so far.</param>
public sealed record EpochRecord(
    int Epoch, int Step, double TrainLoss, double TrainAccuracy, double TestLoss, double TestTop1, double TestTop5, double Seconds);

/// <summary>Sums over steps.</summary>
internal sealed record Tally(int Steps = 0, int Images = 0, double Loss = 0, long Right = 0)
{
    public double MeanLoss => Loss / Math.Max(Steps, 1);

    public double Accuracy => (double)Right / Math.Max(Images, 1);

    public Tally Add(int images, double loss, long right) => new(Steps + 1, Images + images, Loss + loss, Right + right);
}

/// <summary>Where a training is: with the weights, all that it goes on from.</summary>
internal sealed record TrainingProgress
{
    /// <summary>Complete epochs, their evaluation included.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches of the present epoch that are done.</summary>
    public int Batch { get; init; }

    /// <summary>Steps in all.</summary>
    public int Step { get; init; }

    /// <summary>The time that they took.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether the last epoch, or the time, is over.</summary>
    public bool Finished { get; init; }

    /// <summary>The present epoch's sums.</summary>
    public Tally EpochTally { get; init; } = new();

    /// <summary>The sums since the last point of the curve.</summary>
    public Tally PointTally { get; init; } = new();
}
