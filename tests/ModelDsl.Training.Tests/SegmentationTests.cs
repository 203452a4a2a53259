using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>From pictures and masks to scores, and what is counted of them.</summary>
public sealed class SegmentationTests
{
    private const int Ignored = 255;

    [Fact]
    public void Pixels_are_counted_as_by_hand()
    {
        var result = new SegmentationResult(4);
        // Predicted:  0 0 1 / 1 1 2     True:  0 1 1 / 1 0 ignored
        result.Add(Certain(4, 2, 3, [0, 0, 1, 1, 1, 2]), new LabelMap(3, 2, [0, 1, 1, 1, 0, Ignored]), Ignored);
        Assert.Equal((1, 5L), (result.Pictures, result.Pixels));
        Assert.Equal((1L, 1L, 1L, 2L), (result.Confused(0, 0), result.Confused(0, 1), result.Confused(1, 0), result.Confused(1, 1)));
        Assert.Equal(3.0 / 5, result.PixelAccuracy, 12);
        Assert.Equal(1.0 / 3, result.Iou(0)!.Value, 12);
        Assert.Equal(2.0 / 4, result.Iou(1)!.Value, 12);
        Assert.Equal(1.0 / 2, result.Accuracy(0)!.Value, 12);
        Assert.Equal(2.0 / 3, result.Accuracy(1)!.Value, 12);
        // The model said 2 where nothing counts, so 2 is as absent as 3.
        Assert.Null(result.Iou(2));
        Assert.Null(result.Iou(3));
        Assert.Equal((1.0 / 3 + 1.0 / 2) / 2, result.MeanIou, 12);

        // All pictures together, not the mean of pictures: class 0 has now 1 + 2 of 3 + 3 pixels, class 2 was said and is never there.
        result.Add(Certain(4, 1, 3, [0, 0, 2]), new LabelMap(3, 1, [0, 0, 0]), Ignored);
        Assert.Equal(3.0 / 6, result.Iou(0)!.Value, 12);
        Assert.Equal(0, result.Iou(2));
        Assert.Null(result.Accuracy(2));
        Assert.Equal((3.0 / 6 + 2.0 / 4 + 0) / 3, result.MeanIou, 12);
    }

    [Fact]
    public void The_loss_is_that_of_PyTorch_at_the_size_of_the_mask()
    {
        using var scores = torch.randn(1, 3, 5, 7, generator: new torch.Generator(1));
        var mask = new LabelMap(20, 11, [.. Enumerable.Range(0, 220).Select(i => (byte)(i % 7 == 0 ? Ignored : i % 3))]);
        var result = new SegmentationResult(3);
        result.Add(new ScoreMap(3, 5, 7, [.. scores.data<float>()]), mask, Ignored);
        using var large = torch.nn.functional.interpolate(scores, [11, 20], mode: torch.InterpolationMode.Bilinear, align_corners: false);
        using var labels = torch.tensor([.. mask.Values.Select(v => (long)v)], [1, 11, 20]);
        using var loss = torch.nn.functional.cross_entropy(large, labels, ignore_index: Ignored);
        Assert.Equal(loss.item<float>(), result.Loss, 1e-5);
        using var best = large.argmax(1);
        Assert.Equal(best.data<long>().ToArray().Where((_, i) => mask.Values[i] != Ignored).Zip(mask.Values.Where(v => v != Ignored)).Count(p => p.First == p.Second), result.PixelAccuracy * result.Pixels, 1e-6);
    }

