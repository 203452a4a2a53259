using System.CommandLine;
using System.Globalization;
using FashionMnist;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl demo</c>: a small model learns Fashion-MNIST, is saved, loaded anew, and says what it sees.</summary>
internal static class DemoCommand
{
    public const string Name = "demo";

    private const double DefaultMinutes = 4.8;
    private const int DefaultEpochs = 4;

    // Without normalisation over batches, and with small first weights, an LVT takes and needs larger steps.
    private const double LvtRate = 8e-3;

    // So many test images are enough to tell one module from another, and hold some of each class.
    private const int ComparedBatches = 20;

    /// <summary>What the demo trains with; the rate falls by the end of the time, so that a slow machine gets a finished model too.</summary>
    private static readonly TrainingOptions Options = new()
    {
        BatchSize = 64, LearningRate = 2.5e-3, WeightDecay = 0.05, WarmupEpochs = 0.2, LabelSmoothing = 0, ClipNorm = 5,
        // So few epochs leave no time to learn by heart: images as they are teach fastest.
        Augmentation = new Augmentation { CropScale = 1, Flip = 0 },
    };

    private sealed record Request(ModelInfo Model, string? Data, TrainingOptions Options, RunFolder Folder, int Workers);

    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "faster-vit or lvt", DefaultValueFactory = _ => "faster-vit" };
        model.AcceptOnlyFromAmong("faster-vit", "lvt");
        var minutes = Parameters.Real("--minutes", "How long to train at most", 0.01, 10_000, DefaultMinutes);
        var epochs = Parameters.Whole("--epochs", "How often to see each image at most", 1, 10_000, DefaultEpochs);
        var seed = Parameters.Whole("--seed", "What random choices follow from", 0, int.MaxValue, 0);
        var data = new Option<string?>("--data") { Description = "A folder with Fashion-MNIST's four files; where not given, they are fetched once", HelpName = "FOLDER" };
        var output = new Option<string?>("--out") { Description = "The folder for what comes of it; runs/demo-MODEL where not given", HelpName = "FOLDER" };
        var workers = Parameters.Workers();
        var command = new Command(Name, "Start here: train a small model for some minutes, and see what it has learnt") { model, minutes, epochs, seed, data, output, workers };
        command.SetAction((parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(model);
            var epochCount = parsed.GetValue(epochs) ?? DefaultEpochs;
            var request = new Request(
                name == "lvt" ? LvtFashion.Info.Model : FasterVitFashion.Info.Model, parsed.GetValue(data),
                Options with
                {
                    Epochs = epochCount,
                    LearningRate = name == "lvt" ? LvtRate : Options.LearningRate,
                    WarmupEpochs = Math.Min(Options.WarmupEpochs, epochCount / 2.0),
                    TimeLimit = TimeSpan.FromMinutes(parsed.GetValue(minutes) ?? DefaultMinutes),
                    Seed = parsed.GetValue(seed) ?? 0,
                },
                new RunFolder(parsed.GetValue(output) ?? Path.Combine("runs", $"demo-{name}")), parsed.GetValue(workers) ?? 1);
            return Task.Run(() => Run(request, terminal, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        var data = request.Data is { } folder ? ImageData.OpenFashionMnist(folder) : DataSource.OpenImages(DataSource.FashionMnist, terminal, cancellation);
        var (model, options) = (request.Model, request.Options);
        terminal.WriteLine($"{model.Name}: {model.Description}; {Numbers.Whole(model.Parameters)} parameters, declared in samples/FashionMnist/Variants.cs");
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"trains on {Numbers.Whole(data.Train.Count)} images for at most {options.Epochs} epochs or {options.TimeLimit!.Value.TotalMinutes:0.##} minutes; Ctrl-C stops it"));
        using var trainer = Trainer.Start(model, data, options, request.Folder, new TrainerSettings { Workers = request.Workers });
        if (!TrainingView.Run(trainer, terminal, cancellation))
        {
            terminal.WriteLine($"stopped and saved; to continue: {CommandText.Of("train", model.Name, "--data", request.Data ?? DataSource.FashionMnist, "--out", request.Folder.Path, "--resume")}");
            return CommandLine.Interrupted;
        }

        terminal.WriteLine();
        terminal.WriteLine($"test accuracy {Numbers.Share(trainer.Epochs[^1].Score)} on {Numbers.Whole(data.Test.Count)} images that training has not seen");

        var trained = Logits(request, trainer.Result, data.Test, cancellation);
        using var fresh = model.Create(Initialization.Skip);
        Weights.Load(fresh, request.Folder.Weights);
        var loaded = Logits(request, fresh, data.Test, cancellation);
        var different = trained.Zip(loaded).Count(pair => pair.First != pair.Second);
        terminal.WriteLine($"saved to {request.Folder.Weights} and loaded into a new module: of its {Numbers.Whole(loaded.Length)} logits for {Numbers.Whole(loaded.Length / data.Test.Classes.Count)} test images {(different == 0 ? "all are equal" : $"{Numbers.Whole(different)} differ")}");

        Show(request, data.Test, loaded, terminal);
        return different == 0 ? CommandLine.Success : CommandLine.Mismatch;
    }

    /// <summary>What a module says of the first test images.</summary>
    private static float[] Logits(Request request, torch.nn.Module module, IImageDataset test, CancellationToken cancellation)
    {
        var loader = new BatchLoader(test, Classifier.Check(request.Model, test), request.Options.BatchSize, request.Workers);
        var logits = new List<float>();
        Evaluator.Run(request.Model, module, loader.InOrder().Take(ComparedBatches), torch.CPU, logits.AddRange, cancellation);
        return [.. logits];
    }

    /// <summary>The first test image of each class, and what the model says of it.</summary>
    private static void Show(Request request, IImageDataset test, float[] logits, Terminal terminal)
    {
        var classes = test.Classes.Count;
        var chosen = Enumerable.Range(0, logits.Length / classes).DistinctBy(test.Label).OrderBy(test.Label);
        List<Exhibit> exhibits = [.. chosen.Select(i => Say(test, i, logits.AsSpan(i * classes, classes)))];
        terminal.WriteLine();
        Gallery.Write(terminal, exhibits);
        var picture = request.Folder.In("predictions.svg");
        RunFolder.Write(picture, Gallery.Draw(exhibits));
        terminal.WriteLine();
        terminal.WriteLine($"{picture} shows them larger, {request.Folder.Curves} the training");
        terminal.WriteLine($"Which classes are taken for one another: {CommandText.Of("eval", request.Model.Name, "--data", request.Data ?? DataSource.FashionMnist, "--weights", request.Folder.Weights)}");
    }

    private static Exhibit Say(IImageDataset test, int index, ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best]) best = i;
        var isRight = best == test.Label(index);
        var name = test.Classes[best];
        return new Exhibit(test.Read(index), isRight ? name : $"{name}? {test.Classes[test.Label(index)]}", isRight);
    }
}
