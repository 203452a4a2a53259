using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>How well a model tells the classes of pixels apart, counted over the pixels of all pictures together as mmsegmentation's <c>IoUMetric</c> does.</summary>
public sealed class SegmentationResult
{
    private readonly ConfusionMatrix confusion;
    private double lossSum;

    internal SegmentationResult(int classes) => confusion = new(classes);

    /// <summary>The number of pictures.</summary>
    public int Pictures { get; private set; }

    /// <summary>The number of pixels that have a class.</summary>
    public long Pixels { get; private set; }

    /// <summary>The number of classes.</summary>
    public int Classes => confusion.Classes;

    /// <summary>The mean cross-entropy of the pixels.</summary>
    public double Loss => lossSum / Pixels;

    /// <summary>The share of pixels whose class the model finds most likely.</summary>
    public double PixelAccuracy => (double)confusion.Right / Pixels;

    /// <summary>The mean of <see cref="Iou"/> over the classes that have one.</summary>
    public double MeanIou => Enumerable.Range(0, Classes).Select(Iou).OfType<double>().DefaultIfEmpty().Average();

    /// <summary>
    /// The pixels that have a class and that the model said have it, as a share of those that either is true of; null for a class that is absent: no
    /// mask has it, and the model never said it.
    /// </summary>
    /// <param name="index">The class.</param>
    public double? Iou(int index)
    {
        var union = Actual(index) + confusion.Predicted(index) - confusion[index, index];
        return union == 0 ? null : (double)confusion[index, index] / union;
    }

    /// <summary>The share of a class's pixels that the model told right; null for one that no mask has.</summary>
    /// <param name="index">The class.</param>
    public double? Accuracy(int index) => Actual(index) is > 0 and var actual ? (double)confusion[index, index] / actual : null;

    /// <summary>How many pixels of a class there are.</summary>
    /// <param name="index">The class.</param>
    public long Actual(int index) => confusion.Actual(index);

    /// <summary>How many pixels of a class the model took for another, or for the same.</summary>
    /// <param name="actual">The class that they have.</param>
    /// <param name="predicted">The class that the model said.</param>
    public long Confused(int actual, int predicted) => confusion[actual, predicted];

    /// <summary>Counts the pixels of a picture.</summary>
    /// <param name="scores">What the model said; resized to the mask.</param>
    /// <param name="mask">What is true.</param>
    /// <param name="ignoreLabel">The number of pixels that do not count.</param>
    internal void Add(ScoreMap scores, LabelMap mask, int ignoreLabel)
    {
        var (best, losses) = (new byte[mask.Values.Length], new double[mask.Height]);
        scores.EachRow(mask.Height, mask.Width, (y, row) =>
        {
            for (var x = 0; x < mask.Width; x++)
            {
                var actual = mask.Values[y * mask.Width + x];
                if (actual == ignoreLabel) continue;
                var highest = scores.BestOf(row, x, mask.Width);
                var sum = 0.0;
                for (var i = 0; i < scores.Classes; i++) sum += Math.Exp(row[i * mask.Width + x] - row[highest * mask.Width + x]);
                losses[y] += Math.Log(sum) + row[highest * mask.Width + x] - row[actual * mask.Width + x];
                best[y * mask.Width + x] = (byte)highest;
            }
        });
        // Row by row: the same sum, whichever thread was first.
        foreach (var loss in losses) lossSum += loss;
        foreach (var (actual, predicted) in mask.Values.Zip(best))
        {
            if (actual == ignoreLabel) continue;
            confusion.Add(actual, predicted);
            Pixels++;
        }
        Pictures++;
    }
}
