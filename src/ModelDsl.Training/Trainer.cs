using System.Diagnostics;
using System.Text.Json;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>
/// Trains a model to tell what its data tells: classes of images, or of their pixels. What happens follows from model, data, starting weights and options alone: a training that was
/// interrupted continues as if it had not been.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly ModelInfo model;
    private readonly TrainingData data;
    private readonly ITrainingTask task;
    private readonly RunFolder folder;
    private readonly torch.Device device;
    private readonly torch.nn.Module module;
    private readonly WeightAverage? average;
    private readonly ModuleOptimizer optimizer;
    private readonly FrozenParts frozen;
    private readonly BatchGradients gradients;
    private readonly EventLog? events;
    private readonly List<CurvePoint> points = [];
    private readonly List<EpochRecord> epochs = [];
    private readonly Stopwatch sinceSaved = new();
    private TrainingProgress progress = new();

    private Trainer(ModelInfo model, TrainingData data, TrainingOptions options, RunFolder folder, TrainerSettings settings)
    {
        options.Check();
        task = data.Prepare(model, options, settings);
        (this.model, this.data, Options, this.folder, device, SaveEvery) = (model, data, options, folder, settings.Device, settings.SaveEvery);
        folder.Prepare();
        using (torch.manual_seed(options.Seed)) module = model.Create(Initialization.Published);
        try
        {
            module.to(device);
            if (settings.Weights is { } weights) Loaded = Weights.Load(module, weights, settings.WeightsOptions);
            frozen = new FrozenParts(module, options.Freeze);
            if (options.EmaDecay is { } decay) average = new WeightAverage(model, module, decay, device);
            optimizer = new ModuleOptimizer(module, options);
            if (settings.WritesEvents) events = new EventLog(folder.Events);
            gradients = new BatchGradients(model, module, options.BalanceClasses ? task.CountLabels() : null, options, device);
        }
        catch
        {
            average?.Dispose();
            module.Dispose();
            throw;
        }
    }

    /// <summary>The training's options.</summary>
    public TrainingOptions Options { get; }

    /// <summary>How long a checkpoint may be behind.</summary>
    public TimeSpan SaveEvery { get; }

    /// <summary>What loading the weights to start from did; null where there were none.</summary>
    public LoadReport? Loaded { get; }

    /// <summary>The points of the curve so far.</summary>
    public IReadOnlyList<CurvePoint> Points => points;

    /// <summary>The epochs so far.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>The module to use after training: the average where there is one. It goes with the trainer.</summary>
    public torch.nn.Module Result => average?.Module ?? module;

    /// <summary>Starts a training.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="data">On what; it decides what is learnt: the classes of images (<see cref="ImageData"/>) or of pixels (<see cref="SegmentationData"/>).</param>
    /// <param name="options">How.</param>
    /// <param name="folder">Where its files go; a checkpoint that lies there is replaced.</param>
    /// <param name="settings">What does not change the curve, and the weights to start from.</param>
    /// <exception cref="TrainingException">Model, data and options do not fit together, or the folder cannot be used.</exception>
    public static Trainer Start(ModelInfo model, TrainingData data, TrainingOptions options, RunFolder folder, TrainerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        return new Trainer(model, data, options, folder, settings);
    }

    /// <summary>Goes on with a training from its checkpoint.</summary>
    /// <param name="model">The model it began with.</param>
    /// <param name="data">The data it began with.</param>
    /// <param name="folder">Where its files are.</param>
    /// <param name="settings">What does not change the curve.</param>
    /// <param name="change">Changes the options that it began with, such as the learning rate; null leaves them.</param>
    /// <exception cref="TrainingException">There is no checkpoint, it is of another model or other data, or training diverged from it with these options.</exception>
    /// <exception cref="WeightsException">The checkpoint is damaged.</exception>
    public static Trainer Resume(ModelInfo model, TrainingData data, RunFolder folder, TrainerSettings settings, Func<TrainingOptions, TrainingOptions>? change = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        if (!File.Exists(folder.Checkpoint)) throw new TrainingException($"{folder.Checkpoint}: no such file; there is nothing to continue from");
        try
        {
            return Continue(model, data, folder, settings, change);
        }
        catch (WeightsException e) when (e.File == folder.Checkpoint)
        {
            var weights = File.Exists(folder.Best) ? $", from the weights in {folder.Best}" : "";
            throw new WeightsException(e.File, e.Problem, e.Place, e.Expected, $"a training cannot continue from it: start a new one in another folder{weights}", e);
        }
    }

    private static Trainer Continue(ModelInfo model, TrainingData data, RunFolder folder, TrainerSettings settings, Func<TrainingOptions, TrainingOptions>? change)
    {
        var document = TrainingCheckpoint.Read(folder.Checkpoint);
        if (document.Model != model.Name) throw new TrainingException($"{folder.Checkpoint}: is of {document.Model}, not of {model.Name}");
        if (document.Task is { } task && task != data.Task) throw new TrainingException($"{folder.Checkpoint}: is of a {task}, {data.Name} is for a {data.Task}");
        if (document.Images != data.TrainCount)
            throw new TrainingException($"{folder.Checkpoint}: was trained on the {document.Images} images of {document.Data}, {data.Name} has {data.TrainCount}");
        if (document.Classes is { } classes && !classes.SequenceEqual(data.Classes, StringComparer.Ordinal))
            throw new TrainingException($"{folder.Checkpoint}: was trained on the classes {string.Join(", ", classes)}, {data.Name} has {string.Join(", ", data.Classes)}");
        var options = change?.Invoke(document.Options) ?? document.Options;
        var epochs = document.Progress.Epoch;
        if (options.Epochs != document.Options.Epochs && options.Epochs <= epochs)
            throw new TrainingException($"{options.Epochs} epochs are asked for, and {folder.Checkpoint} has {epochs} already; give more than {epochs}");
        if (folder.ReadDivergence() is { } before && before.Repeats(options)) throw new DivergenceException(before, document.Progress.Step, $"with these options the training diverged at step {before.Step}");
        var trainer = new Trainer(model, data, options, folder, settings with { Weights = null });
        try
        {
            TrainingCheckpoint.Restore(folder.Checkpoint, trainer.module, trainer.average, trainer.optimizer);
            // More epochs than those after which it was over.
            trainer.progress = document.Progress with { Finished = document.Progress.Finished && !(epochs == document.Options.Epochs && options.Epochs > epochs) };
            trainer.points.AddRange(document.Points);
            trainer.epochs.AddRange(document.Epochs);
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end, or until it is asked to stop; either way everything is saved then.</summary>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <returns>Whether the training is over; if not, it can be resumed.</returns>
    /// <exception cref="DivergenceException">The loss or a weight is not finite any more; the last checkpoint stays.</exception>
    /// <exception cref="TrainingException">Another training is writing into the folder, or it cannot be written to.</exception>
    public bool Run(ITrainingObserver observer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        using var alone = folder.Occupy();
        sinceSaved.Restart();
        while (!progress.Finished && RunEpoch(observer, cancellation))
        {
        }
        if (progress.Finished) Weights.Save(Result, folder.Weights, data.Classes);
        Save();
        return progress.Finished;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        optimizer.Dispose();
        gradients.Dispose();
        average?.Dispose();
        module.Dispose();
    }

    private int Steps => task.BatchCount * Options.Epochs;

    private bool TimeIsUp => Options.TimeLimit is { } limit && progress.Seconds >= limit.TotalSeconds;

    /// <summary>Whether the score on test images has not risen for as long as training has patience.</summary>
    private bool IsStuck => Options.Patience is { } patience && epochs.Count > patience && epochs[..^patience].Max(e => e.Score) >= epochs[^patience..].Max(e => e.Score);

    /// <summary>How much is done, by steps or by time.</summary>
    private double Share(int step)
    {
        var bySteps = (double)step / Steps;
        return Options.TimeLimit is { } limit ? Math.Min(1, Math.Max(bySteps, progress.Seconds / limit.TotalSeconds)) : bySteps;
    }

    /// <returns>Whether the epoch is over and measured; if not, training was asked to stop.</returns>
    private bool RunEpoch(ITrainingObserver observer, CancellationToken cancellation)
    {
        frozen.Train(module);
        var clock = Stopwatch.StartNew();
        foreach (var batch in task.Batches(progress.Epoch, progress.Batch))
        {
            using (batch)
            {
                if (cancellation.IsCancellationRequested) return false;
                if (TimeIsUp) break;
                Step(batch);
                progress = progress with { Seconds = progress.Seconds + clock.Elapsed.TotalSeconds };
                clock.Restart();
                var tally = progress.EpochTally;
                observer.OnStep(new StepReport(progress.Epoch + 1, progress.Step, Steps, Share(progress.Step), tally.MeanLoss, tally.Accuracy));
                if (sinceSaved.Elapsed >= SaveEvery) Save();
            }
        }
        CheckWeights();
        TestScores scores;
        try
        {
            scores = task.Measure(Result, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (NotFiniteException)
        {
            throw Diverged(progress.Step, $"after step {progress.Step} the test images get values that are not finite");
        }
        var sums = progress.EpochTally;
        var record = new EpochRecord(progress.Epoch + 1, progress.Step, sums.MeanLoss, sums.Accuracy, scores.Loss, scores.Top1, scores.Top5, progress.Seconds)
        {
            TestMeanIou = scores.MeanIou,
            TestPixelAccuracy = scores.PixelAccuracy,
        };
        epochs.Add(record);
        events?.Add(record);
        progress = progress with { Epoch = progress.Epoch + 1, Batch = 0, EpochTally = new(), Finished = progress.Epoch + 1 >= Options.Epochs || TimeIsUp || IsStuck };
        observer.OnEpoch(record);
        if (epochs.TakeWhile(e => e != record).All(e => e.Score < record.Score)) Weights.Save(Result, folder.Best, data.Classes);
        Save();
        return true;
    }

    private void Step(Batch batch)
    {
        var step = progress.Step + 1;
        var rate = Schedule.Rate(Options, Share(step));
        // Dropout and stochastic depth draw from this: the same in a step, whatever was before.
        var random = new RandomStream(Options.Seed, step);
        using var generator = torch.manual_seed((long)random.Next());
        optimizer.ZeroGradients();
        var (loss, right, counted) = gradients.Compute(batch, ref random);
        if (!double.IsFinite(loss)) throw Diverged(step, FormattableString.Invariant($"the loss is {loss} at step {step}"));
        optimizer.Step(rate);
        average?.Update(step);
        Count(step, counted, loss, right, rate);
    }

    /// <summary>Weights that are not numbers would be saved, and a resumed training would begin with them.</summary>
    private void CheckWeights()
    {
        using var noGradient = torch.no_grad();
        foreach (var slot in StateLayout.Of(module).Where(s => s.Tensor is not null && s.Tensor.is_floating_point()))
        {
            using var finite = slot.Tensor!.isfinite();
            using var all = finite.all();
            using var local = all.cpu();
            if (!local.ReadCpuBool(0)) throw Diverged(progress.Step, $"after step {progress.Step} '{slot.Key}' holds values that are not finite");
        }
    }

    private DivergenceException Diverged(int step, string what)
    {
        var divergence = new Divergence(step, Options.LearningRate, Options.ClipNorm);
        folder.Note(divergence);
        return new DivergenceException(divergence, File.Exists(folder.Checkpoint) ? TrainingCheckpoint.Read(folder.Checkpoint).Progress.Step : null, what);
    }

    private void Count(int step, long counted, double loss, long right, double rate)
    {
        var point = progress.PointTally.Add(counted, loss, right);
        if (point.Steps == Options.PointEvery)
        {
            points.Add(new CurvePoint(step, point.MeanLoss, point.Accuracy, rate));
            events?.Add(points[^1]);
            point = new Tally();
        }
        progress = progress with { Step = step, Batch = progress.Batch + 1, EpochTally = progress.EpochTally.Add(counted, loss, right), PointTally = point };
    }

    private void Save()
    {
        CheckWeights();
        var document = new CheckpointDocument(model.Name, data.Name, data.TrainCount, Options, progress, points, epochs) { Classes = data.Classes, Task = data.Task };
        TrainingCheckpoint.Save(folder.Checkpoint, document, model, module, average, optimizer);
        folder.PassDivergence(progress.Step);
        var log = new LogDocument(model.Name, data.Name, Options, progress.Finished, points, epochs);
        RunFolder.Write(folder.Log, JsonSerializer.Serialize(log, TrainingDocuments.Default.LogDocument));
        RunFolder.Write(folder.Curves, CurvePicture.Draw(model.Name, points, epochs));
        sinceSaved.Restart();
    }
}
