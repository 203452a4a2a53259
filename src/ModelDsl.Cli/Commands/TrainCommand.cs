using System.CommandLine;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl train</c>: a model learns to tell classes of images apart.</summary>
internal static class TrainCommand
{
    public const string Name = "train";

    private const double DefaultSaveSeconds = 60;

    private sealed record Request(
        ModelInfo Model, string Data, TrainingOptions? Options, RunFolder Folder, string? Weights, string Device, int? Threads, int Workers, double SaveEvery);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var data = Parameters.Data();
        var assembly = Parameters.Assembly();
        var training = new TrainingParameters();
        var weights = new Option<string?>("--weights") { Description = "A file of weights to start from; without it as published with the architecture", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "The folder for checkpoint, weights, log and curves; runs/MODEL where not given", HelpName = "FOLDER" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the folder's checkpoint, with its options" };
        var save = Parameters.Seconds("--save-every", "How many seconds a checkpoint may be behind", 86_400, DefaultSaveSeconds);
        var workers = Parameters.Workers();
        var threads = Parameters.Whole("--threads", "Threads of libtorch; its own choice where not given", 1, 1_024);
        var device = Parameters.Device();
        var command = new Command(Name, "Train a model on images; Ctrl-C saves, --resume goes on") { name, data, assembly };
        foreach (var option in training.All) command.Add(option);
        foreach (var option in new Option[] { weights, output, resume, save, workers, threads, device }) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var model = catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name));
            var folder = new RunFolder(parsed.GetValue(output) ?? Path.Combine("runs", model.Name));
            var isResumed = parsed.GetValue(resume);
            if (isResumed && training.Given(parsed).FirstOrDefault() is { } given)
                throw new UserException($"{given}: --resume goes on with the options that the training began with; leave it out");
            if (isResumed && parsed.GetValue(weights) is not null)
                throw new UserException("--weights: --resume goes on with the checkpoint's weights; leave it out");
            if (!isResumed && File.Exists(folder.Checkpoint))
                throw new UserException($"{folder.Checkpoint} is there already: --resume goes on with it, another --out starts anew");
            var request = new Request(
                model, parsed.GetRequiredValue(data), isResumed ? null : training.Read(parsed), folder, parsed.GetValue(weights),
                parsed.GetRequiredValue(device), parsed.GetValue(threads), parsed.GetValue(workers) ?? 1, parsed.GetValue(save));
            // Not with the token: a training that is asked to stop before it began saves all the same.
            return Task.Run(() => Run(request, terminal, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        if (request.Threads is { } threads) torch.set_num_threads(threads);
        var data = DataSource.Open(request.Data, terminal, cancellation);
        var settings = new TrainerSettings
        {
            Device = Devices.Open(request.Device),
            Workers = request.Workers,
            SaveEvery = TimeSpan.FromSeconds(request.SaveEvery),
            Weights = request.Weights,
        };
        using var trainer = request.Options is { } options
            ? Trainer.Start(request.Model, data, options, request.Folder, settings)
            : Trainer.Resume(request.Model, data, request.Folder, settings);
        terminal.WriteLine($"{request.Model.Name}, {Numbers.Whole(request.Model.Parameters)} parameters, on {data.Name}: {Numbers.Whole(data.Train.Count)} images to train on, {Numbers.Whole(data.Test.Count)} to test");
        var finished = TrainingView.Run(trainer, terminal, cancellation);
        terminal.WriteLine(finished
            ? $"{request.Folder.Weights} has the weights; {request.Folder.Log} and {request.Folder.Curves} the curves"
            : $"stopped and saved; modeldsl train {request.Model.Name} --data {request.Data} --out {request.Folder.Path} --resume goes on");
        return finished ? CommandLine.Success : CommandLine.Interrupted;
    }
}
