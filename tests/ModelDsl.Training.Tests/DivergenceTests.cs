using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>Numbers that are not finite end a training at once, are never saved, and are not met again.</summary>
public sealed class DivergenceTests : IDisposable
{
    private readonly Scratch scratch = new();

    public DivergenceTests() => Quarters.WriteIdx(scratch, "data", train: 64, test: 8);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_training_that_diverges_says_which_commands_to_give_and_keeps_its_checkpoint_finite()
    {
        var line = await CommandTests.Refused(
            "train", "tiny_grey", "--data", scratch.Path("data"), "--out", scratch.Path("my runs"), "--optimizer", "sgd", "--batch", "8", "--epochs", "60", "--lr", "1e3", "--save-every", "0.000001");
        Assert.Matches("(the loss is (NaN|∞|Infinity) at step [0-9]+|values that are not finite): lower the learning rate", line);
        Assert.Contains("--resume with another --lr or --clip continues from step", line);
        Assert.Contains("another --out begins anew", line);
        Assert.EndsWith($"modeldsl train tiny_grey --data {scratch.Path("data")} --out '{scratch.Path("my runs")}' --save-every 0.000001 --resume --lr 100", line);
        using var file = WeightFile.Open(scratch.Run("my runs").Checkpoint);
        foreach (var entry in file.Entries.Where(e => e.Type == Runtime.ElementType.F32))
        {
            using var value = file.Read(entry.Name);
            Assert.True(value.isfinite().all().item<bool>(), entry.Name);
        }
    }

    [Fact]
    public async Task What_diverged_is_not_repeated_and_goes_on_with_another_rate()
    {
        var folder = scratch.Run("run");
        var options = new TrainingOptions { Epochs = 3, BatchSize = 8, Optimizer = OptimizerKind.Sgd, LearningRate = 0.01 };
        using (var first = Trainer.Start(TinyGrey.Info.Model, ImageData.Open(scratch.Path("data")), options, folder, new TrainerSettings()))
        {
            var watcher = new Watcher(4);
            Assert.False(first.Run(watcher, watcher.Token));
        }
        string[] resume = ["train", "tiny_grey", "--data", scratch.Path("data"), "--out", folder.Path, "--resume"];
        Assert.Matches("(the loss is (NaN|∞|Infinity) at step [0-9]+|values that are not finite): lower the learning rate .*continues from step [48], another --out", await CommandTests.Refused([.. resume, "--lr", "1e3"]));
        Assert.Matches("with these options the training diverged at step [0-9]+: lower the learning rate", await CommandTests.Refused([.. resume, "--lr", "1e3"]));
        Assert.True(File.Exists(folder.Diverged));
        Assert.Contains("--batch: --resume continues with the options that the training began with", await CommandTests.Refused([.. resume, "--batch", "4"]));
        var (code, output, error) = await CommandTests.Run([.. resume, "--lr", "0.001", "--clip", "1", "--epochs", "4"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("epoch 4/4", output);
        Assert.False(File.Exists(folder.Diverged));
    }

    [Theory]
    [InlineData("1", 3)]
    [InlineData("128", 1)]
    public async Task Batch_norm_of_one_value_ends_training_with_its_cause(string batch, int images)
    {
        var image = PngWriter.Encode(new RgbImage(8, 8, new byte[192]));
        foreach (var part in new[] { "train/a", "train/b", "val/a", "val/b" }) scratch.Write($"few/{part}/0.png", image);
        for (var i = 2; i < images; i++) scratch.Write($"few/train/b/{i}.png", image);
        // One of the two is damaged: what is left is a single image.
        if (images == 1) scratch.Write("few/train/b/0.png", []);
        var line = await CommandTests.Refused("train", "tiny_pooled", "--data", scratch.Path("few"), "--out", scratch.Path("run"), "--batch", batch, "--skip-damaged");
        Assert.Contains("a batch of one image", line);
        Assert.Contains("batch norm gets one value for each channel, [1, 4, 1, 1]", line);
        Assert.Contains("--batch 2", line);
        Assert.False(File.Exists(scratch.Run("run").Checkpoint));
    }

    [Fact]
    public void Batch_norm_takes_one_value_where_nothing_is_trained_and_two_where_something_is()
    {
        using var norm = NewLayer.BatchNorm2d(2, 1e-5, 0.1);
        using var one = torch.ones(1, 2, 1, 1);
        using var two = torch.ones(2, 2, 1, 1);
        Assert.Throws<TooFewValuesException>(() => norm.call(one));
        Assert.True(norm.running_var!.isfinite().all().item<bool>());
        Assert.Equal(0, norm.num_batches_tracked!.item<long>());
        norm.call(two).Dispose();
        norm.eval();
        norm.call(one).Dispose();
    }

    [Fact]
    public async Task Names_of_classes_travel_with_the_weights()
    {
        foreach (var part in new[] { "train", "val" })
            foreach (var (name, value) in new[] { ("cat", (byte)40), ("great dog", (byte)200) })
                for (var i = 0; i < 4; i++) scratch.Write($"pets/{part}/{name}/{i}.png", PngWriter.Encode(new RgbImage(8, 8, [.. Enumerable.Repeat(value, 192)])));
        var folder = scratch.Run("run");
        Assert.Equal(0, (await CommandTests.Run("train", "tiny_pooled", "--data", scratch.Path("pets"), "--out", folder.Path, "--epochs", "1", "--batch", "4")).Code);
        var (_, output, _) = await CommandTests.Run("run", "tiny_pooled", scratch.Path("pets/val/cat/0.png"), "--weights", folder.Weights);
        Assert.Contains("great dog", output);
        (_, output, _) = await CommandTests.Run("run", "tiny_pooled", scratch.Path("pets/val/cat/0.png"), "--weights", folder.Checkpoint, "--under", "model.");
        Assert.Contains("great dog", output);
        (_, output, _) = await CommandTests.Run("weights", "inspect", folder.Weights);
        Assert.Contains("model: tiny_pooled\nclasses: cat, great dog\nimages: 8×8, crop 1, Squash, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225\n", output);

        Directory.Move(scratch.Path("pets/val/great dog"), scratch.Path("pets/val/wolf"));
        Directory.Move(scratch.Path("pets/train/great dog"), scratch.Path("pets/train/wolf"));
        (_, output, _) = await CommandTests.Run("eval", "tiny_pooled", "--data", scratch.Path("pets"), "--weights", folder.Weights);
        Assert.Contains("was trained on other classes: number 1 is 'great dog' there and 'wolf' in the data", output);
        Assert.Contains("was trained on the classes cat, great dog", await CommandTests.Refused("train", "tiny_pooled", "--data", scratch.Path("pets"), "--out", folder.Path, "--resume"));

        var copy = scratch.Path("copy.safetensors");
        await CommandTests.Run("weights", "convert", folder.Weights, copy);
        using var file = WeightFile.Open(copy);
        Assert.Equal(["cat", "great dog"], file.Notes.Classes);
        Assert.Equal(TinyPooled.Info.Model.HyperParameters.Select(h => h.Name), file.Notes.HyperParameters.Keys);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("my photos", "'my photos'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("a;rm -rf", "'a;rm -rf'")]
    [InlineData("", "''")]
    [InlineData("runs/a_b-1.2:3,4=5@6%7+8", "runs/a_b-1.2:3,4=5@6%7+8")]
    [InlineData("größe", "'größe'")]
    public void Printed_commands_can_be_pasted(string argument, string quoted)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal($"modeldsl train {quoted}", CommandText.Of("train", null, argument));
    }
}
