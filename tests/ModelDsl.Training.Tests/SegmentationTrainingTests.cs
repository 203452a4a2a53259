using System.Text.Json;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>Trainings that learn the classes of pixels, in code and by the command.</summary>
public sealed class SegmentationTrainingTests : IDisposable
{
    private static readonly TrainingOptions s_options = TrainingOptions.Segmentation with { Epochs = 3, BatchSize = 8, LearningRate = 0.01, PointEvery = 2, EmaDecay = 0.99, Accumulate = 2, BalanceClasses = true, Crops = new() { Photometric = 1 } };

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Interrupted_at_any_step_the_curve_and_the_weights_are_the_same()
    {
        var (points, epochs, expected) = Finish(() => Start(s_options, "whole"));
        Assert.Equal(3, epochs.Count);
        Assert.All(epochs, e => Assert.True(e is { TestTop1: null, TestMeanIou: > 0, TestPixelAccuracy: > 0 }));
        foreach (var stop in new[] { 1, 6, 7 })
        {
            using (var first = Start(s_options, $"stopped {stop}"))
            {
                var watcher = new Watcher(stop);
                Assert.False(first.Run(watcher, watcher.Token));
            }
            var rest = Finish(() => Trainer.Resume(TinyMap.Info.Model, Bands.Data(), scratch.Run($"stopped {stop}"), new TrainerSettings { Workers = 0 }));
            Assert.Equal(points, rest.Points);
            Assert.Equal(epochs.Select(e => e with { Seconds = 0 }), rest.Epochs.Select(e => e with { Seconds = 0 }));
            Assert.Equal(expected, rest.Weights);
        }
    }

    [Fact]
    public void Twenty_steps_lower_the_loss_and_more_of_them_tell_the_bands()
    {
        var options = s_options with { Epochs = 4, PointEvery = 4, LearningRate = 0.03, EmaDecay = null, Accumulate = 1, Crops = new CropAugmentation { MinScale = 1, MaxScale = 1.5 } };
        using var trainer = Start(options, "learns");
        Assert.True(trainer.Run(new Watcher()));
        Assert.True(trainer.Points[4].Loss < 0.7 * trainer.Points[0].Loss, $"{trainer.Points[0]}, {trainer.Points[4]}");
        Assert.True(trainer.Epochs[^1].TestMeanIou > 0.6, $"{trainer.Epochs[^1]}");
        Assert.True(trainer.Points[^1].Accuracy > 0.8, $"{trainer.Points[^1]}");
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var trainer = Start(s_options with { Epochs = 4 }, "memory");
        var counts = new List<long>();
        Assert.True(trainer.Run(new Counter(counts)));
        Assert.Equal(counts[1], counts[^1]);
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        Assert.Contains("is not a segmentation model: it yields [N, 4]", Refused(() => Trainer.Start(TinyGrey.Info.Model, Bands.Data(), s_options, scratch.Run("r"), new TrainerSettings())));
        Assert.Contains("is not a classifier", Refused(() => Trainer.Start(TinyMap.Info.Model, Quarters.Data(), s_options, scratch.Run("r"), new TrainerSettings())));
        Assert.Contains("Mixup changes images", Refused(() => Start(s_options with { Mixup = 0.8 }, "r")));
        Assert.Contains("RandomMagnitude changes images", Refused(() => Start(s_options with { Augmentation = new Augmentation { RandomMagnitude = 9 } }, "r")));
        Assert.Contains("choose at least 16", Refused(() => Start(s_options with { Crops = new CropAugmentation { Side = 8 } }, "r")));
        Assert.Contains("MaxScale is 0.1, expected at least MinScale", Refused(() => Start(s_options with { Crops = new CropAugmentation { MaxScale = 0.1 } }, "r")));
        Assert.Contains("Photometric is 3, expected from 0 to 2", Refused(() => Start(s_options with { Crops = new CropAugmentation { Photometric = 3 } }, "r")));
        Finish(() => Start(s_options with { Epochs = 1 }, "mine"));
        var other = Bands.Data() with { Train = new Bands(48, 1, ignoreLabel: 254) };
        Assert.Contains(
            "is of a segmentation with the ignore label 255, bands is for a segmentation with the ignore label 254",
            Refused(() => Trainer.Resume(TinyMap.Info.Model, other, scratch.Run("mine"), new TrainerSettings())));
    }

