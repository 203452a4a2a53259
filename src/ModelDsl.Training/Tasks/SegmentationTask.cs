using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>A class for each pixel.</summary>
internal sealed class SegmentationTask(ModelInfo model, SegmentationData data, PreprocessingInfo preprocessing, TrainingOptions options, TrainerSettings settings) : ITrainingTask
{
    private readonly ShuffledBatches batches = new(
        data.Train.Count, options.BatchSize, settings.Workers,
        [Preprocessing.ChannelsOf(preprocessing), preprocessing.Height, preprocessing.Width], [preprocessing.Height, preprocessing.Width]);

    private readonly RandomCrops crops = new(model, options.Crops, options.Augmentation.Flip, data.Train.IgnoreLabel);

    public int BatchCount => batches.Count;

    public IEnumerable<Batch> Batches(int epoch, int first) => batches.Of(
        options.Seed, epoch, first, (int index, ref RandomStream random, Span<float> image, Span<long> labels) => crops.Apply(data.Train.Read(index), data.Train.ReadMask(index), ref random, image, labels));

    public IReadOnlyList<long> CountLabels()
    {
        var counts = new long[data.Classes.Count];
        for (var i = 0; i < data.Train.Count; i++)
        {
            foreach (var (value, count) in data.Train.ReadMask(i).Count().Index())
                if (value != data.Train.IgnoreLabel && value < counts.Length) counts[value] += count;
        }
        return counts;
    }

    public TestScores Measure(torch.nn.Module module, CancellationToken cancellation)
    {
        module.eval();
        using var inference = torch.no_grad();
        var segmenter = new Segmenter(model, new SegmentationSettings { Side = options.Crops.Side }, (values, shape) => Scores(module, values, shape));
        var result = SegmentationEvaluator.Run(segmenter, data.Test, settings.Workers, cancellation);
        return new TestScores(result.Loss, MeanIou: result.MeanIou, PixelAccuracy: result.PixelAccuracy);
    }

    private (float[], IReadOnlyList<long>) Scores(torch.nn.Module module, float[] values, long[] shape)
    {
        using var images = torch.tensor(values, shape, dtype: torch.float32, device: settings.Device);
        using var scores = Classifier.Forward(model, module, images);
        return (Evaluator.Values(scores), scores.shape);
    }
}
