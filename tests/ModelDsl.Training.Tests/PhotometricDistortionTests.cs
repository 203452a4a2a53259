using ModelDsl.Runtime;

namespace ModelDsl.Training.Tests;

/// <summary>Changes of lightness and colours, as mmsegmentation makes them.</summary>
public sealed class PhotometricDistortionTests
{
    private const int Images = 20_000;

    // Python's colorsys on numbers up to 1, hue times 180 and the others times 255, rounded.
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(128, 128, 128, 0, 0, 128)]
    [InlineData(255, 0, 0, 0, 255, 255)]
    [InlineData(0, 255, 0, 60, 255, 255)]
    [InlineData(0, 0, 255, 120, 255, 255)]
    [InlineData(255, 128, 0, 15, 255, 255)]
    [InlineData(10, 200, 30, 63, 242, 200)]
    [InlineData(200, 30, 220, 147, 220, 220)]
    [InlineData(17, 93, 201, 108, 233, 201)]
    [InlineData(250, 251, 249, 45, 2, 251)]
    [InlineData(1, 2, 3, 105, 170, 3)]
    // 179.88, which is 0 again.
    [InlineData(255, 0, 1, 0, 255, 255)]
    // 176.47.
    [InlineData(255, 0, 30, 176, 255, 255)]
    public void Colours_have_the_hue_saturation_and_value_of_Python(byte red, byte green, byte blue, byte hue, byte saturation, byte value) =>
        Assert.Equal((hue, saturation, value), PhotometricDistortion.ToHsv(red, green, blue));

    [Theory]
    [InlineData(0, 0, 128, 128, 128, 128)]
    [InlineData(60, 255, 255, 0, 255, 0)]
    [InlineData(63, 242, 200, 10, 200, 29)]
    [InlineData(147, 220, 220, 201, 30, 220)]
    [InlineData(108, 233, 201, 17, 91, 201)]
    [InlineData(45, 2, 251, 250, 251, 249)]
    [InlineData(105, 170, 3, 1, 2, 3)]
    [InlineData(126, 179, 200, 88, 60, 200)]
    [InlineData(179, 255, 255, 255, 0, 8)]
    public void And_the_way_back(byte hue, byte saturation, byte value, byte red, byte green, byte blue) =>
        Assert.Equal((red, green, blue), PhotometricDistortion.ToRgb(hue, saturation, value));

    [Fact]
    public void Every_colour_comes_back_as_closely_as_8_bits_allow()
    {
        for (var i = 0; i < 1 << 15; i++)
        {
            var (red, green, blue) = ((byte)(i % 32 * 8 + 5), (byte)(i / 32 % 32 * 8 + 3), (byte)(i / 1024 * 8 + 1));
            var (hue, saturation, value) = PhotometricDistortion.ToHsv(red, green, blue);
            var back = PhotometricDistortion.ToRgb(hue, saturation, value);
            // Half a step of the hue is a 60th of a sixth: 4.25 of 255.
            Assert.InRange(Math.Max(Math.Abs(back.Red - red), Math.Max(Math.Abs(back.Green - green), Math.Abs(back.Blue - blue))), 0, 5);
        }
    }

    [Fact]
    public void Each_change_is_that_of_its_formula()
    {
        Assert.Equal([0, 100, 229], Changed(10, 121, 250, pixels => PhotometricDistortion.Scale(pixels, 1, -20.5)));
        Assert.Equal([15, 181, 255], Changed(10, 121, 250, pixels => PhotometricDistortion.Scale(pixels, 1.5, 0)));
        // Half the saturation: 242 becomes 121.
        Assert.Equal([105, 200, 115], Changed(10, 200, 30, pixels => PhotometricDistortion.Saturate(pixels, 0.5)));
        Assert.Equal([128, 128, 128], Changed(128, 128, 128, pixels => PhotometricDistortion.Saturate(pixels, 1.5)));
        // A sixth of the circle on, and back over its beginning.
        Assert.Equal([255, 255, 0], Changed(255, 0, 0, pixels => PhotometricDistortion.Turn(pixels, 30)));
        Assert.Equal([255, 0, 153], Changed(255, 0, 0, pixels => PhotometricDistortion.Turn(pixels, -18)));
    }

    [Fact]
    public void Grey_keeps_its_hue_and_changes_in_three_of_four_cases_as_far_as_mmsegmentation_does()
    {
        var values = Enumerable.Range(0, Images).Select(seed => Drawn([100, 100, 100], 1, seed)).ToList();
        Assert.All(values, v => Assert.True(v[0] == v[1] && v[1] == v[2]));
        // (100 − 32) · 0.5 and (100 + 32) · 1.5; contrast before brightness would end at 182.
        Assert.InRange(values.Min(v => v[0]), 34, 38);
        Assert.InRange(values.Max(v => v[0]), 190, 197);
        Assert.InRange(values.Count(v => v[0] == 100), 0.22 * Images, 0.29 * Images);
    }

    [Fact]
    public void A_hue_turns_by_up_to_18_of_180_and_half_the_strength_goes_half_as_far()
    {
        Assert.Equal(Enumerable.Range(-18, 36), Hues(1));
        Assert.Equal(Enumerable.Range(-9, 18), Hues(0.5));

        // Green has the hue 60 whatever its lightness. It is dark enough for nothing to be cut off at 255; pale colours have too few digits to tell hues apart.
        static IEnumerable<int> Hues(double strength) => Enumerable.Range(0, Images).Select(seed => Drawn([0, 120, 0], strength, seed)).Where(p => p.Min() == 0 && p.Max() >= 110)
            .Select(p => PhotometricDistortion.ToHsv(p[0], p[1], p[2]).Hue - 60).Distinct().Order();
    }

    [Fact]
    public void Each_of_the_four_changes_is_left_out_in_half_of_the_cases() =>
        // A sixteenth, and the few that are drawn too small to be seen.
        Assert.InRange(Enumerable.Range(0, Images).Count(seed => Drawn([60, 120, 60], 1, seed).SequenceEqual(new byte[] { 60, 120, 60 })), 0.058 * Images, 0.08 * Images);

    [Fact]
    public void No_strength_changes_nothing_and_draws_nothing()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 250, 251, 255]);
        var (random, untouched) = (new RandomStream(5), new RandomStream(5));
        Assert.Same(image, PhotometricDistortion.Apply(image, 0, ref random));
        Assert.Equal(untouched.Next(), random.Next());
    }

    [Fact]
    public void The_same_seed_changes_an_image_in_the_same_way_and_leaves_the_original_alone()
    {
        byte[] pixels = [10, 200, 30, 200, 30, 220];
        Assert.Equal(Drawn(pixels, 1, 3), Drawn(pixels, 1, 3));
        Assert.True(Enumerable.Range(0, 50).Select(seed => string.Join(" ", Drawn(pixels, 1, seed))).Distinct().Count() > 30);
        Assert.Equal([10, 200, 30, 200, 30, 220], pixels);
    }

    [Fact]
    public void Only_the_picture_is_distorted_not_what_lies_outside_of_it()
    {
        var crops = new RandomCrops(TinyMap.Info.Model, new CropAugmentation { MinScale = 0.5, MaxScale = 0.5, Photometric = 1 }, 0, 255);
        var seen = new HashSet<float>();
        for (var seed = 0; seed < 20; seed++)
        {
            var (values, labels, random) = (new float[256], new long[256], new RandomStream(seed));
            crops.Apply(new RgbImage(16, 16, [.. Enumerable.Repeat((byte)100, 768)]), new LabelMap(16, 16, new byte[256]), ref random, values, labels);
            Assert.All(values.Zip(labels).Where(p => p.Second == Batch.Ignored), p => Assert.InRange(p.First, -0.01, 0.01));
            seen.Add(Assert.Single(values.Zip(labels).Where(p => p.Second == 0).Select(p => p.First).Distinct()));
        }
        Assert.InRange(seen.Count, 10, 20);
    }

    private delegate void Change(Span<byte> pixels);

    private static byte[] Changed(byte red, byte green, byte blue, Change change)
    {
        byte[] pixels = [red, green, blue];
        change(pixels);
        return pixels;
    }

    private static byte[] Drawn(byte[] pixels, double strength, int seed)
    {
        var random = new RandomStream(seed);
        return PhotometricDistortion.Apply(new RgbImage(pixels.Length / 3, 1, pixels), strength, ref random).Pixels;
    }
}
