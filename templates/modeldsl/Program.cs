using ModelDsl.Runtime;
using ModelDsl.Training;
using Template._1;
using TorchSharp;

try
{
    return args switch
    {
        ["train", var photos] => Train(photos),
        ["classify", var weights, _, ..] => Classify(weights, args[2..]),
        _ => Describe(),
    };
}
catch (Exception e) when (e is TrainingException or WeightsException or ImageException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static int Describe()
{
    Console.WriteLine($"{Net.Info.Name}: {Net.Info.Parameters:N0} parameters, {Net.Info.Macs:N0} multiply-accumulates for an image");
    Console.WriteLine("dotnet run -- train photos                             photos/train and photos/val: a folder of images for each class");
    Console.WriteLine("dotnet run -- classify run/weights.safetensors a.jpg");
    return 0;
}

// Ctrl-C ends the training after a step; the next call continues it. Delete the folder "run" to begin anew.
static int Train(string photos)
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        stop.Cancel();
    };
    var data = ImageData.Open(photos);
    var folder = new RunFolder("run");
    var settings = new TrainerSettings { Workers = Math.Max(1, Environment.ProcessorCount / 2) };
    using var trainer = File.Exists(folder.Checkpoint)
        ? Trainer.Resume(Net.Info.Model, data, folder, settings)
        : Trainer.Start(Net.Info.Model, data, new TrainingOptions { Epochs = 30, BatchSize = 32, WarmupEpochs = 1 }, folder, settings);
    var isFinished = trainer.Run(new Lines(), stop.Token);
    Console.WriteLine(isFinished ? $"the weights are in {folder.Weights}, the curves in {folder.Curves}" : "stopped and saved");
    return 0;
}

static int Classify(string weights, string[] images)
{
    using var net = new Net(Initialization.Skip);
    var classes = Weights.Load(net, weights).Notes.Classes;
    net.eval();
    using var inference = torch.no_grad();
    foreach (var image in images)
    {
        using var input = Preprocessing.Load(image, Net.Info.Model.Preprocessing!);
        using var logits = net.call(input);
        var best = ClassScore.Of(logits.data<float>().ToArray(), classes, top: 3);
        Console.WriteLine($"{image}: {string.Join(", ", best.Select(c => $"{c.Name ?? $"class {c.Index}"} {c.Probability:P0}"))}");
    }
    return 0;
}

/// <summary>Prints a line for each epoch.</summary>
internal sealed class Lines : ITrainingObserver
{
    public void OnStep(StepReport report)
    {
    }

    public void OnEpoch(EpochRecord record) =>
        Console.WriteLine($"epoch {record.Epoch}: loss {record.TrainLoss:F3}, test images told right {record.TestTop1:P1}");
}
