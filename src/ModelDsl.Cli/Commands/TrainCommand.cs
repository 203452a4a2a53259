using System.CommandLine;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl train</c>: a model learns to tell classes of images, or of their pixels, apart.</summary>
internal static class TrainCommand
{
    public const string Name = "train";

    private const double DefaultSaveSeconds = 60;

    private sealed record Request(
        ModelInfo Model, string Data, bool IsSegmentation, int? IgnoreLabel, bool IsResumed, Func<TrainingOptions, TrainingOptions> Options, RunFolder Folder, WeightSource? Weights, string Device, int? Threads,
        int Workers, double SaveEvery, bool SkipDamaged, bool WritesEvents, IReadOnlyList<string> Again);

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var data = Parameters.Data();
        var assembly = Parameters.Assembly();
        var task = Tasks.Option();
        var ignore = SegmentationParameters.IgnoreLabel();
        var training = new TrainingParameters();
        var weights = new WeightParameters(new Option<string?>("--weights", "--from") { Description = "A file of weights to start from; without it as published with the architecture", HelpName = "FILE" });
        var skip = new Option<bool>("--skip-damaged") { Description = "Leave out images that cannot be read, instead of ending before the first step" };
        var events = new Option<bool>("--tensorboard") { Description = "Write the curves as events for TensorBoard too" };
        var output = new Option<string?>("--out") { Description = "The folder for checkpoint, weights, log and curves; runs/MODEL where not given", HelpName = "FOLDER" };
        var resume = new Option<bool>("--resume") { Description = "Continue from the folder's checkpoint, with its options; --lr, --clip and --epochs may change" };
        var save = Parameters.Seconds("--save-every", "How many seconds a checkpoint may be behind", 86_400, DefaultSaveSeconds);
        var workers = Parameters.Workers();
        var threads = Parameters.Whole("--threads", "Threads of libtorch; its own choice where not given", 1, 1_024);
        var device = Parameters.Device();
        var command = new Command(Name, "Train a model on images; Ctrl-C saves, --resume continues") { name, data, assembly, task, ignore };
        foreach (var option in training.All) command.Add(option);
        foreach (var option in (Option[])[.. weights.All, output, resume, skip, events, save, workers, threads, device]) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var model = catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name));
            var folder = new RunFolder(parsed.GetValue(output) ?? Path.Combine("runs", model.Name));
            var isSegmentation = Tasks.IsSegmentation(parsed.GetValue(task), model);
            Tasks.Refuse(parsed, isSegmentation ? training.OfClassification : [.. training.OfPixels, ignore], model, isSegmentation);
            var isResumed = parsed.GetValue(resume);
            if (isResumed && training.Fixed(parsed).FirstOrDefault() is { } given)
                throw new UserException($"{given}: --resume continues with the options that the training began with; leave it out (only {string.Join(", ", training.Changeable)} may change)");
            // What contradicts itself does so before the data is read, which may take long.
            if (!isResumed) _ = training.Change(parsed, isSegmentation ? TrainingOptions.Segmentation : new TrainingOptions());
            var start = weights.Read(parsed);
            if (isResumed && start is not null)
                throw new UserException("--weights: --resume continues with the checkpoint's weights; leave it out");
            if (!isResumed && File.Exists(folder.Checkpoint))
                throw new UserException($"{folder.Checkpoint} is there already: --resume continues from it, another --out starts anew");
            List<string> again =
            [
                Name, model.Name, "--data", parsed.GetRequiredValue(data), .. CommandText.Option("--assembly", parsed.GetValue(assembly)), "--out", folder.Path,
                .. new Option[] { task, ignore, skip, events, save, workers, threads, device }.SelectMany(o => Given(parsed, o)),
            ];
            var request = new Request(
                model, parsed.GetRequiredValue(data), isSegmentation, parsed.GetValue(ignore), isResumed, options => training.Change(parsed, options), folder, start,
                parsed.GetRequiredValue(device), parsed.GetValue(threads), parsed.GetValue(workers) ?? 1, parsed.GetValue(save), parsed.GetValue(skip), parsed.GetValue(events), again);
            // Not with the token: a training that is asked to stop before it began saves all the same.
            return Task.Run(() => Run(request, terminal, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static int Run(Request request, Terminal terminal, CancellationToken cancellation)
    {
        if (request.Threads is { } threads) torch.set_num_threads(threads);
        var data = DataSource.Open(request.Data, request.IsSegmentation, request.IgnoreLabel, terminal, cancellation);
        DataSource.TellLeftOut(data, terminal);
        data.Check(request.Model);
        data = CheckedData.Of(data, request.Model, request.Data, request.SkipDamaged, Math.Max(1, request.Workers), terminal, cancellation);
        var settings = new TrainerSettings
        {
            Device = Devices.Open(request.Device),
            Workers = request.Workers,
            SaveEvery = TimeSpan.FromSeconds(request.SaveEvery),
            Weights = request.Weights?.File,
            WeightsOptions = request.Weights?.Options,
            WritesEvents = request.WritesEvents,
        };
        try
        {
            using var trainer = request.IsResumed
                ? Trainer.Resume(request.Model, data, request.Folder, settings, request.Options)
                : Trainer.Start(request.Model, data, request.Options(request.IsSegmentation ? TrainingOptions.Segmentation : new TrainingOptions()), request.Folder, settings);
            foreach (var note in trainer.Loaded is { } loaded ? LoadNotes.Of(loaded, request.Model) : []) terminal.WriteLine(note);
            terminal.WriteLine($"{request.Model.Name}, {Numbers.Whole(request.Model.Parameters)} parameters, on {data.Name}: {Numbers.Whole(data.TrainCount)} images to train on, {Numbers.Whole(data.TestCount)} to test");
            var finished = TrainingView.Run(trainer, terminal, cancellation);
            terminal.WriteLine(finished
                ? $"{request.Folder.Weights} has the weights; {request.Folder.Log} and {request.Folder.Curves} the curves"
                : $"stopped and saved; to continue: {CommandText.Of([.. request.Again, "--resume"])}");
            return finished ? CommandLine.Success : CommandLine.Interrupted;
        }
        catch (DivergenceException e) when (e.CheckpointStep is not null)
        {
            throw new UserException($"{e.Message}: {CommandText.Of([.. request.Again, "--resume", "--lr", FormattableString.Invariant($"{e.SuggestedRate}")])}", e);
        }
    }

    /// <summary>An option as it was given, to be given again.</summary>
    private static IEnumerable<string> Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false } result
        ? [option.Name, .. result.Tokens.Select(t => t.Value)]
        : [];
}
