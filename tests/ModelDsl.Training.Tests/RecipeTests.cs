using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>Options of a training that change what is trained, how much of a batch at a time, and when it ends.</summary>
public sealed class RecipeTests : IDisposable
{
    private static readonly TrainingOptions Plain = new() { Epochs = 2, BatchSize = 16, LearningRate = 0.01, Optimizer = OptimizerKind.Sgd, Augmentation = new Augmentation { CropScale = 1, Flip = 0 } };

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(16, false)]
    [InlineData(3, true)]
    public void A_batch_in_parts_trains_as_the_whole_batch(int parts, bool balanced)
    {
        var options = Plain with { BalanceClasses = balanced };
        var (whole, points) = Train(TinyPlain.Info.Model, options, "whole");
        var (inParts, same) = Train(TinyPlain.Info.Model, options with { Accumulate = parts }, "parts");
        Assert.Equal(whole.Keys, inParts.Keys);
        foreach (var (key, values) in whole)
            Assert.All(values.Zip(inParts[key]), v => Assert.Equal(v.First, v.Second, 2e-5f));
        Assert.Equal(points[^1].Loss, same[^1].Loss, 5);
        Assert.Equal(points[^1].Accuracy, same[^1].Accuracy);
    }

    [Fact]
    public void Frozen_parts_keep_weights_and_statistics_while_others_learn()
    {
        var (start, _) = Train(TinyGrey.Info.Model, Plain with { LearningRate = 1e-30, Epochs = 1 }, "start");
        var (end, _) = Train(TinyGrey.Info.Model, Plain with { Freeze = ["stem", "norm"] }, "end");
        using var fresh = Fresh(TinyGrey.Info.Model);
        foreach (var slot in StateLayout.Of(fresh))
        {
            using var value = slot.Tensor!.to(torch.ScalarType.Float32);
            var before = value.data<float>().ToArray();
            Assert.Equal(slot.Key.StartsWith("stem.", StringComparison.Ordinal) || slot.Key.StartsWith("norm.", StringComparison.Ordinal), before.SequenceEqual(end[slot.Key]));
        }
        // Without freezing the statistics move even where nothing is learnt.
        Assert.NotEqual(start["norm.running_mean"], end["norm.running_mean"]);
    }

    [Theory]
    [InlineData("levels.0-2", "levels.0 levels.1 levels.2")]
    [InlineData("levels.1-2.blocks.0-1", "levels.1.blocks.0 levels.1.blocks.1 levels.2.blocks.0 levels.2.blocks.1")]
    [InlineData("patch_embed.", "patch_embed")]
    [InlineData("a-b", "a-b")]
    public void Ranges_of_parts_are_written_with_a_dash(string part, string paths) => Assert.Equal(paths, string.Join(' ', FrozenParts.Expand(part)));

    [Theory]
    [InlineData("convs.0-3", "--freeze: 'convs.3' is not part of the model; its first are convs, head")]
    [InlineData("con", "--freeze: 'con' is not part of the model")]
    [InlineData("2-1", "--freeze: '2-1' is not a range")]
    [InlineData("convs,head", "leaves nothing to train")]
    public void Parts_that_are_none_are_refused(string parts, string reason) => Assert.Contains(reason, Assert.Throws<TrainingException>(
        () => Trainer.Start(TinyPlain.Info.Model, Quarters.Data(), Plain with { Freeze = parts.Split(',') }, scratch.Run("none"), new TrainerSettings())).Message);

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Mixed_batches_in_parts_train_as_whole_ones(int parts, bool balanced)
    {
        var options = Plain with { Mixup = 0.8, CutMix = 1, BalanceClasses = balanced };
        var (whole, _) = Train(TinyPlain.Info.Model, options, "whole");
        var (inParts, _) = Train(TinyPlain.Info.Model, options with { Accumulate = parts }, "parts");
        foreach (var (key, values) in whole)
            Assert.All(values.Zip(inParts[key]), v => Assert.Equal(v.First, v.Second, 2e-5f));
    }

    /// <summary>The loss of mixed images is that of soft labels, which PyTorch's users write out.</summary>
    [Fact]
    public void The_loss_of_a_mixed_batch_is_that_of_soft_labels()
    {
        const int Count = 8;
        var options = Plain with { Mixup = 1, LabelSmoothing = 0.1 };
        using var module = Fresh(TinyPlain.Info.Model);
        module.eval();
        using var batch = new BatchLoader(Quarters.Dataset(Count, 1), TinyPlain.Info.Model.Preprocessing!, Count, 0).InOrder().First();
        using var gradients = new BatchGradients(TinyPlain.Info.Model, module, null, options, torch.CPU);
        var random = new RandomStream(5);
        var (loss, _, _) = gradients.Compute(batch, ref random);

        var same = new RandomStream(5);
        var mix = BatchMix.Of(batch.Images, options, ref same);
        using var images = mix.Images;
        using var logits = Classifier.Forward(TinyPlain.Info.Model, module, images);
        using var log = torch.nn.functional.log_softmax(logits, 1);
        var expected = 0.0;
        for (var i = 0; i < Count; i++)
        {
            for (var c = 0; c < Quarters.Classes; c++)
            {
                var label = mix.Share * (batch.Labels[i].item<long>() == c ? 1 : 0) + (1 - mix.Share) * (batch.Labels[Count - 1 - i].item<long>() == c ? 1 : 0);
                expected -= (0.9 * label + 0.1 / Quarters.Classes) * log[i, c].item<float>() / Count;
            }
        }
        Assert.Equal(expected, loss, 5);
    }

    [Fact]
    public void The_rate_falls_from_the_last_layer_to_the_first()
    {
        string[] keys =
        [
            "cls_token", "patch_embed.conv_down.0.weight", "levels.0.blocks.0.conv1.weight", "levels.0.blocks.0.mlp.0.weight", "levels.0.blocks.1.conv1.weight",
            "levels.0.downsample.weight", "levels.1.blocks.0.attn.qkv.weight", "norm.weight", "head.weight",
        ];
        var rates = new LayerRates(keys, 0.5);
        Assert.Equal([1 / 32.0, 1 / 32.0, 1 / 16.0, 1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0, 1, 1], keys.Select(rates.Of));
        Assert.Equal([1, 1], new[] { "fc1.weight", "fc2.weight" }.Select(new LayerRates(["fc1.weight", "fc2.weight"], 0.5).Of));
        Assert.Equal([0.25, 0.5, 1], new[] { "conv1.weight", "layer1.0.conv1.weight", "fc.weight" }.Select(new LayerRates(["conv1.weight", "layer1.0.conv1.weight", "fc.weight"], 0.5).Of));
    }

    [Fact]
    public void Early_layers_learn_less_with_layer_decay()
    {
        using var fresh = Fresh(TinyPlain.Info.Model);
        var start = StateLayout.Of(fresh).ToDictionary(s => s.Key, s => s.Tensor!.to(torch.float32).data<float>().ToArray());
        var (whole, _) = Train(TinyPlain.Info.Model, Plain with { Optimizer = OptimizerKind.AdamW, Epochs = 1 }, "whole");
        var (decayed, _) = Train(TinyPlain.Info.Model, Plain with { Optimizer = OptimizerKind.AdamW, Epochs = 1, LayerDecay = 0.1 }, "decayed");
        double Moved(Dictionary<string, float[]> end, string key) => end[key].Zip(start[key], (a, b) => Math.Abs(a - (double)b)).Sum();
        Assert.InRange(Moved(decayed, "convs.0.weight") / Moved(whole, "convs.0.weight"), 0, 0.3);
        Assert.InRange(Moved(decayed, "head.weight") / Moved(whole, "head.weight"), 0.5, 1.5);
    }

    [Fact]
    public void Rare_classes_weigh_as_much_as_frequent_ones()
    {
        var image = new RgbImage(1, 1, new byte[3]);
        var data = new MemoryDataset([image, image, image, image, image, image], i => i < 4 ? 0 : i < 5 ? 1 : 3, 4);
        var task = new ImageData("rare", data, data).Prepare(TinyGrey.Info.Model, new TrainingOptions(), new TrainerSettings());
        Assert.Equal([4, 1, 0, 1], task.CountLabels());
        using var weights = ClassBalance.Of(task.CountLabels());
        Assert.Equal([0.375f, 1.5f, 0, 1.5f], weights.data<float>().ToArray());
    }

    [Fact]
    public void Patience_ends_training_and_the_best_epoch_stays()
    {
        using var trainer = Trainer.Start(TinyPlain.Info.Model, Quarters.Data(), Plain with { Epochs = 50, LearningRate = 1e-30, Patience = 3 }, scratch.Run("stuck"), new TrainerSettings());
        Assert.True(trainer.Run(new Watcher()));
        Assert.Equal(4, trainer.Epochs.Count);
        using var best = TinyPlain.Info.Model.Create(Initialization.Skip);
        Weights.Load(best, scratch.Run("stuck").Best);
        Assert.Throws<TrainingException>(() => Trainer.Start(TinyPlain.Info.Model, Quarters.Data(), Plain with { Patience = 0 }, scratch.Run("x"), new TrainerSettings()));
        Assert.Throws<TrainingException>(() => Trainer.Start(TinyPlain.Info.Model, Quarters.Data(), Plain with { Accumulate = 17 }, scratch.Run("x"), new TrainerSettings()));
    }

    [Fact]
    public void Events_hold_the_curve_for_TensorBoard()
    {
        using (var trainer = Trainer.Start(TinyPlain.Info.Model, Quarters.Data(), Plain with { PointEvery = 4 }, scratch.Run("seen"), new TrainerSettings { WritesEvents = true }))
            Assert.True(trainer.Run(new Watcher()));
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(Directory.GetFiles(scratch.Run("seen").Events))));
        // 12 steps make three points; two epochs are measured.
        Assert.Equal((3, 3, 3), (Count("train/loss"), Count("train/accuracy"), Count("train/learning_rate")));
        Assert.Equal((2, 2, 2), (Count("test/loss"), Count("test/top1"), Count("test/top5")));

        int Count(string tag) => text.Split(tag).Length - 1;
    }

    private (Dictionary<string, float[]> Weights, IReadOnlyList<CurvePoint> Points) Train(ModelInfo model, TrainingOptions options, string name)
    {
        using var trainer = Trainer.Start(model, Quarters.Data(), options with { PointEvery = 1 }, scratch.Run(name), new TrainerSettings { Workers = 0 });
        Assert.True(trainer.Run(new Watcher()));
        var state = new Dictionary<string, float[]>();
        foreach (var slot in StateLayout.Of(trainer.Result))
        {
            using var value = slot.Tensor!.detach().to(torch.ScalarType.Float32);
            state.Add(slot.Key, value.data<float>().ToArray());
        }
        return (state, trainer.Points);
    }

    private static torch.nn.Module Fresh(ModelInfo model)
    {
        using (torch.manual_seed(Plain.Seed)) return model.Create(Initialization.Published);
    }
}
