using ModelDsl.Runtime;

namespace ModelDsl.Training.Tests;

/// <summary>From files to batches.</summary>
public sealed class DataTests : IDisposable
{
    private static readonly PreprocessingInfo Plain = new(8, 8, 1, CropMode.Squash, [0.5], [0.25]);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void IDX_files_are_read_plain_and_compressed()
    {
        Quarters.WriteIdx(scratch, "idx", train: 12, test: 8);
        var data = ImageData.Open(scratch.Path("idx"));
        var expected = Quarters.Dataset(12, 1);
        Assert.Equal((12, 8), (data.Train.Count, data.Test.Count));
        Assert.Equal(["0", "1", "2", "3"], data.Train.Classes);
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(expected.Read(i).Pixels, data.Train.Read(i).Pixels);
            Assert.Equal(i % 4, data.Train.Label(i));
        }
    }

    [Fact]
    public void Damaged_IDX_files_are_refused_with_the_reason()
    {
        var images = Quarters.Idx([2, 8, 8], new byte[128]);
        Assert.Contains("ends before its values", Refused(images[..^1], Quarters.Idx([2], [0, 1])));
        Assert.Contains("continues after", Refused([.. images, 0], Quarters.Idx([2], [0, 1])));
        Assert.Contains("3 labels for the 2 images", Refused(images, Quarters.Idx([3], [0, 1, 2])));
        Assert.Contains("0x00000801", Refused(Quarters.Idx([2], [0, 1]), Quarters.Idx([2], [0, 1])));
        Assert.Contains("are not those of a data set", Refused(Quarters.Idx([int.MaxValue, 8, 8], []), Quarters.Idx([2], [0, 1])));
        Assert.Contains("label 7 of image 1", Refused(images, Quarters.Idx([2], [0, 7]), ["a", "b"]));
    }

    [Fact]
    public void Folders_are_classes_in_the_order_of_their_names()
    {
        foreach (var file in new[] { "train/b/2.png", "train/b/1.png", "train/a/deep/x.PNG", "val/b/0.png" })
            scratch.Write($"images/{file}", PngWriter.Encode(Quarters.Dataset(1, 3).Read(0)));
        foreach (var kind in new[] { "jpg", "jpeg", "webp", "gif", "bmp" })
            scratch.Write($"images/train/b/3.{kind}", [1]);
        scratch.Write("images/train/a/notes.txt", [1]);
        var data = ImageData.Open(scratch.Path("images"));
        Assert.Equal(["a", "b"], data.Train.Classes);
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));
        Assert.Equal(1, Assert.Single(Enumerable.Range(0, data.Test.Count).Select(data.Test.Label)));
        Assert.Equal(Quarters.Dataset(1, 3).Read(0).Pixels, data.Test.Read(0).Pixels);

        scratch.Write("images/val/c/0.png", [1]);
        Assert.Contains("'c' is not a class", Assert.Throws<TrainingException>(() => ImageData.Open(scratch.Path("images"))).Message);
        Assert.Contains("expected the folders train and", Assert.Throws<TrainingException>(() => ImageData.Open(scratch.Path("images/train"))).Message);
        Assert.Contains("no such folder", Assert.Throws<TrainingException>(() => ImageData.Open(scratch.Path("nowhere"))).Message);
    }

    [Fact]
    public void An_epoch_has_each_image_once_in_an_order_of_its_own_whatever_the_number_of_workers()
    {
        var dataset = Quarters.Dataset(40, 5);
        var augmentation = new Augmentation { CropScale = 0.3, Flip = 0.5 };
        var (one, labels) = Read(new BatchLoader(dataset, Plain, 8, 0).Shuffled(augmentation, 3, 0));
        var (three, _) = Read(new BatchLoader(dataset, Plain, 8, 3).Shuffled(augmentation, 3, 0));
        var (late, _) = Read(new BatchLoader(dataset, Plain, 8, 3).Shuffled(augmentation, 3, 0, first: 2));
        var (next, _) = Read(new BatchLoader(dataset, Plain, 8, 3).Shuffled(augmentation, 3, 1));
        Assert.Equal(one, three);
        Assert.Equal(one[(2 * 8 * 64)..], late);
        Assert.NotEqual(one, next);
        Assert.Equal([10, 10, 10, 10], labels.CountBy(l => l).OrderBy(c => c.Key).Select(c => c.Value));
    }

    [Fact]
    public void In_order_batches_are_what_evaluation_makes_of_each_image()
    {
        var dataset = Quarters.Dataset(10, 5);
        var info = Plain with { Height = 12, Width = 10 };
        var (values, labels) = Read(new BatchLoader(dataset, info, 4, 2).InOrder());
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => Preprocessing.Apply(dataset.Read(i), info)), values);
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3, 0, 1], labels);
    }

    [Fact]
    public void An_image_that_cannot_be_read_ends_the_loader_with_its_error_and_no_tensors()
    {
        var path = scratch.Write("images/train/a/broken.png", [1, 2, 3]);
        var loader = new BatchLoader(ImageFolder.Open(scratch.Path("images/train")), Plain, 1, 2);
        var before = TorchSharp.torch.Tensor.TotalCount;
        Assert.Contains(path, Assert.Throws<ImageException>(() => Read(loader.InOrder())).Message);
        // Those that other tests left behind may be collected meanwhile.
        Assert.InRange(TorchSharp.torch.Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void A_random_crop_lies_in_the_image_and_keeps_the_share_that_is_asked_for()
    {
        // Red tells the column, green the row: what a crop of the same size as the result shows is where it lay.
        const int side = 64;
        var image = new RgbImage(side, side, [.. Enumerable.Range(0, side * side).SelectMany(i => new[] { (byte)(4 * (i % side)), (byte)(4 * (i / side)), (byte)0 })]);
        var info = new PreprocessingInfo(32, 32, 1, CropMode.Squash, [0, 0, 0], [1, 1, 1]);
        var areas = new List<double>();
        var mirrored = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed);
            var crop = new Augmentation { CropScale = 0.25, Flip = 0.5 }.Vary(image, info, ref random);
            var (width, height) = (crop.Pixels[3 * 31] - crop.Pixels[0], crop.Pixels[3 * 31 * 32 + 1] - crop.Pixels[1]);
            if (width < 0) mirrored++;
            areas.Add(Math.Abs(width) / 4.0 * height / 4.0 / (side * side));
        }
        Assert.InRange(areas.Min(), 0.2, 0.35);
        Assert.InRange(areas.Max(), 0.85, 1);
        Assert.InRange(mirrored, 70, 130);
    }

    [Fact]
    public void Evaluation_counts_as_by_hand()
    {
        var result = new EvaluationResult(6);
        result.Add([5, 4, 3, 2, 1, 0], 0);
        result.Add([5, 4, 3, 2, 1, 0], 4);
        result.Add([5, 4, 3, 2, 1, 0], 5);
        result.Add([1, 1, 1, 1, 1, 1], 1);
        Assert.Equal((4, 0.25, 0.75), (result.Count, result.Top1, result.Top5));
        Assert.Equal((1, 1, 1, 1), (result.Confused(0, 0), result.Confused(4, 0), result.Confused(5, 0), result.Confused(1, 0)));
        var sum = Enumerable.Range(0, 6).Sum(i => Math.Exp(i));
        Assert.Equal((Math.Log(sum) - 5 + Math.Log(sum) - 1 + Math.Log(sum) + Math.Log(6)) / 4, result.Loss, 10);
    }

    [Fact]
    public void The_rate_grows_then_falls()
    {
        var options = new TrainingOptions { Epochs = 10, WarmupEpochs = 1, LearningRate = 2, FinalRate = 0.1 };
        Assert.Equal(1, Schedule.Rate(options, 0.05), 12);
        Assert.Equal(2, Schedule.Rate(options, 0.1), 12);
        Assert.Equal(1.1, Schedule.Rate(options, 0.55), 12);
        Assert.Equal(0.2, Schedule.Rate(options, 1), 12);
    }

    private string Refused(byte[] images, byte[] labels, string[]? classes = null) => Assert.Throws<TrainingException>(
        () => IdxDataset.Open(scratch.Write("i.gz", Quarters.Zip(images)), scratch.Write("l", labels), classes)).Message;

    private static (float[] Values, List<long> Labels) Read(IEnumerable<Batch> batches)
    {
        var (values, labels) = (new List<float>(), new List<long>());
        foreach (var batch in batches)
        {
            using (batch)
            {
                values.AddRange(batch.Images.data<float>().ToArray());
                labels.AddRange(batch.Labels.data<long>().ToArray());
            }
        }
        return ([.. values], labels);
    }
}
