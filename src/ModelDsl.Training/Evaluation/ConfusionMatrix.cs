namespace ModelDsl.Training;

/// <summary>How often each class was taken for each.</summary>
internal sealed class ConfusionMatrix(int classes)
{
    private readonly long[,] counts = new long[classes, classes];

    public int Classes => classes;

    public long this[int actual, int predicted] => counts[actual, predicted];

    public long Right => Enumerable.Range(0, classes).Sum(index => counts[index, index]);

    public void Add(int actual, int predicted) => counts[actual, predicted]++;

    public long Actual(int index) => Enumerable.Range(0, classes).Sum(predicted => counts[index, predicted]);

    public long Predicted(int index) => Enumerable.Range(0, classes).Sum(actual => counts[actual, index]);
}
