using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training;

/// <summary>Writes the curve of a training as events for TensorBoard.</summary>
/// <param name="folder">Where the files go; each run of a training adds one.</param>
internal sealed class EventLog(string folder)
{
    private readonly SummaryWriter writer = torch.utils.tensorboard.SummaryWriter(folder, createRunName: false);

    /// <summary>Adds a point of the curve.</summary>
    public void Add(CurvePoint point)
    {
        writer.add_scalar("train/loss", (float)point.Loss, point.Step);
        writer.add_scalar("train/accuracy", (float)point.Accuracy, point.Step);
        writer.add_scalar("train/learning_rate", (float)point.LearningRate, point.Step);
    }

    /// <summary>Adds what an epoch was measured at.</summary>
    public void Add(EpochRecord epoch)
    {
        writer.add_scalar("test/loss", (float)epoch.TestLoss, epoch.Step);
        foreach (var (key, _, value) in epoch.Measures) writer.add_scalar($"test/{key}", (float)value, epoch.Step);
    }
}