    [Fact]
    public async Task The_command_trains_measures_and_paints()
    {
        Bands.Write(scratch, "data", train: 16, test: 4);
        var (data, run) = (scratch.Path("data"), scratch.Run("run"));
        var (code, output, error) = await Run("train", "tiny_map", "--data", data, "--out", run.Path, "--epochs", "2", "--batch", "8", "--schedule", "poly", "--poly-power", "1", "--min-scale", "1", "--lr", "0.01", "--photometric", "0.5", "--tensorboard");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("epoch 2/2: loss [0-9.]+, accuracy [0-9.]+ %; test: loss [0-9.]+, mean IoU [0-9.]+ %, pixel accuracy [0-9.]+ %", output);
        using var log = JsonDocument.Parse(File.ReadAllText(run.Log));
        var last = log.RootElement.GetProperty("epochs")[1];
        Assert.False(last.TryGetProperty("testTop1", out _));
        Assert.Equal("poly", log.RootElement.GetProperty("options").GetProperty("schedule").GetString(), ignoreCase: true);
        Assert.Equal(0.5, log.RootElement.GetProperty("options").GetProperty("crops").GetProperty("photometric").GetDouble());
        Assert.Contains("mean IoU", File.ReadAllText(run.Curves));

        (code, output, error) = await Run("eval", "tiny_map", "--data", data, "--weights", run.Weights, "--json");
        Assert.Equal((0, ""), (code, error));
        using var result = JsonDocument.Parse(output);
        Assert.Equal(last.GetProperty("testMeanIou").GetDouble(), result.RootElement.GetProperty("meanIou").GetDouble());
        Assert.Equal(last.GetProperty("testLoss").GetDouble(), result.RootElement.GetProperty("loss").GetDouble());
        Assert.Equal(4 * (24 * 24 - 9), result.RootElement.GetProperty("pixels").GetInt64());
        Assert.Equal(["dark", "middle", "light"], result.RootElement.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("name").GetString()));

        (code, output, error) = await Run("eval", "tiny_map", "--data", data, "--weights", run.Weights, "--engine", "onnx", "--task", "segmentation", "--sliding", "16", "--stride", "8", "--size", "24");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("mean IoU [0-9.]+ %, pixel accuracy [0-9.]+ %, loss [0-9.]+\n", output);
        Assert.Matches("0 +dark +[0-9.]+ % +[0-9.]+ %", output);

        var (picture, overlay) = (Path.Combine(data, "images", "val", "0.png"), scratch.Path("overlay.png"));
        var palette = new ClassColours([250, 0, 0, 0, 250, 0, 0, 0, 250]);
        (code, output, error) = await Run("run", "tiny_map", picture, "--weights", run.Weights, "-o", overlay, "--palette", scratch.Write("palette.png", MaskFile.Encode(new LabelMap(1, 1, [0]), palette)), "--json");
        Assert.Equal((0, ""), (code, error));
        using var said = JsonDocument.Parse(output);
        var image = said.RootElement.GetProperty("images")[0];
        Assert.Equal(overlay, image.GetProperty("overlay").GetString());
        Assert.Equal(1, image.GetProperty("shares").EnumerateArray().Sum(s => s.GetProperty("share").GetDouble()), 12);
        Assert.Contains(image.GetProperty("shares")[0].GetProperty("label").GetString(), (string[])["dark", "middle", "light"]);
        var painted = ImageFile.Read(overlay);
        Assert.Equal((24, 24), (painted.Width, painted.Height));
        // Half of each pixel is the colour that the palette has for a class.
        var half = Enumerable.Range(0, 3).Select(i => palette.Over(ImageFile.Read(picture), new LabelMap(24, 24, [.. Enumerable.Repeat((byte)i, 576)]), 0.5).Pixels.Chunk(3).ToArray()).ToArray();
        Assert.All(painted.Pixels.Chunk(3).Index(), p => Assert.Contains(half, of => of[p.Index].SequenceEqual(p.Item)));

