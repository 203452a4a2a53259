using System.Text.Json.Serialization;

namespace ModelDsl.Training;

/// <summary>A point of the curve: means over some steps.</summary>
/// <param name="Step">The last of them, counted from 1.</param>
/// <param name="Loss">The loss that is trained, smoothing included.</param>
/// <param name="Accuracy">The share of training images, or of their pixels, that were predicted correctly.</param>
/// <param name="LearningRate">The rate of the last step.</param>
public sealed record CurvePoint(int Step, double Loss, double Accuracy, double LearningRate);

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">Its last step.</param>
/// <param name="TrainLoss">The mean loss of its steps.</param>
/// <param name="TrainAccuracy">The share of its training images, or of their pixels, that were predicted correctly.</param>
/// <param name="TestLoss">The cross-entropy on test images.</param>
/// <param name="TestTop1">The share of test images that were predicted correctly; null for a segmentation.</param>
/// <param name="TestTop5">The share of test images whose class was among the five most likely; null for a segmentation.</param>
/// <param name="Seconds">How long training took so far.</param>
public sealed record EpochRecord(
    int Epoch, int Step, double TrainLoss, double TrainAccuracy, double TestLoss, double? TestTop1, double? TestTop5, double Seconds)
{
    /// <summary>The mean over classes of the intersection of what a segmentation says and what the masks say, by their union; null for a classifier.</summary>
    public double? TestMeanIou { get; init; }

    /// <summary>The share of the test images' pixels that a segmentation told right; null for a classifier.</summary>
    public double? TestPixelAccuracy { get; init; }

    /// <summary>The number that is to rise: <see cref="TestTop1"/> or <see cref="TestMeanIou"/>.</summary>
    [JsonIgnore]
    public double Score => TestTop1 ?? TestMeanIou ?? 0;

    /// <summary>What test images were measured at, from 0 to 1: a key, what people call it, and the value.</summary>
    [JsonIgnore]
    public IEnumerable<(string Key, string Name, double Value)> Measures
    {
        get
        {
            if (TestTop1 is { } top1) yield return ("top1", "top-1", top1);
            if (TestTop5 is { } top5) yield return ("top5", "top-5", top5);
            if (TestMeanIou is { } iou) yield return ("mean_iou", "mean IoU", iou);
            if (TestPixelAccuracy is { } accuracy) yield return ("pixel_accuracy", "pixel accuracy", accuracy);
        }
    }
}

/// <summary>What test images say of a module; of a classifier the first two shares, of a segmentation the other two.</summary>
internal sealed record TestScores(double Loss, double? Top1 = null, double? Top5 = null, double? MeanIou = null, double? PixelAccuracy = null);

/// <summary>Sums over steps. What is counted are images, or pixels that have a class.</summary>
internal sealed record Tally(int Steps = 0, [property: JsonPropertyName("images")] long Counted = 0, double Loss = 0, long Right = 0)
{
    public double MeanLoss => Loss / Math.Max(Steps, 1);

    public double Accuracy => (double)Right / Math.Max(Counted, 1);

    public Tally Add(long counted, double loss, long right) => new(Steps + 1, Counted + counted, Loss + loss, Right + right);
}

/// <summary>Where a training is: with the weights, all that it continues from.</summary>
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
