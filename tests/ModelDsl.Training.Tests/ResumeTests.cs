using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>A training that was interrupted continues as if it had not been.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Scratch scratch = new();

    private static readonly TrainingOptions Adam = new()
    {
        Epochs = 3, BatchSize = 16, LearningRate = 0.01, EmaDecay = 0.99, PointEvery = 4, Augmentation = new Augmentation { CropScale = 0.6, Flip = 0 },
    };

    public static TheoryData<string, TrainingOptions> Options => new()
    {
        { "AdamW with an average", Adam },
        { "SGD", Adam with { Optimizer = OptimizerKind.Sgd, EmaDecay = null, ClipNorm = 0.5 } },
        { "everything that varies images", Adam with { Mixup = 0.4, CutMix = 1, LayerDecay = 0.75, Augmentation = new Augmentation { RandomMagnitude = 9, Erasing = 0.5 } } },
    };

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Options))]
    public void Interrupted_at_any_step_the_curve_and_the_weights_are_the_same(string _, TrainingOptions options)
    {
        var whole = Finish(() => Start(options, "whole"), out var expected);
        // The first step, in an epoch, its last step (the measuring is interrupted), and the next one's first.
        foreach (var stop in new[] { 1, 4, 6, 7 })
        {
            using (var first = Start(options, $"stopped {stop}"))
            {
                var watcher = new Watcher(stop);
                Assert.False(first.Run(watcher, watcher.Token));
            }
            var rest = Finish(() => Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(), scratch.Run($"stopped {stop}"), new TrainerSettings { Workers = 0 }), out var resumed);
            Assert.Equal(whole.Points, rest.Points);
            Assert.Equal(whole.Epochs.Select(e => e with { Seconds = 0 }), rest.Epochs.Select(e => e with { Seconds = 0 }));
            Assert.Equal(expected, resumed);
        }
    }

    [Fact]
    public void A_training_that_is_over_says_the_same_again_and_trains_no_more()
    {
        Finish(() => Start(Adam, "over"), out var expected);
        var again = Finish(() => Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(), scratch.Run("over"), new TrainerSettings()), out var weights);
        Assert.Equal(3, again.Epochs.Count);
        Assert.Equal(expected, weights);
    }

    [Fact]
    public void A_training_continues_to_more_epochs_than_it_has_and_not_to_fewer()
    {
        Finish(() => Start(Adam, "longer"), out _);
        Assert.Equal($"2 epochs are asked for, and {scratch.Run("longer").Checkpoint} has 3 already; give more than 3", Assert.Throws<TrainingException>(() => Longer(2)).Message);
        Assert.Equal(5, Finish(() => Longer(5), out _).Epochs.Count);
        using (var stopped = Start(Adam with { Epochs = 4 }, "longer"))
        {
            // In the second epoch.
            var watcher = new Watcher(8);
            Assert.False(stopped.Run(watcher, watcher.Token));
        }
        Assert.Contains("has 1 already; give more than 1", Assert.Throws<TrainingException>(() => Longer(1)).Message);
        Assert.Equal(2, Finish(() => Longer(2), out _).Epochs.Count);

        Trainer Longer(int epochs) => Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(), scratch.Run("longer"), new TrainerSettings(), options => options with { Epochs = epochs });
    }

    [Fact]
    public void The_model_learns_and_its_weights_load_into_a_new_module()
    {
        var options = Adam with { Epochs = 20, EmaDecay = null, Augmentation = new Augmentation { CropScale = 1, Flip = 0 } };
        var run = Finish(() => Start(options, "learns"), out _);
        Assert.True(run.Epochs[^1].TestTop1 > 0.9, $"{run.Epochs[^1]}");
        using var fresh = TinyGrey.Info.Model.Create(Initialization.Skip);
        Weights.Load(fresh, scratch.Run("learns").Weights);
        var loader = new BatchLoader(Quarters.Data().Test, TinyGrey.Info.Model.Preprocessing!, 16, 0);
        var result = Evaluator.Run(TinyGrey.Info.Model, fresh, loader.InOrder(), torch.CPU);
        Assert.Equal(run.Epochs[^1].TestTop1, result.Top1);
        Assert.Equal(run.Epochs[^1].TestLoss, result.Loss);
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        // What other tests left to finalizers is gone before the counting.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var trainer = Start(Adam with { Epochs = 6 }, "memory");
        var counts = new List<long>();
        Assert.True(trainer.Run(new Counter(counts)));
        Assert.Equal(counts[1], counts[^1]);
    }

    [Fact]
    public void Another_model_other_data_and_plain_weights_are_refused()
    {
        Finish(() => Start(Adam, "mine"), out _);
        var folder = scratch.Run("mine");
        Assert.Contains("is of tiny_grey, not of other", Assert.Throws<TrainingException>(() =>
            Trainer.Resume(TinyGrey.Info.Model with { Name = "other" }, Quarters.Data(), folder, new TrainerSettings())).Message);
        Assert.Contains("96 images", Assert.Throws<TrainingException>(() =>
            Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(train: 32), folder, new TrainerSettings())).Message);
        File.Copy(folder.Weights, folder.Checkpoint, overwrite: true);
        Assert.Contains("--weights", Assert.Throws<TrainingException>(() =>
            Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(), folder, new TrainerSettings())).Message);
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_with_the_weights_that_are_left()
    {
        Finish(() => Start(Adam, "cut"), out _);
        var folder = scratch.Run("cut");
        using (var file = File.OpenWrite(folder.Checkpoint)) file.SetLength(file.Length / 2);
        Assert.EndsWith($"; a training cannot continue from it: start a new one in another folder, from the weights in {folder.Best}", Refused());
        File.Delete(folder.Best);
        Assert.EndsWith("; a training cannot continue from it: start a new one in another folder", Refused());

        string Refused() => Assert.Throws<Runtime.WeightsException>(() => Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(), folder, new TrainerSettings())).Message;
    }

    [Fact]
    public void Two_trainings_in_one_folder_at_once_are_refused_and_one_after_the_other_are_not()
    {
        using var first = Start(Adam, "shared");
        using var second = Start(Adam, "shared");
        var refused = "";
        var watcher = new Watcher { AtEpoch = () => refused = Assert.Throws<TrainingException>(() => second.Run(new Watcher())).Message };
        Assert.True(first.Run(watcher));
        Assert.Equal($"{scratch.Path("shared")}: another training is writing into it; wait for its end, or name another folder", refused);
        Assert.True(second.Run(new Watcher()));
    }

    [Fact]
    public void A_time_limit_ends_training_with_the_rate_fallen()
    {
        using var trainer = Start(Adam with { Epochs = 1000, PointEvery = 1, TimeLimit = TimeSpan.FromSeconds(2) }, "limited");
        Assert.True(trainer.Run(new Watcher()));
        Assert.True(trainer.Epochs.Count < 1000);
        Assert.True(trainer.Points[^1].LearningRate < 0.2 * 0.01, $"{trainer.Points[^1]}");
    }

    private Trainer Start(TrainingOptions options, string name) =>
        Trainer.Start(TinyGrey.Info.Model, Quarters.Data(), options, scratch.Run(name), new TrainerSettings { Workers = 2 });

    /// <summary>Runs a training to its end, and reads the values of its weights.</summary>
    private static (IReadOnlyList<CurvePoint> Points, IReadOnlyList<EpochRecord> Epochs) Finish(Func<Trainer> make, out List<float> weights)
    {
        using var trainer = make();
        Assert.True(trainer.Run(new Watcher()));
        weights = [];
        foreach (var slot in StateLayout.Of(trainer.Result).Where(s => s.Tensor?.dtype == torch.float32))
            weights.AddRange(slot.Tensor!.detach().data<float>().ToArray());
        return ([.. trainer.Points], [.. trainer.Epochs]);
    }

    private sealed class Counter(List<long> counts) : ITrainingObserver
    {
        public void OnStep(StepReport report)
        {
        }

        public void OnEpoch(EpochRecord record) => counts.Add(torch.Tensor.TotalCount);
    }
}