        // A picture that would cost an image or another picture.
        var (before, link, other) = (File.ReadAllBytes(picture), scratch.Path("link.png"), Path.Combine(data, "images", "train", "0.png"));
        File.CreateSymbolicLink(link, picture);
        Assert.Equal($"modeldsl: --out: {picture}: would replace the image {picture}; choose another file", await Refused("run", "tiny_map", picture, "--weights", run.Weights, "-o", picture));
        Assert.Equal($"modeldsl: --out: {link}: would replace the image {picture}; choose another file", await Refused("run", "tiny_map", picture, "--weights", run.Weights, "-o", link));
        Assert.Equal(
            $"modeldsl: --out: {picture}: would replace the image {picture}; choose another folder",
            await Refused("run", "tiny_map", picture, Path.Combine(data, "images", "val", "1.png"), "--weights", run.Weights, "-o", Path.GetDirectoryName(picture)!));
        Assert.Equal(
            $"modeldsl: --out: {scratch.Path("both/0.png")}: would be the picture of {picture} and of {other}; run them one by one, each with a file to write",
            await Refused("run", "tiny_map", picture, other, "--weights", run.Weights, "-o", scratch.Path("both")));
        Assert.Equal($"modeldsl: --out: {overlay}: is a file; name a folder for the pictures of 2 images", await Refused("run", "tiny_map", picture, other, "--weights", run.Weights, "-o", overlay));
        Assert.Equal("modeldsl: --out: ov.jpg: the picture is a PNG; choose a name that ends in .png", await Refused("run", "tiny_map", picture, "--weights", run.Weights, "-o", "ov.jpg"));
        Assert.Equal(before, File.ReadAllBytes(picture));
        Assert.False(Directory.Exists(scratch.Path("both")));

        (code, output, error) = await Run("run", "tiny_map", picture, "--weights", run.Weights);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches("(dark|middle|light) +[0-9.]+ % +#[0-9a-f]{6}", output);

