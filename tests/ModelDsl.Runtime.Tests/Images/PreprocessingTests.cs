namespace ModelDsl.Runtime.Tests.Images;

public sealed class PreprocessingTests : IDisposable
{
    private static readonly double[] Mean = [0.485, 0.456, 0.406];
    private static readonly double[] Deviation = [0.229, 0.224, 0.225];
    private static readonly RgbImage Source = ImageFile.Read(Scratch.Fixture("rgb.png"));

    private readonly Scratch scratch = new();

    public static TheoryData<int> Transforms => [.. Enumerable.Range(0, Expected.Transformed.Length)];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Transforms))]
    public void Resizes_and_crops_as_timm_does(int index)
    {
        var expected = Expected.Transformed[index];
        var target = expected.GetProperty("target");
        var mode = expected.GetProperty("squash").GetBoolean() ? CropMode.Squash : CropMode.Center;
        Expected.Same(expected, Preprocessing.Fit(Source, Info(target[0].GetInt32(), target[1].GetInt32(), target[2].GetDouble(), mode)));
    }

    [Fact]
    public void What_a_crop_lacks_is_black()
    {
        var image = new RgbImage(2, 2, [.. Enumerable.Repeat((byte)255, 12)]);
        var fitted = Preprocessing.Fit(image, Info(4, 4, 2.0, CropMode.Center));
        Assert.Equal(12, fitted.Pixels.Count(p => p == 255));
        Assert.Equal([255, 255, 255], fitted.Pixels.AsSpan(3 * (1 * 4 + 1), 3).ToArray());
    }

    [Fact]
    public void Channels_become_planes_and_are_normalised()
    {
        var image = new RgbImage(2, 1, [0, 128, 255, 51, 102, 204]);
        var values = Preprocessing.Apply(image, Info(1, 2, 1.0, CropMode.Squash));
        float[] expected =
        [
            (0f - 0.485f) / 0.229f, (51f / 255f - 0.485f) / 0.229f,
            (128f / 255f - 0.456f) / 0.224f, (102f / 255f - 0.456f) / 0.224f,
            (255f / 255f - 0.406f) / 0.225f, (204f / 255f - 0.406f) / 0.225f,
        ];
        Assert.Equal(expected, values);
    }

    [Fact]
    public void A_batch_holds_each_image()
    {
        var info = Info(32, 24, 0.9, CropMode.Center);
        using var batch = Preprocessing.Load([Scratch.Fixture("rgb.png"), Scratch.Fixture("grey.jpg")], info);
        using var one = Preprocessing.Load(Scratch.Fixture("grey.jpg"), info);
        Assert.Equal([2, 3, 32, 24], batch.shape);
        Assert.Equal([1, 3, 32, 24], one.shape);
        var values = batch.data<float>().ToArray();
        Assert.Equal(Preprocessing.Apply(Source, info), values[..(values.Length / 2)]);
        Assert.Equal(one.data<float>().ToArray(), values[(values.Length / 2)..]);
    }

    [Fact]
    public void A_batch_of_nothing_is_refused_in_words() =>
        Assert.StartsWith("there are no images; name at least one file", Assert.Throws<ArgumentException>(() => Preprocessing.Load([], Info(32, 24, 0.9, CropMode.Center))).Message);

    [Fact]
    public void Of_the_likeliest_classes_at_least_one_is_wanted() =>
        Assert.StartsWith("how many of the likeliest classes are wanted: at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => ClassScore.Of([1f, 2f], null, 0)).Message);

    [Fact]
    public void An_image_too_elongated_to_resize_is_named()
    {
        // One row of 65 000 pixels at 224 rows would be 3.3 thousand million.
        var path = scratch.Write("line.png", PngWriter.Encode(new RgbImage(65_000, 1, new byte[3 * 65_000])));
        var e = Assert.Throws<ImageException>(() => Preprocessing.Load(path, Info(224, 224, 1.0, CropMode.Center)));
        Assert.Equal($"{path}: the image is too elongated: 65000x1 pixels", e.Message);
    }

    private static PreprocessingInfo Info(int height, int width, double fraction, CropMode mode) => new(height, width, fraction, mode, Mean, Deviation);
}