    [Theory]
    [InlineData(5, 7, 20, 11)]
    [InlineData(8, 8, 16, 16)]
    [InlineData(9, 4, 3, 5)]
    [InlineData(1, 1, 4, 2)]
    public void Scores_are_resized_as_PyTorch_resizes_them(int height, int width, int toHeight, int toWidth)
    {
        using var scores = torch.randn(1, 2, height, width, generator: new torch.Generator(2));
        using var expected = torch.nn.functional.interpolate(scores, [toHeight, toWidth], mode: torch.InterpolationMode.Bilinear, align_corners: false);
        var resized = new ScoreMap(2, height, width, [.. scores.data<float>()]).Resized(toHeight, toWidth);
        var rows = Enumerable.Range(0, 2).SelectMany(i => Enumerable.Range(0, toHeight).SelectMany(y => resized.Row(i, y).ToArray()));
        Assert.All(expected.data<float>().ToArray().Zip(rows), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Fact]
    public void Of_equal_scores_the_first_is_the_class() => Assert.Equal([1, 0], new ScoreMap(3, 1, 2, [1, 5, 2, 5, 2, 5]).Best(1, 2).Values);

    [Fact]
    public void Windows_lie_as_mmsegmentation_lays_them()
    {
        Assert.Equal([(0, 512), (171, 683)], Segmenter.Windows(683, 512, 341));
        Assert.Equal([(0, 6), (4, 10)], Segmenter.Windows(10, 6, 4));
        Assert.Equal([(0, 6), (4, 10), (5, 11)], Segmenter.Windows(11, 6, 4));
        Assert.Equal([(0, 10)], Segmenter.Windows(10, 10, 4));
        Assert.Equal([(0, 10)], Segmenter.Windows(10, 16, 4));
        Assert.Equal([(0, 10)], Segmenter.Windows(10, null, null));
        Assert.Equal([(0, 9), (6, 15)], Segmenter.Windows(15, 9, null));
    }

    [Fact]
    public void Windows_as_large_as_the_picture_are_the_whole_of_it()
    {
        var picture = new Bands(1, 3).Read(0);
        using var module = TinyMapAny.Info.Model.Create(Initialization.Published);
        module.eval();
        var whole = Scores(new SegmentationSettings { Side = 24 });
        Assert.Equal(whole, Scores(new SegmentationSettings { Side = 24, Window = 24 }));
        Assert.NotEqual(whole, Scores(new SegmentationSettings { Side = 24, Window = 12 }));

        float[] Scores(SegmentationSettings settings) => ValuesOf(new Segmenter(TinyMapAny.Info.Model, settings, (values, shape) => Forward(TinyMapAny.Info.Model, module, values, shape)).Scores(picture));
    }

    [Fact]
    public void Where_windows_overlap_their_scores_are_averaged()
    {
        // Each window has one score: which window it is. 16 columns by windows of 8, 4 apart, beside 8 rows.
        var calls = 0;
        var segmenter = new Segmenter(TinyMapAny.Info.Model, new SegmentationSettings { Side = 8, Window = 8, Stride = 4 }, (_, shape) =>
        {
            Assert.Equal([1, 1, 8, 8], shape);
            return ([.. Enumerable.Repeat((float)calls++, 3)], [1, 3, 1, 1]);
        });
        var scores = segmenter.Scores(new RgbImage(32, 16, new byte[3 * 32 * 16]));
        Assert.Equal([0, 0, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 1.5f, 1.5f, 1.5f, 1.5f, 2, 2, 2, 2], scores.Row(2, 7).ToArray());
        Assert.Equal(3, calls);
    }

    [Fact]
    public void A_model_of_a_fixed_size_sees_a_wide_picture_in_windows_and_any_size_what_its_multiples_allow()
    {
        var shapes = new List<string>();
        (float[], IReadOnlyList<long>) Note(float[] values, long[] shape)
        {
            shapes.Add(string.Join("x", shape));
            return (new float[3], [1, 3, 1, 1]);
        }
        new Segmenter(TinyMap.Info.Model, new SegmentationSettings(), Note).Scores(new RgbImage(60, 30, new byte[3 * 60 * 30]));
        Assert.Equal(["1x1x16x16", "1x1x16x16", "1x1x16x16"], shapes);
        shapes.Clear();
        new Segmenter(TinyMapAny.Info.Model, new SegmentationSettings(), Note).Scores(new RgbImage(50, 30, new byte[3 * 50 * 30]));
        Assert.Equal(["1x1x16x28"], shapes);

        Assert.Contains("takes windows of 16x16 only, not of 8", Refused(TinyMap.Info.Model, new SegmentationSettings { Window = 8 }));
        Assert.Contains("takes no windows of 10", Refused(TinyMapAny.Info.Model, new SegmentationSettings { Window = 10 }));
        Assert.Contains("leave gaps", Refused(TinyMapAny.Info.Model, new SegmentationSettings { Window = 8, Stride = 9 }));
        Assert.Contains("leave gaps", Refused(TinyMap.Info.Model, new SegmentationSettings { Stride = 17 }));
        Assert.Contains("choose their side too", Refused(TinyMapAny.Info.Model, new SegmentationSettings { Stride = 9 }));
        Assert.Contains("choose at least 16", Refused(TinyMap.Info.Model, new SegmentationSettings { Side = 15 }));
        Assert.Contains("is not a segmentation model: it yields [N, 4]", Refused(TinyGrey.Info.Model, new SegmentationSettings()));

        string Refused(ModelDescription model, SegmentationSettings settings) => Assert.Throws<TrainingException>(() => new Segmenter(model, settings, Note)).Message;
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 1)]
    [InlineData(0.5, 0.5, 0)]
    public void A_crop_shows_the_same_pixels_of_picture_and_mask(double minScale, double maxScale, double flip)
    {
        // A pixel's lightness is its class.
        var mask = new LabelMap(40, 32, [.. Enumerable.Range(0, 40 * 32).Select(i => (byte)(i % 40 / 8 % 3 == 2 ? Ignored : i / 40 / 8 % 2))]);
        var picture = new RgbImage(40, 32, [.. mask.Values.SelectMany(v => Enumerable.Repeat((byte)(v == Ignored ? 255 : 100 * v), 3))]);
        var (values, labels) = (new float[256], new long[256]);
        var crops = new RandomCrops(TinyMap.Info.Model, new CropAugmentation { MinScale = minScale, MaxScale = maxScale, Side = 32 }, flip, Ignored);
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new RandomStream(seed);
            crops.Apply(picture, mask, ref random, values, labels);
            // At borders bicubic pixels are a mix.
            var equal = values.Zip(labels).Count(p => Math.Abs((p.First * 0.25 + 0.5) * 255 - (p.Second == Batch.Ignored ? 255 : 100 * p.Second)) < 30);
            Assert.InRange(equal, 190, 256);
            Assert.Contains(1L, labels);
        }
    }

    [Fact]
    public void Outside_of_the_picture_is_the_mean_colour_without_a_class()
    {
        var (values, labels) = (new float[256], new long[256]);
        var random = new RandomStream(1);
        new RandomCrops(TinyMap.Info.Model, new CropAugmentation { MinScale = 0.5, MaxScale = 0.5 }, 0, Ignored)
            .Apply(new RgbImage(16, 16, [.. Enumerable.Repeat((byte)255, 768)]), new LabelMap(16, 16, new byte[256]), ref random, values, labels);
        Assert.Equal(64, labels.Count(l => l == 0));
        Assert.Equal(192, labels.Zip(values).Count(p => p.First == Batch.Ignored && Math.Abs(p.Second) < 0.01));
    }

    [Fact]
    public void Pictures_are_scaled_between_the_factors_and_cut_anywhere()
    {
        // The class of a pixel is its column; 16 columns of the crop are so many of the picture.
        var mask = new LabelMap(64, 64, [.. Enumerable.Range(0, 4096).Select(i => (byte)(i % 64))]);
        var crops = new RandomCrops(TinyMap.Info.Model, new CropAugmentation { MinScale = 0.5, MaxScale = 2, MaxClassShare = 1, Side = 64 }, 0, Ignored);
        var (widths, starts) = (new List<long>(), new List<long>());
        for (var seed = 0; seed < 500; seed++)
        {
            var (values, labels, random) = (new float[256], new long[256], new RandomStream(seed));
            crops.Apply(new RgbImage(64, 64, new byte[3 * 4096]), mask, ref random, values, labels);
            widths.Add(labels.Max() - labels.Min() + 1);
            starts.Add(labels.Min());
        }
        Assert.InRange(widths.Min(), 8, 9);
        Assert.InRange(widths.Max(), 30, 32);
        Assert.InRange(widths.Count(w => w >= 16), 100, 250);
        Assert.InRange(starts.Min(), 0, 1);
        Assert.InRange(starts.Max(), 50, 56);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_crop_is_drawn_again_where_one_class_has_too_much_of_it(bool isHalfIgnored)
    {
        // Class 1 in a corner of a ground of class 0: few crops show both in the shares that are asked for. Pixels without a class are none of them.
        var mask = new LabelMap(64, 64, [.. Enumerable.Range(0, 4096).Select(i => (byte)(i % 64 < 12 && i / 64 < 12 ? 1 : isHalfIgnored && i % 2 == 1 ? Ignored : 0))]);
        var picture = new RgbImage(64, 64, new byte[3 * 4096]);
        Assert.InRange(Varied(0.75), 3 * Varied(1), 200);

        int Varied(double share)
        {
            var crops = new RandomCrops(TinyMap.Info.Model, new CropAugmentation { MinScale = 1, MaxScale = 1, Side = 64, MaxClassShare = share }, 0, Ignored);
            var (values, labels, count) = (new float[256], new long[256], 0);
            for (var seed = 0; seed < 200; seed++)
            {
                var random = new RandomStream(seed);
                crops.Apply(picture, mask, ref random, values, labels);
                if (labels.Count(l => l == 1) > 64) count++;
            }
            return count;
        }
    }

    [Fact]
    public void The_rate_falls_as_a_power_of_what_is_left()
    {
        var options = TrainingOptions.Segmentation with { Epochs = 10, WarmupEpochs = 1, LearningRate = 2, FinalRate = 0.1 };
        Assert.Equal(RateSchedule.Poly, options.Schedule);
        Assert.Equal(1, Schedule.Rate(options, 0.05), 12);
        Assert.Equal(2, Schedule.Rate(options, 0.1), 12);
        Assert.Equal(2 * (0.1 + 0.9 * Math.Pow(0.5, 0.9)), Schedule.Rate(options, 0.55), 12);
        Assert.Equal(0.2, Schedule.Rate(options, 1), 12);
        Assert.Equal(1.1, Schedule.Rate(options with { PolyPower = 1 }, 0.55), 12);
        Assert.Equal(0.001 * Math.Pow(0.75, 0.9), Schedule.Rate(TrainingOptions.Segmentation, 0.25), 12);
    }

    [Fact]
    public void Pixels_without_a_class_count_neither_in_the_loss_nor_in_the_gradients()
    {
        using var module = TinyMapAny.Info.Model.Create(Initialization.Published);
        using var images = torch.randn(2, 1, 16, 16, generator: new torch.Generator(3));
        // The upper half has classes, or none.
        var labels = Enumerable.Range(0, 512).Select(i => i % 256 < 128 ? (long)(i % 3) : Batch.Ignored).ToArray();
        var (loss, right, counted, gradient) = Compute(labels);
        using var scores = TinyMapAny.Info.Model.Forward(module, images)[0].Value;
        using var large = torch.nn.functional.interpolate(scores, [16, 16], mode: torch.InterpolationMode.Bilinear, align_corners: false);
        using var targets = torch.tensor(labels, [2, 16, 16]);
        using var expected = torch.nn.functional.cross_entropy(large, targets);
        Assert.Equal(expected.item<float>(), loss, 1e-5);
        Assert.Equal(256, counted);
        Assert.InRange(right, 1, 255);
        module.zero_grad();
        expected.backward();
        Assert.All(gradient.Zip(Gradient()), p => Assert.Equal(p.Second, p.First, 1e-5f));

        (loss, right, counted, gradient) = Compute([.. Enumerable.Repeat(Batch.Ignored, 512)]);
        Assert.Equal((0, 0, 0), (loss, right, counted));
        Assert.All(gradient, g => Assert.Equal(0, g));

        (double, long, long, float[]) Compute(long[] values)
        {
            module.zero_grad();
            using var gradients = new BatchGradients(TinyMapAny.Info.Model, module, null, new TrainingOptions { LabelSmoothing = 0 }, torch.CPU);
            using var batch = new Batch(images.alias(), torch.tensor(values, [2, 16, 16]));
            var random = new RandomStream(1);
            var (l, r, c) = gradients.Compute(batch, ref random);
            return (l, r, c, Gradient());
        }

        float[] Gradient() => [.. module.parameters().SelectMany(p => p.grad!.data<float>().ToArray())];
    }

    private static ScoreMap Certain(int classes, int height, int width, int[] best) =>
        new(classes, height, width, [.. Enumerable.Range(0, classes).SelectMany(i => best.Select(b => b == i ? 10f : 0))]);

    private static float[] ValuesOf(ScoreMap map) => [.. Enumerable.Range(0, map.Classes).SelectMany(i => Enumerable.Range(0, map.Height).SelectMany(y => map.Row(i, y).ToArray()))];

    internal static (float[], IReadOnlyList<long>) Forward(ModelInfo model, torch.nn.Module module, float[] values, long[] shape)
    {
        using var noGradient = torch.no_grad();
        using var images = torch.tensor(values, shape);
        using var scores = model.Forward(module, images)[0].Value;
        return ([.. scores.data<float>()], scores.shape);
    }
}