        (code, output, error) = await Run("data", "check", data, "--json");
        Assert.Equal((0, ""), (code, error));
        using var check = JsonDocument.Parse(output);
        Assert.Equal(16, check.RootElement.GetProperty("classes")[0].GetProperty("train").GetInt32());
    }

    [Fact]
    public async Task What_is_wrong_with_pictures_and_masks_is_told_in_one_line_before_training_begins()
    {
        Bands.Write(scratch, "data", train: 4, test: 2);
        var (data, bands) = (scratch.Path("data"), new Bands(4, 1));
        var plain = MaskFile.Encode(bands.ReadMask(0), ClassColours.Standard);

        scratch.Write("data/masks/train/1.png", MaskFile.Encode(new LabelMap(24, 24, [.. bands.ReadMask(1).Values[..100], 7, .. bands.ReadMask(1).Values[101..]]), ClassColours.Standard));
        Assert.Contains("1.png: 7 at column 4 of row 4 is neither one of the 3 classes, 0 to 2, nor the ignore label 255", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        Assert.Contains("nor the ignore label 255", await Refused("eval", "tiny_map", "--data", WithTest(scratch.Path("data/masks/train/1.png")), "--weights", Weights()));
        var (code, _, _) = await Run("train", "tiny_map", "--data", data, "--out", scratch.Path("r7"), "--ignore-label", "7", "--epochs", "1");
        Assert.Equal(2, code);
        scratch.Write("data/masks/train/1.png", MaskFile.Encode(new LabelMap(12, 24, new byte[288]), ClassColours.Standard));
        Assert.Contains("the mask is 12x24, its picture", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        scratch.Write("data/masks/train/1.png", PngWriter.Encode(bands.Read(1)));
        Assert.Contains("a mask has a palette or grey values of 8 bits, this one colours", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        (code, var output, _) = await Run("train", "tiny_map", "--data", data, "--out", scratch.Path("skipped"), "--skip-damaged", "--epochs", "1", "--batch", "2");
        Assert.Equal(0, code);
        Assert.Contains("left out 1 damaged image", output);
        Assert.Contains("3 images to train on", output);

        File.Move(scratch.Path("data/masks/train/1.png"), scratch.Path("data/masks/train/1.jpg"));
        Assert.Contains("1.png, which must be a PNG file", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        File.Delete(scratch.Path("data/masks/train/1.jpg"));
        File.Delete(scratch.Path("data/masks/train/2.png"));
        var line = await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r"));
        Assert.Contains($"1.png has no mask {Path.Combine(data, "masks", "train", "1.png")}; ", line);
        Assert.Contains("2.png has no mask", line);
        scratch.Write("data/masks/train/1.png", plain);
        scratch.Write("data/masks/train/2.png", plain);
        scratch.Write("data/images/train/2.jpg", [1]);
        Assert.Contains("would have the same mask", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        File.Delete(scratch.Path("data/images/train/2.jpg"));

        scratch.Write("data/classes.txt", "dark\nlight\n"u8.ToArray());
        Assert.Contains("tells 3 classes apart, the data has 2", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        File.Delete(scratch.Path("data/classes.txt"));
        Assert.Contains("classes.txt: no such file; write the names of the classes", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        scratch.Write("data/classes.json", "[1]"u8.ToArray());
        Assert.EndsWith("classes.json: cannot be read: expected a list of names, [\"sky\", \"tree\"]", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));
        scratch.Write("data/classes.json", """["dark", "middle", "light"]"""u8.ToArray());
        Directory.Delete(scratch.Path("data/masks/val"), recursive: true);
        Assert.Contains($"{Path.Combine(data, "masks", "val")}: no such folder", await Refused("train", "tiny_map", "--data", data, "--out", scratch.Path("r")));

        Assert.Contains("--mixup: is for a classification", await Refused("train", "tiny_map", "--data", data, "--mixup", "1"));
        Assert.Contains("--min-scale: is for a segmentation", await Refused("train", "tiny_grey", "--data", data, "--min-scale", "1"));
        Assert.Contains("--task segmentation: tiny_grey yields [N, 4]", await Refused("train", "tiny_grey", "--data", data, "--task", "segmentation"));
        Assert.Contains("--task classification: tiny_map yields [N, 3, 8, 8]", await Refused("eval", "tiny_map", "--data", data, "--weights", "w", "--task", "classification"));
        Assert.Contains("--out: is for a segmentation", await Refused("run", "tiny_grey", scratch.Path("data/images/train/0.png"), "-o", scratch.Path("o.png")));
        Assert.Contains("--palette: says the colours of a picture", await Refused("run", "tiny_map", scratch.Path("data/images/train/0.png"), "--palette", scratch.Path("data/masks/train/0.png")));

        string Weights()
        {
            using var module = TinyMap.Info.Model.Create(Initialization.Published);
            Runtime.Weights.Save(module, scratch.Path("w.safetensors"));
            return scratch.Path("w.safetensors");
        }

        // The same data with this mask among the test masks.
        string WithTest(string mask)
        {
            Bands.Write(scratch, "tested", train: 1, test: 1);
            File.Copy(mask, scratch.Path("tested/masks/val/0.png"), overwrite: true);
            return scratch.Path("tested");
        }
    }

    private Trainer Start(TrainingOptions options, string name) => Trainer.Start(TinyMap.Info.Model, Bands.Data(), options, scratch.Run(name), new TrainerSettings { Workers = 2 });

    private static string Refused(Action start) => Assert.Throws<TrainingException>(start).Message;

    private static (IReadOnlyList<CurvePoint> Points, IReadOnlyList<EpochRecord> Epochs, List<float> Weights) Finish(Func<Trainer> make)
    {
        using var trainer = make();
        Assert.True(trainer.Run(new Watcher()));
        var weights = new List<float>();
        foreach (var slot in StateLayout.Of(trainer.Result).Where(s => s.Tensor?.dtype == torch.float32)) weights.AddRange(slot.Tensor!.detach().data<float>().ToArray());
        return ([.. trainer.Points], [.. trainer.Epochs], weights);
    }

    private static Task<(int Code, string Out, string Error)> Run(params string[] args) => CommandTests.Run(args);

    private static Task<string> Refused(params string[] args) => CommandTests.Refused(args);

    private sealed class Counter(List<long> counts) : ITrainingObserver
    {
        public void OnStep(StepReport report)
        {
        }

        public void OnEpoch(EpochRecord record) => counts.Add(torch.Tensor.TotalCount);
    }
}
