// Draws a data set, learns to tell circles, squares and triangles from the ground in five minutes on two cores, and shows what it has learnt.
using System.Diagnostics;
using ModelDsl.Runtime;
using ModelDsl.Training;
using Shapes;
using static TorchSharp.torch;

// Threads that share such small maps wait for each other more than they compute; a second one prepares pictures meanwhile.
set_num_threads(1);
var folder = args is [var name] ? name : Path.Combine("runs", "shapes");
var data = Path.Combine(folder, "data");
Drawing.Write(data, train: 1000, test: 100);
Console.WriteLine($"{ShapesNet.Info.Name}: {ShapesNet.Info.Parameters:N0} parameters, {ShapesNet.Info.Macs:N0} multiply-accumulates; {data} has the pictures and masks");

var options = TrainingOptions.Segmentation with
{
    Epochs = 24, BatchSize = 8, LearningRate = 5e-3, WarmupEpochs = 0.5, WeightDecay = 0.01, ClipNorm = 5, BalanceClasses = true,
    Crops = new CropAugmentation { MinScale = 1, MaxScale = 1.25 },
};
// Most pixels are ground. First all classes count the same, so that shapes are soon told apart; then all pixels do, which puts the borders right.
var (balanced, run) = (new RunFolder(Path.Combine(folder, "balanced")), new RunFolder(Path.Combine(folder, "run")));
Train(options, balanced, new TrainerSettings());
Train(options with { Epochs = 4, LearningRate = 1.5e-3, BalanceClasses = false }, run, new TrainerSettings { Weights = balanced.Weights });

// The weights in a new module: whatever runs the model, a segmenter takes pictures of any size.
using var net = new ShapesNet();
Weights.Load(net, run.Weights);
net.eval();
var segmenter = new Segmenter(ShapesNet.Info.Model, new SegmentationSettings(), (values, shape) =>
{
    using var inference = no_grad();
    using var images = tensor(values, shape);
    using var scores = net.call(images);
    return ([.. scores.data<float>()], scores.shape);
});
var result = SegmentationEvaluator.Run(segmenter, SegmentationData.Open(data).Test, workers: 1);
foreach (var (i, label) in Drawing.Classes.Index()) Console.WriteLine($"  {label,-10} IoU {result.Iou(i):P1}");
Console.WriteLine($"mean IoU {result.MeanIou:P1} on {result.Pictures} pictures; {Process.GetCurrentProcess().TotalProcessorTime.TotalMinutes:F1} minutes of processor time");

var (picture, _) = Drawing.Draw(new Random(3));
var overlay = Path.Combine(folder, "overlay.png");
File.WriteAllBytes(overlay, PngWriter.Encode(ClassColours.Standard.Over(picture, segmenter.Scores(picture).Best(picture.Height, picture.Width), opacity: 0.5)));
Console.WriteLine($"{overlay} shows what it sees in a new one");

void Train(TrainingOptions how, RunFolder where, TrainerSettings settings)
{
    using var trainer = Trainer.Start(ShapesNet.Info.Model, SegmentationData.Open(data), how, where, settings);
    trainer.Run(new Lines());
}

internal sealed class Lines : ITrainingObserver
{
    public void OnStep(StepReport report)
    {
    }

    public void OnEpoch(EpochRecord record) => Console.WriteLine($"epoch {record.Epoch}: loss {record.TrainLoss:F3}, mean IoU {record.TestMeanIou:P1}, {record.Seconds:F0} s");
}
