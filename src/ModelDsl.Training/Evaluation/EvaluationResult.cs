namespace ModelDsl.Training;

/// <summary>How well a model tells classes apart.</summary>
public sealed class EvaluationResult
{
    private const int Five = 5;

    private readonly ConfusionMatrix confusion;
    private double lossSum;
    private int amongFive;

    internal EvaluationResult(int classes) => confusion = new(classes);

    /// <summary>The number of images.</summary>
    public int Count { get; private set; }

    /// <summary>The mean cross-entropy.</summary>
    public double Loss => lossSum / Count;

    /// <summary>The share of images whose class the model finds most likely.</summary>
    public double Top1 => (double)confusion.Right / Count;

    /// <summary>The share of images whose class is among the five that the model finds most likely.</summary>
    public double Top5 => (double)amongFive / Count;

    /// <summary>The number of classes.</summary>
    public int Classes => confusion.Classes;

    /// <summary>How many images of a class the model took for another, or for the same.</summary>
    /// <param name="actual">The class that they have.</param>
    /// <param name="predicted">The class that the model said.</param>
    public int Confused(int actual, int predicted) => (int)confusion[actual, predicted];

    internal void Add(ReadOnlySpan<float> logits, int label)
    {
        var (best, before) = (0, 0);
        for (var i = 0; i < logits.Length; i++)
        {
            if (logits[i] > logits[best]) best = i;
            // Of equal ones the first counts as the more likely.
            if (logits[i] > logits[label] || (logits[i] == logits[label] && i < label)) before++;
        }
        var sum = 0.0;
        foreach (var logit in logits) sum += Math.Exp(logit - logits[best]);
        lossSum += Math.Log(sum) + logits[best] - logits[label];
        confusion.Add(label, best);
        Count++;
        if (before < Five) amongFive++;
    }
}
