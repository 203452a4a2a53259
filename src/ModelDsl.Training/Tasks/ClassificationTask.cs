using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>A class for each image.</summary>
internal sealed class ClassificationTask(ModelInfo model, ImageData data, PreprocessingInfo preprocessing, TrainingOptions options, TrainerSettings settings) : ITrainingTask
{
    private readonly BatchLoader train = new(data.Train, preprocessing, options.BatchSize, settings.Workers);
    private readonly BatchLoader test = new(data.Test, preprocessing, options.BatchSize, settings.Workers);

    public int BatchCount => train.ShuffledCount;

    public IEnumerable<Batch> Batches(int epoch, int first) => train.Shuffled(options.Augmentation, options.Seed, epoch, first);

    public IReadOnlyList<long> CountLabels()
    {
        var counts = new long[data.Classes.Count];
        for (var i = 0; i < data.Train.Count; i++) counts[data.Train.Label(i)]++;
        return counts;
    }

    public TestScores Measure(torch.nn.Module module, CancellationToken cancellation)
    {
        var result = Evaluator.Run(model, module, test.InOrder(), settings.Device, cancellation: cancellation);
        return new TestScores(result.Loss, result.Top1, result.Top5);
    }
}
