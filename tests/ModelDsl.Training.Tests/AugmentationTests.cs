using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>How training images are varied: each alone, and with others of their batch.</summary>
public sealed class AugmentationTests
{
    private const int Width = 40;
    private const int Height = 32;

    /// <summary>Operations on <see cref="Picture"/>: the sum of all values and a weighted one, as PIL 9.4 computes them (ImageEnhance, ImageOps, rotate, transform).</summary>
    public static TheoryData<string, long, long> Operations => new()
    {
        { "none", 477448, 23219232 },
        { "brightness 0.4", 189446, 9212965 },
        { "brightness 1.6", 679255, 33133561 },
        { "color 0.4", 482590, 23450137 },
        { "color 1.6", 469062, 22896879 },
        { "contrast 0.4", 482044, 23463598 },
        { "contrast 1.6", 468139, 22825921 },
        { "sharpness 0.4", 476190, 23166290 },
        { "sharpness 1.6", 476365, 23194343 },
        { "posterize 5", 463424, 22538392 },
        { "solarize 120", 276501, 13536440 },
        { "autocontrast", 493370, 24042701 },
        { "equalize", 586333, 28605422 },
        { "rotate 30", 400862, 19679775 },
        { "rotate -30", 396426, 19408071 },
        { "shear 0.3", 449790, 21894070 },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operations_compute_what_PIL_does(string operation, long sum, long weighted)
    {
        var pixels = Run(operation, Picture()).Pixels;
        Assert.Equal((sum, weighted), (pixels.Sum(p => (long)p), pixels.Select((p, i) => (long)p * (i % 97 + 1)).Sum()));
    }

    [Fact]
    public void The_least_magnitude_changes_nothing_but_colours_and_the_same_seed_yields_the_same()
    {
        var info = new PreprocessingInfo(Height, Width, 1, CropMode.Squash, [0.5, 0.4, 0.3], [1, 1, 1]);
        var different = new HashSet<string>();
        for (var seed = 0; seed < 60; seed++)
        {
            var (one, again) = (new RandomStream(seed), new RandomStream(seed));
            var image = RandAugment.Apply(Picture(), info, 2, 15, ref one);
            Assert.Equal(image.Pixels, RandAugment.Apply(Picture(), info, 2, 15, ref again).Pixels);
            Assert.Equal((Width, Height), (image.Width, image.Height));
            different.Add(Convert.ToHexString(image.Pixels));
        }
        Assert.InRange(different.Count, 50, 60);
        var small = Picture();
        foreach (var operation in new[] { "brightness 1", "color 1", "contrast 1", "sharpness 1", "posterize 8", "solarize 256", "rotate 0", "shear 0" }) Assert.Equal(small.Pixels, Run(operation, small).Pixels);
    }

    [Fact]
    public void Pictures_of_one_colour_stay()
    {
        var grey = new RgbImage(Width, Height, [.. Enumerable.Repeat((byte)90, 3 * Width * Height)]);
        foreach (var operation in new[] { "autocontrast", "equalize", "sharpness 1.9", "contrast 0.1", "color 0.1" }) Assert.Equal(grey.Pixels, Run(operation, grey).Pixels);
    }

    [Fact]
    public void Erasing_makes_noise_of_one_rectangle_in_all_channels()
    {
        var areas = new List<double>();
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed);
            var values = new float[3 * Height * Width];
            RandomErasing.Apply(values, Height, Width, ref random);
            var erased = Enumerable.Range(0, Height * Width).Where(i => values[i] != 0).ToList();
            var (top, bottom) = (erased.Min(i => i / Width), erased.Max(i => i / Width));
            var (left, right) = (erased.Min(i => i % Width), erased.Max(i => i % Width));
            Assert.Equal((bottom - top + 1) * (right - left + 1), erased.Count);
            Assert.Equal(erased, Enumerable.Range(0, Height * Width).Where(i => values[2 * Height * Width + i] != 0));
            areas.Add((double)erased.Count / (Height * Width));
        }
        Assert.InRange(areas.Min(), 0.01, 0.05);
        Assert.InRange(areas.Max(), 0.25, 0.36);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(5)]
    public void Shares_have_the_distribution_that_is_asked_for(double alpha)
    {
        var random = new RandomStream(7);
        var shares = Enumerable.Range(0, 20_000).Select(_ => random.Beta(alpha)).ToList();
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        var mean = shares.Average();
        Assert.Equal(0.5, mean, 0.015);
        // The variance of Beta(α, α).
        Assert.Equal(1 / (4 * (2 * alpha + 1)), shares.Average(s => (s - mean) * (s - mean)), 0.005);
    }

    [Fact]
    public void Mixup_adds_the_images_in_reverse_order()
    {
        using var images = torch.arange(3 * 2 * 4 * 4, dtype: torch.float32).reshape(3, 2, 4, 4);
        var random = new RandomStream(3);
        var mix = BatchMix.Of(images, new TrainingOptions { Mixup = 1 }, ref random);
        using var mixed = mix.Images;
        var (own, all) = (images.data<float>().ToArray(), mixed.data<float>().ToArray());
        Assert.InRange(mix.Share, 0.01, 0.99);
        for (var i = 0; i < all.Length; i++) Assert.Equal(mix.Share * own[i] + (1 - mix.Share) * own[(2 - i / 32) * 32 + i % 32], all[i], 1e-4);
    }

    [Fact]
    public void CutMix_pastes_a_rectangle_and_shares_by_its_area()
    {
        using var images = torch.stack([torch.zeros(1, 20, 30), torch.ones(1, 20, 30)]);
        var areas = new List<double>();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new RandomStream(seed);
            var mix = BatchMix.Of(images, new TrainingOptions { CutMix = 1 }, ref random);
            using var mixed = mix.Images;
            var values = mixed.data<float>().ToArray();
            Assert.Equal(1 - mix.Share, values[..600].Average(), 5);
            Assert.Equal(mix.Share, values[600..].Average(), 5);
            areas.Add(1 - mix.Share);
        }
        Assert.InRange(areas.Average(), 0.25, 0.5);
    }

    [Fact]
    public void With_both_each_takes_about_half_of_the_steps()
    {
        using var images = torch.stack([torch.zeros(1, 20, 30), torch.ones(1, 20, 30)]);
        var cuts = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed);
            using var mixed = BatchMix.Of(images, new TrainingOptions { Mixup = 1, CutMix = 1 }, ref random).Images;
            if (Array.TrueForAll(mixed.data<float>().ToArray(), v => v is 0 or 1)) cuts++;
        }
        Assert.InRange(cuts, 70, 130);
    }

    /// <summary>A picture by a formula; its channels differ, and the third has no extremes.</summary>
    private static RgbImage Picture() => new(Width, Height, [.. Enumerable.Range(0, 3 * Width * Height).Select(i =>
    {
        var (x, y, channel) = (i / 3 % Width, i / 3 / Width, i % 3);
        return (byte)(channel == 2 ? 40 + (11 * x + 17 * y) % 150 : (37 * x + 59 * y * (channel + 1) + 83 * channel + 7 * x * y) % 256);
    })]);

    private static RgbImage Run(string text, RgbImage image)
    {
        var parts = text.Split(' ');
        var number = parts.Length > 1 ? double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        // PIL turns to the left.
        var angle = -number * Math.PI / 180;
        return parts[0] switch
        {
            "none" => image,
            "brightness" => RandAugment.Brightness(image, number),
            "color" => RandAugment.Colour(image, number),
            "contrast" => RandAugment.Contrast(image, number),
            "sharpness" => RandAugment.Sharpness(image, number),
            "posterize" => RandAugment.Posterize(image, (int)number),
            "solarize" => RandAugment.Solarize(image, number),
            "autocontrast" => RandAugment.AutoContrast(image),
            "equalize" => RandAugment.Equalize(image),
            "rotate" => RandAugment.Move(image, Math.Cos(angle), Math.Sin(angle), -Math.Sin(angle), Math.Cos(angle)),
            "shear" => RandAugment.Move(image, 1, number, 0, 1),
            _ => throw new ArgumentException(text),
        };
    }
}
